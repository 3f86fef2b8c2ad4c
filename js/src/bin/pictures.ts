/**
 * Small pictures of the media: made in the page from a file that was chosen here, else asked for from Python.
 *
 * A picture is known by its media item's id; a clip's `source` (the upload's hash) leads to the same picture.
 */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { bytesOf } from "../bridge/bytes";
import type { Link } from "../bridge/link";
import type { ThumbnailParams } from "../bridge/protocol.gen";
import type { Store } from "../store/store";
import { shrunk } from "./shrink";

export const TILE_PX = 320;
export const FRAME_PX = 1280;

const AT_ONCE = 4;
const PATIENCE_MS = 60_000;
const BITMAPS_KEPT = 16;

export class Pictures {
  /** Counts up whenever a bitmap has become available. */
  readonly arrivals = signal(0);
  readonly #blobs = new Map<string, Promise<Blob | null>>();
  readonly #urls = new Map<string, Signal<string | null>>();
  readonly #bitmaps = new Map<string, ImageBitmap | "coming" | "none">();
  readonly #queue: (() => void)[] = [];
  #busy = 0;
  /** One file after the other: a decoded photo is large. */
  #lastDrawn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly link: Pick<Link, "call">,
    private readonly store: Store,
    private readonly until: AbortSignal,
  ) {
    const ready = new Set<string>();
    const stop = effect(() => {
      for (const { id, kind, status } of store.media.value) {
        if (status !== "ready" || kind === "audio" || ready.has(id)) continue;
        ready.add(id);
        this.#refresh(id);
      }
    });
    until.addEventListener("abort", () => {
      stop();
      for (const { value } of this.#urls.values()) if (value) URL.revokeObjectURL(value);
      for (const bitmap of this.#bitmaps.values()) if (typeof bitmap === "object") bitmap.close();
      this.#bitmaps.clear();
    });
  }

  /** Makes the pictures of an item from the file itself, if the browser can read it. */
  remember(media: string, file: Blob): void {
    if (!file.type.startsWith("image/")) return;
    const drawn = this.#lastDrawn.then(() => (this.until.aborted ? null : shrunk(file, [FRAME_PX, TILE_PX])));
    this.#lastDrawn = drawn;
    const tile = drawn.then((blobs) => blobs?.[1] ?? null);
    this.#blobs.set(
      `${media}@${FRAME_PX}`,
      drawn.then((blobs) => blobs?.[0] ?? null),
    );
    this.#blobs.set(`${media}@${TILE_PX}`, tile);
    void this.#show(media, tile);
  }

  /** From now on the pictures of `from` are those of `to`. */
  rename(from: string, to: string): void {
    for (const px of [TILE_PX, FRAME_PX]) {
      const blob = this.#blobs.get(`${from}@${px}`);
      if (blob) this.#blobs.set(`${to}@${px}`, blob);
    }
    const url = this.#urls.get(from);
    if (url) this.#urls.set(to, url);
  }

  /** The address of a tile's picture; null while there is none. */
  tile(source: string): ReadonlySignal<string | null> {
    const media = this.#mediaOf(source);
    const known = this.#urls.get(media);
    if (known) return known;
    const url = signal<string | null>(null);
    this.#urls.set(media, url);
    if (this.#canAsk(media)) void this.#show(media, this.#blob(media, TILE_PX));
    return url;
  }

  /** The picture for the player if it is there; otherwise it is on its way, and `arrivals` will tell. */
  frame(source: string): ImageBitmap | null {
    const media = this.#mediaOf(source);
    const known = this.#bitmaps.get(media);
    if (known === undefined) void this.#decode(media);
    if (typeof known !== "object") return null;
    this.#bitmaps.delete(media); // to the end: used last
    this.#bitmaps.set(media, known);
    return known;
  }

  /** Asks again for what the page could not make itself. */
  #refresh(media: string): void {
    const url = this.#urls.get(media);
    if (url && url.peek() === null) void this.#show(media, this.#blob(media, TILE_PX));
    if (this.#bitmaps.get(media) === "none") this.#bitmaps.delete(media);
  }

  #mediaOf(source: string): string {
    return this.store.media.peek().find(({ hash, id }) => hash === source || id === source)?.id ?? source;
  }

  #canAsk(media: string): boolean {
    const item = this.store.media.peek().find(({ id }) => id === media);
    if (media.startsWith("transfer-")) return false;
    return item === undefined || (item.status === "ready" && item.kind !== "audio");
  }

  async #show(media: string, blob: Promise<Blob | null>): Promise<void> {
    const url = this.#urls.get(media) ?? signal<string | null>(null);
    this.#urls.set(media, url);
    const picture = await blob;
    if (picture && !this.until.aborted && url.peek() === null) url.value = URL.createObjectURL(picture);
  }

  async #decode(media: string): Promise<void> {
    this.#bitmaps.set(media, "coming");
    const blob = await this.#blob(media, FRAME_PX);
    const bitmap = blob && (await createImageBitmap(blob).catch(() => null));
    if (this.until.aborted) {
      bitmap?.close();
      return;
    }
    this.#bitmaps.set(media, bitmap ?? "none");
    this.#forgetOldest();
    this.arrivals.value++;
  }

  #forgetOldest(): void {
    const decoded = [...this.#bitmaps].filter(([, bitmap]) => typeof bitmap === "object");
    for (const [media, bitmap] of decoded.slice(0, Math.max(0, decoded.length - BITMAPS_KEPT))) {
      (bitmap as ImageBitmap).close();
      this.#bitmaps.delete(media);
    }
  }

  async #blob(media: string, px: number): Promise<Blob | null> {
    const key = `${media}@${px}`;
    const known = this.#blobs.get(key);
    if (known && (await known)) return known;
    const asked = this.#inTurn(() => this.#ask({ media, size_px: px }));
    this.#blobs.set(key, asked);
    return asked;
  }

  async #ask(params: ThumbnailParams): Promise<Blob | null> {
    try {
      const options = { timeoutMs: PATIENCE_MS, signal: this.until };
      const { result, buffers } = await this.link.call<{ mime: string }>("thumbnail", params, options);
      return buffers[0] ? new Blob([bytesOf(buffers[0])], { type: result.mime }) : null;
    } catch {
      return null; // a file without a picture has an icon
    }
  }

  /** Runs `work` when fewer than `AT_ONCE` others run. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#queue.shift()?.();
    }
  }
}
