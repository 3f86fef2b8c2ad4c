/**
 * A file goes up in acknowledged chunks, several on their way at once.
 *
 * A chunk whose acknowledgement does not come (a cut websocket, a busy kernel) is sent again, with growing patience:
 * Python takes each offset once. At the end it compares what it has with what was read here, by a CRC-32 a chunk:
 * `crypto.subtle` is missing on plain http. Only the chunks under way are in memory.
 */
import { crc32 } from "./crc32";
import { Failure } from "./failure";
import type { Link } from "./link";
import type { UploadBegin, UploadBegun, UploadChunk, UploadEnd } from "./protocol.gen";

export interface UploadHandlers {
  signal: AbortSignal;
  /** The id of the media item that stands for the file. */
  onBegin?(media: string): void;
  /** Share of the file that Python has acknowledged, 0 to 1. */
  onProgress?(share: number): void;
}

export const CHUNK_PATIENCE_MS = [20_000, 40_000, 80_000, 160_000];

/** Resolves to the media id once the file has gone on to the back end. Raises `Failure`. */
export async function uploadFile(
  link: Pick<Link, "call">,
  file: Blob & { name: string },
  { signal, onBegin, onProgress }: UploadHandlers,
): Promise<string> {
  const begin: UploadBegin = { name: file.name, size_bytes: file.size };
  const { upload, chunk_bytes, window } = (await link.call<UploadBegun>("upload_begin", begin, { signal })).result;
  onBegin?.(upload);
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal.addEventListener("abort", abort);
  try {
    const checks = await sendChunks(link, file, { upload, chunk_bytes, window }, stop, onProgress);
    const end: UploadEnd = { upload, checks };
    return (await link.call<{ media: string }>("upload_end", end, { signal, long: true })).result.media;
  } catch (failure) {
    if (!(failure instanceof Failure && failure.reason === "refused")) cancelUpload(link, upload);
    throw failure;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Takes the file away again, on its way or already there. */
export function cancelUpload(link: Pick<Link, "call">, upload: string): void {
  link.call("upload_cancel", { upload }).catch(() => undefined);
}

async function sendChunks(
  link: Pick<Link, "call">,
  file: Blob,
  { upload, chunk_bytes, window }: UploadBegun,
  stop: AbortController,
  onProgress?: (share: number) => void,
): Promise<number[]> {
  const checks: number[] = [];
  let next = 0;
  let acknowledged = 0;
  async function lane(): Promise<void> {
    while (next < file.size) {
      const offset = next;
      next += chunk_bytes;
      const chunk = await read(file, offset, chunk_bytes);
      checks[offset / chunk_bytes] = crc32(new Uint8Array(chunk));
      await sendChunk(link, { upload, offset }, chunk, stop.signal);
      acknowledged += chunk.byteLength;
      onProgress?.(acknowledged / file.size);
    }
  }
  const lanes = Array.from({ length: Math.max(1, window) }, lane);
  try {
    await Promise.all(lanes);
    return checks;
  } catch (failure) {
    stop.abort();
    await Promise.allSettled(lanes);
    throw failure;
  }
}

async function read(file: Blob, offset: number, length: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(offset, offset + length).arrayBuffer();
  } catch {
    throw new Failure("unreadable-file");
  }
}

async function sendChunk(
  link: Pick<Link, "call">,
  params: UploadChunk,
  chunk: ArrayBuffer,
  signal: AbortSignal,
): Promise<void> {
  for (const [attempt, timeoutMs] of CHUNK_PATIENCE_MS.entries()) {
    try {
      await link.call("upload_chunk", params, { buffers: [chunk], timeoutMs, signal });
      return;
    } catch (failure) {
      const again = failure instanceof Failure && failure.reason === "no-answer";
      if (!again || attempt === CHUNK_PATIENCE_MS.length - 1) throw failure;
    }
  }
}
