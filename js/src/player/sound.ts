/**
 * The sound of the draft: the engine's own soundtrack, so that what is heard here is what the export will hold. It is
 * asked for when what sounds has changed, decoded without a loudspeaker (for the waveform), and played in step with
 * the clock of `Playback`.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Link } from "../bridge/link";
import { readPreview } from "../bridge/video";
import type { Store } from "../store/store";
import type { Playback } from "./playback";
import { Wave } from "./wave";

const PAUSE_MS = 250;
const FULL_RATE_HZ = 48_000;
const LOW_RATE_HZ = 24_000;
/** The engine makes no longer sound for a page, which would have to hold all of it. */
export const LONGEST_MS = 600_000;
/** Longer sounds are held at half the rate, to spare memory. */
const FULL_RATE_MOST_MS = 180_000;
/** How far sound and picture may be apart. */
const MOST_DRIFT_MS = 80;

/** Something sounds, and cannot be heard here. */
export type Unheard = "too-long" | "not-offered" | "failed";
export type SoundState = "silent" | "coming" | "ready" | Unheard;

export function isUnheard(state: SoundState): state is Unheard {
  return state === "too-long" || state === "not-offered" || state === "failed";
}

export class Sound {
  readonly state: ReadonlySignal<SoundState>;
  readonly wave: ReadonlySignal<Wave | null>;
  /** Whether one wants to hear it. */
  readonly on = signal(true);
  readonly #state = signal<SoundState>("silent");
  readonly #wave = signal<Wave | null>(null);
  readonly #buffer = signal<AudioBuffer | null>(null);
  #context: AudioContext | null = null;
  #playing: { node: AudioBufferSourceNode; fromMs: number; sinceS: number } | null = null;
  #asked: AbortController | null = null;

  constructor(
    private readonly link: Pick<Link, "call">,
    store: Pick<Store, "draft" | "timeline" | "media">,
    private readonly playback: Pick<Playback, "timeMs" | "playing" | "pause">,
    until: AbortSignal,
  ) {
    // a hidden page draws nothing, so the clock would stand still while the sound goes on
    const onHidden = () => {
      if (document.hidden) playback.pause();
    };
    document.addEventListener("visibilitychange", onHidden, { signal: until });
    this.state = this.#state;
    this.wave = this.#wave;
    const heard = computed(() => heardOf(store));
    let pause: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      effect(() => {
        const sounds = heard.value;
        const durationMs = store.timeline.peek().duration_ms;
        clearTimeout(pause);
        this.#asked?.abort();
        this.#state.value = sounds === "" ? "silent" : durationMs > LONGEST_MS ? "too-long" : "coming";
        if (this.#state.peek() !== "coming") this.#take(null, null);
        else pause = setTimeout(() => void this.#ask(durationMs), PAUSE_MS);
      }),
      effect(() => this.#follow()),
    ];
    until.addEventListener("abort", () => {
      clearTimeout(pause);
      for (const stop of stops) stop();
      this.#asked?.abort();
      this.#silence();
      void this.#context?.close().catch(() => undefined);
    });
  }

  async #ask(durationMs: number): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    const { signal } = asked;
    try {
      const sound = await readPreview(this.link, {}, signal);
      if (signal.aborted) return;
      if (typeof sound === "string") {
        this.#take(null, null);
        this.#state.value = sound;
        return;
      }
      const rate = durationMs > FULL_RATE_MOST_MS ? LOW_RATE_HZ : FULL_RATE_HZ;
      const buffer = await new OfflineAudioContext(2, 1, rate).decodeAudioData(await sound.arrayBuffer());
      const wave = await Wave.of(buffer);
      if (signal.aborted) return;
      this.#take(buffer, wave);
      this.#state.value = "ready";
    } catch {
      if (signal.aborted) return;
      this.#take(null, null);
      this.#state.value = "failed";
    }
  }

  #take(buffer: AudioBuffer | null, wave: Wave | null): void {
    this.#silence();
    this.#wave.value = wave;
    this.#buffer.value = buffer;
  }

  /** Starts, stops and moves the sound, as the clock goes. Called with every picture while it plays. */
  #follow(): void {
    const timeMs = this.playback.timeMs.value;
    const buffer = this.#buffer.value;
    if (!buffer || !this.playback.playing.value || !this.on.value) {
      this.#silence();
      return;
    }
    this.#context ??= new AudioContext({ latencyHint: "playback" });
    const context = this.#context;
    if (context.state === "suspended") void context.resume().catch(() => undefined);
    if (context.state !== "running") {
      context.onstatechange = () => this.#follow();
      return;
    }
    const playing = this.#playing;
    if (playing) {
      const soundMs = playing.fromMs + (context.currentTime - playing.sinceS) * 1000;
      if (Math.abs(soundMs - timeMs) <= MOST_DRIFT_MS) return;
      this.#silence();
    }
    if (timeMs / 1000 >= buffer.duration) return;
    const node = context.createBufferSource();
    node.buffer = buffer;
    node.connect(context.destination);
    node.start(0, timeMs / 1000);
    this.#playing = { node, fromMs: timeMs, sinceS: context.currentTime };
  }

  #silence(): void {
    this.#playing?.node.stop();
    this.#playing?.node.disconnect();
    this.#playing = null;
  }
}

/** All that the soundtrack depends on, as a key; empty when nothing can sound. */
function heardOf({ draft, timeline, media }: Pick<Store, "draft" | "timeline" | "media">): string {
  if (!draft.value) return "";
  const films = new Set(media.value.filter(({ kind }) => kind === "video").flatMap(({ hash, id }) => [hash, id]));
  const tracks = timeline.value.tracks.map(({ kind, clips }) =>
    kind === "music" ? clips : kind === "video" ? clips.filter(({ source }) => films.has(source)) : [],
  );
  if (tracks.every((clips) => clips.length === 0)) return "";
  const segments = (Array.isArray(draft.value.t) ? draft.value.t : []).filter(({ tt }) => tt === 1);
  const sounds = tracks.map((clips) =>
    clips.map(({ source, start_ms, duration_ms, volume, in_ms, speed }) => [
      source,
      start_ms,
      duration_ms,
      volume,
      in_ms,
      speed,
    ]),
  );
  return JSON.stringify([timeline.value.duration_ms, sounds, segments]);
}
