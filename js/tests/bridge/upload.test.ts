import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { crc32 } from "../../src/bridge/crc32";
import { Link } from "../../src/bridge/link";
import { uploadFile } from "../../src/bridge/upload";
import { type Called, Comm } from "../comm";

const CHUNK = 10;
const WINDOW = 3;
const bytes = Uint8Array.from({ length: 95 }, (_, index) => (index * 7) % 251);
const file = () => new File([bytes], "photo.jpg", { type: "image/jpeg" });

let comm: Comm;
let link: Link;
let arrived: Uint8Array;

beforeEach(() => {
  comm = new Comm();
  link = new Link(comm, () => undefined);
  arrived = new Uint8Array(bytes.length);
  comm.handlers.upload_begin = () => ({ upload: "u1", chunk_bytes: CHUNK, window: WINDOW });
  comm.handlers.upload_end = ({ params }) => ({ media: params.upload });
  comm.handlers.upload_cancel = () => ({});
});
afterEach(() => vi.useRealTimers());

const take = ({ params, buffers }: Called) => {
  arrived.set(new Uint8Array(buffers[0]!), params.offset as number);
  return { received: (params.offset as number) + buffers[0]!.byteLength };
};

test("a file arrives whole, and its progress is told", async () => {
  comm.handlers.upload_chunk = take;
  const shares: number[] = [];
  const began: string[] = [];
  const media = await uploadFile(link, file(), {
    signal: new AbortController().signal,
    onBegin: (id) => began.push(id),
    onProgress: (share) => shares.push(share),
  });
  expect(media).toBe("u1");
  expect(began).toEqual(["u1"]);
  expect(arrived).toEqual(bytes);
  expect(comm.called("upload_begin")[0]?.params).toEqual({ name: "photo.jpg", size_bytes: 95 });
  expect(shares.at(-1)).toBe(1);
  const checks = Array.from({ length: 10 }, (_, n) => crc32(bytes.slice(n * CHUNK, (n + 1) * CHUNK)));
  expect(comm.called("upload_end")[0]?.params).toEqual({ upload: "u1", checks });
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
});

test("no more chunks are on their way than the window holds", async () => {
  let open = 0;
  let most = 0;
  comm.handlers.upload_chunk = async (call) => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 1));
    open--;
    return take(call);
  };
  await uploadFile(link, file(), { signal: new AbortController().signal });
  expect(most).toBe(WINDOW);
  expect(arrived).toEqual(bytes);
});

test("a chunk whose acknowledgement is lost goes again, from the same place", async () => {
  vi.useFakeTimers();
  const lost = new Set([0, 40]);
  comm.handlers.upload_chunk = (call) => (lost.delete(call.params.offset as number) ? undefined : take(call));
  const upload = uploadFile(link, file(), { signal: new AbortController().signal });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await upload).toBe("u1");
  expect(arrived).toEqual(bytes);
  const offsets = comm.called("upload_chunk").map(({ params }) => params.offset);
  expect(offsets.filter((offset) => offset === 0)).toHaveLength(2);
  expect(offsets.filter((offset) => offset === 40)).toHaveLength(2);
  expect(offsets).toHaveLength(12);
});

test("it gives up when no acknowledgement ever comes, and takes the file away", async () => {
  vi.useFakeTimers();
  comm.handlers.upload_chunk = () => undefined;
  const outcome = uploadFile(link, file(), { signal: new AbortController().signal }).catch((error) => error);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await outcome).toMatchObject({ reason: "no-answer" });
  expect(comm.called("upload_cancel")).toHaveLength(1);
  expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
});

test("a refused chunk ends the upload at once with Python's sentence", async () => {
  comm.handlers.upload_chunk = ({ params }) => {
    if (params.offset === 20) throw new Error("photo.jpg cannot be kept: the disk is full.");
    return { received: 1 };
  };
  await expect(uploadFile(link, file(), { signal: new AbortController().signal })).rejects.toMatchObject({
    reason: "refused",
    message: "photo.jpg cannot be kept: the disk is full.",
  });
  expect(comm.called("upload_end")).toHaveLength(0);
});

test("cancelling stops the chunks and takes the file away", async () => {
  const abort = new AbortController();
  comm.handlers.upload_chunk = (call) => {
    if (call.params.offset === 30) abort.abort();
    return take(call);
  };
  await expect(uploadFile(link, file(), { signal: abort.signal })).rejects.toMatchObject({ reason: "closed" });
  expect(comm.called("upload_cancel")[0]?.params).toEqual({ upload: "u1" });
  expect(comm.called("upload_chunk").length).toBeLessThan(10);
});

test("a file that the browser cannot read any more is said to be unreadable", async () => {
  comm.handlers.upload_chunk = take;
  const gone = Object.assign(file(), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) });
  await expect(
    uploadFile(link, gone as unknown as File, { signal: new AbortController().signal }),
  ).rejects.toMatchObject({ reason: "unreadable-file" });
});
