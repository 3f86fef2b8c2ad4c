/** A finished MP4 comes down in pieces that the view asks for, several at once. */
import { bytesOf } from "./bytes";
import { Failure } from "./failure";
import type { Link } from "./link";
import type { ReadVideo, VideoInfo } from "./protocol.gen";

const PIECE_BYTES = 256 * 1024;
const AT_ONCE = 6;
const PATIENCE_MS = [15_000, 30_000, 60_000];

export interface ReadHandlers {
  signal: AbortSignal;
  /** Share of the bytes that are here, 0 to 1. */
  onProgress?(share: number): void;
}

/** The whole file as a Blob. Raises `Failure`. */
export async function readVideo(
  link: Pick<Link, "call">,
  { id, size_bytes }: Pick<VideoInfo, "id" | "size_bytes">,
  { signal, onProgress }: ReadHandlers,
): Promise<Blob> {
  // each piece becomes a Blob at once, so that the browser, not the page's heap, holds it
  const pieces: Blob[] = new Array(Math.ceil(size_bytes / PIECE_BYTES));
  let next = 0;
  let done = 0;
  async function lane(): Promise<void> {
    while (next < pieces.length) {
      const index = next++;
      const offset = index * PIECE_BYTES;
      const length = Math.min(PIECE_BYTES, size_bytes - offset);
      pieces[index] = await readPiece(link, { video: id, offset, length }, signal);
      done += length;
      onProgress?.(done / size_bytes);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return new Blob(pieces, { type: "video/mp4" });
}

async function readPiece(link: Pick<Link, "call">, params: ReadVideo, signal: AbortSignal): Promise<Blob> {
  for (const timeoutMs of PATIENCE_MS) {
    try {
      const { buffers } = await link.call("read_video", params, { timeoutMs, signal });
      const bytes = buffers[0] ? bytesOf(buffers[0]) : new Uint8Array();
      if (bytes.byteLength !== params.length) throw new Failure("incomplete");
      return new Blob([bytes]);
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.reason !== "no-answer") throw failure;
    }
  }
  throw new Failure("no-answer");
}
