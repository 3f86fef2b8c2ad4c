/** The preview's clock: where it is and whether it runs. */
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Ticker {
  request(callback: (nowMs: number) => void): number;
  cancel(handle: number): void;
}

const FRAMES: Ticker = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

export class Playback {
  readonly timeMs: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  readonly #timeMs = signal(0);
  readonly #playing = signal(false);
  #handle = 0;
  #lastMs: number | undefined;

  constructor(
    private readonly durationMs: () => number,
    until: AbortSignal,
    private readonly ticker: Ticker = FRAMES,
  ) {
    this.timeMs = this.#timeMs;
    this.playing = this.#playing;
    until.addEventListener("abort", () => this.pause());
  }

  play(): void {
    if (this.#playing.value || this.durationMs() <= 0) return;
    if (this.#timeMs.value >= this.durationMs()) this.#timeMs.value = 0;
    this.#playing.value = true;
    this.#lastMs = undefined;
    this.#handle = this.ticker.request(this.#tick);
  }

  pause(): void {
    this.#playing.value = false;
    this.ticker.cancel(this.#handle);
  }

  toggle(): void {
    if (this.#playing.value) this.pause();
    else this.play();
  }

  seek(timeMs: number): void {
    this.#timeMs.value = Math.min(Math.max(0, timeMs), this.durationMs());
  }

  /** One picture on, or back. */
  step(by: number, fps: number): void {
    this.pause();
    const frame = Math.round((this.#timeMs.value * fps) / 1000) + by;
    this.seek((frame * 1000) / fps);
  }

  #tick = (nowMs: number): void => {
    if (!this.#playing.value) return;
    this.seek(this.#timeMs.value + (nowMs - (this.#lastMs ?? nowMs)));
    this.#lastMs = nowMs;
    if (this.#timeMs.value >= this.durationMs()) this.pause();
    else this.#handle = this.ticker.request(this.#tick);
  };
}
