/**
 * The moving pictures of video clips: a small film of each file, which the engine makes, played beside the clock and
 * shown on the canvas. Until it is there, and where a back end makes none, the clip shows its still picture.
 */
import { signal } from "@preact/signals";
import type { Link } from "../bridge/link";
import { readPreview } from "../bridge/video";
import { blank } from "./plates";
import type { SceneClip } from "./scene";

const AHEAD_MS = 2500;
const MOST_DRIFT_S = 0.12;
const FILES_KEPT = 12;
/** How often a film that could not be had is asked for, and how long after the first time; then twice as long. */
const TRIES = 4;
const AGAIN_MS = 5_000;

interface Reel {
  video: HTMLVideoElement;
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  /** Counts the pictures that it has shown. */
  shown: number;
}

/** A picture that changes; `shown` tells when it has. */
export interface Moving {
  canvas: HTMLCanvasElement;
  shown: number;
}

export class Films {
  /** Counts up whenever another picture is there to be drawn. */
  readonly arrivals = signal(0);
  readonly #files = new Map<string, string | "coming" | "none">();
  readonly #failures = new Map<string, { count: number; againMs: number }>();
  readonly #reels = new Map<string, Reel>();
  readonly #end = new AbortController();

  constructor(
    private readonly link: Pick<Link, "call">,
    /** The hash of an upload that may move; null for a photo. */
    private readonly filmOf: (source: string) => string | null,
    /** Whether it plays again and again, as animated pictures do; a film stays at its last picture. */
    private readonly loops: (source: string) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The clip's picture of this moment, or the last one that it had; null for a photo, or while there is none. */
  picture(clip: SceneClip): Moving | null {
    const reel = this.#reels.get(clip.id);
    return reel && reel.shown > 0 ? reel : null;
  }

  /** Brings the films of the clips that are seen, or soon will be, to this moment; puts the others away. */
  follow(clips: readonly SceneClip[], timeMs: number, playing: boolean): void {
    const near = clips.filter(({ beginMs, endMs }) => endMs > timeMs && beginMs < timeMs + AHEAD_MS);
    for (const clip of near) {
      const hash = this.filmOf(clip.source);
      if (hash === null) continue;
      const url = this.#file(hash);
      if (url === null) continue;
      const isSeen = clip.beginMs <= timeMs && timeMs < clip.endMs;
      this.#bring(this.#reelOf(clip.id, url), clip, timeMs, playing && isSeen);
    }
    for (const [id, reel] of this.#reels) {
      if (near.some((clip) => clip.id === id)) continue;
      put(reel);
      this.#reels.delete(id);
    }
  }

  close(): void {
    this.#end.abort();
    for (const reel of this.#reels.values()) put(reel);
    this.#reels.clear();
    for (const url of this.#files.values()) if (url.startsWith("blob:")) URL.revokeObjectURL(url);
    this.#files.clear();
  }

  #bring({ video }: Reel, clip: SceneClip, timeMs: number, playing: boolean): void {
    if (video.readyState < 1) return;
    const wanted = (clip.inMs + (timeMs - clip.startMs) * clip.speed) / 1000;
    const length = video.duration || 0;
    const turned = this.loops(clip.source) && length > 0 ? ((wanted % length) + length) % length : wanted;
    const at = Math.min(Math.max(0, turned), Math.max(0, length - 0.02));
    const ahead = Math.abs(video.currentTime - at);
    if (playing) {
      if (ahead > MOST_DRIFT_S * Math.max(1, clip.speed) && !video.seeking) video.currentTime = at;
      video.playbackRate = Math.min(16, Math.max(0.0625, clip.speed));
      if (video.paused) void video.play().catch(() => undefined);
    } else {
      if (!video.paused) video.pause();
      if (ahead > 0.01 && !video.seeking) video.currentTime = at;
    }
  }

  #reelOf(id: string, url: string): Reel {
    const known = this.#reels.get(id);
    if (known) return known;
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, preload: "auto" });
    const { canvas, context } = blank(2, 2);
    const reel: Reel = { video, canvas, context, shown: 0 };
    const show = () => {
      if (video.videoWidth === 0) return;
      if (canvas.width !== video.videoWidth) canvas.width = video.videoWidth;
      if (canvas.height !== video.videoHeight) canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      reel.shown++;
      this.arrivals.value++;
    };
    const onFrame = () => {
      show();
      if (this.#reels.get(id) === reel) video.requestVideoFrameCallback?.(onFrame);
    };
    video.addEventListener("loadedmetadata", () => this.arrivals.value++);
    // the callback misses a picture that comes between two of its calls, the last one before a halt, too
    for (const event of ["seeked", "loadeddata"]) video.addEventListener(event, show);
    if (typeof video.requestVideoFrameCallback === "function") video.requestVideoFrameCallback(onFrame);
    else video.addEventListener("timeupdate", show);
    this.#reels.set(id, reel);
    video.src = url;
    return reel;
  }

  /** The address of a film's file; null while it is on its way, or when there is none. */
  #file(hash: string): string | null {
    const known = this.#files.get(hash);
    if (known === undefined && this.now() >= (this.#failures.get(hash)?.againMs ?? 0)) void this.#fetch(hash);
    return known?.startsWith("blob:") ? known : null;
  }

  async #fetch(hash: string): Promise<void> {
    this.#files.set(hash, "coming");
    const { signal } = this.#end;
    const film = await readPreview(this.link, { film: hash }, signal).catch(() => "failed" as const);
    if (signal.aborted) return;
    if (film === "failed") this.#failed(hash);
    else this.#files.set(hash, typeof film === "string" ? "none" : URL.createObjectURL(film));
    for (const [old, url] of this.#files) {
      if (this.#files.size <= FILES_KEPT || old === hash) break;
      if (url.startsWith("blob:")) URL.revokeObjectURL(url);
      this.#files.delete(old);
    }
    this.arrivals.value++;
  }

  /** It is asked for again when it is needed next, after a while; where that never helps, no more. */
  #failed(hash: string): void {
    const before = this.#failures.get(hash)?.count ?? 0;
    this.#failures.set(hash, { count: before + 1, againMs: this.now() + AGAIN_MS * 2 ** before });
    if (before + 1 < TRIES) this.#files.delete(hash);
    else this.#files.set(hash, "none");
  }
}

function put({ video }: Reel): void {
  video.pause();
  video.removeAttribute("src");
  video.load();
}
