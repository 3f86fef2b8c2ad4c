/** Finished videos and previews come down in pieces that the view asks for, several at once. */
import { bytesOf } from "./bytes";
import { Failure } from "./failure";
import type { Link } from "./link";
import type { PreviewInfo, PreviewParams, ReadPreview, ReadVideo, VideoInfo } from "./protocol.gen";

const PIECE_BYTES = 256 * 1024;
const AT_ONCE = 6;
const PATIENCE_MS = [15_000, 30_000, 60_000];
const MIMES: Record<string, string> = { mp4: "video/mp4", webm: "video/webm", gif: "image/gif" };

export interface ReadHandlers {
  signal: AbortSignal;
  /** Share of the bytes that are here, 0 to 1. */
  onProgress?(share: number): void;
}

/** The whole file as a Blob. Raises `Failure`. */
export function readVideo(
  link: Pick<Link, "call">,
  { id, size_bytes, format }: Pick<VideoInfo, "id" | "size_bytes"> & Partial<Pick<VideoInfo, "format">>,
  handlers: ReadHandlers,
): Promise<Blob> {
  const read = (offset: number, length: number) =>
    readPiece(link, "read_video", { video: id, offset, length } satisfies ReadVideo, handlers.signal);
  return readPieces(read, size_bytes, MIMES[format ?? "mp4"] ?? "video/mp4", handlers);
}

/** The draft's soundtrack, or a small film of an upload; why there is none where there is none. Raises `Failure`. */
export async function readPreview(
  link: Pick<Link, "call">,
  params: PreviewParams,
  signal: AbortSignal,
): Promise<Blob | Exclude<PreviewInfo["missing"], null>> {
  const { result } = await link.call<PreviewInfo & Record<string, unknown>>("preview", params, { signal, long: true });
  const { id, mime, size_bytes, missing } = result;
  if (id === null || id === undefined) return missing ?? "failed";
  const read = (offset: number, length: number) =>
    readPiece(link, "read_preview", { preview: id, offset, length } satisfies ReadPreview, signal);
  return readPieces(read, size_bytes, mime, { signal });
}

async function readPieces(
  read: (offset: number, length: number) => Promise<Blob>,
  sizeBytes: number,
  mime: string,
  { onProgress }: ReadHandlers,
): Promise<Blob> {
  // each piece becomes a Blob at once, so that the browser, not the page's heap, holds it
  const pieces: Blob[] = new Array(Math.ceil(sizeBytes / PIECE_BYTES));
  let next = 0;
  let done = 0;
  async function lane(): Promise<void> {
    while (next < pieces.length) {
      const index = next++;
      const offset = index * PIECE_BYTES;
      const length = Math.min(PIECE_BYTES, sizeBytes - offset);
      pieces[index] = await read(offset, length);
      done += length;
      onProgress?.(done / sizeBytes);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return new Blob(pieces, { type: mime });
}

async function readPiece(
  link: Pick<Link, "call">,
  method: string,
  params: ReadVideo | ReadPreview,
  signal: AbortSignal,
): Promise<Blob> {
  for (const timeoutMs of PATIENCE_MS) {
    try {
      const { buffers } = await link.call(method, params, { timeoutMs, signal });
      const bytes = buffers[0] ? bytesOf(buffers[0]) : new Uint8Array();
      if (bytes.byteLength !== params.length) throw new Failure("incomplete");
      return new Blob([bytes]);
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.reason !== "no-answer") throw failure;
    }
  }
  throw new Failure("no-answer");
}
