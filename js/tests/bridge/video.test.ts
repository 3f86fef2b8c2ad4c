import { beforeEach, expect, test } from "vitest";
import { bytesOf } from "../../src/bridge/bytes";
import { Link } from "../../src/bridge/link";
import { readVideo } from "../../src/bridge/video";
import { type Called, Comm } from "../comm";

const SIZE = 1_000_000;
const whole = Uint8Array.from({ length: SIZE }, (_, index) => index % 253);
let comm: Comm;
let link: Link;

beforeEach(() => {
  comm = new Comm();
  link = new Link(comm, () => undefined);
});

/** Answers as a comm does: the buffer is a part of a larger one. */
function serve(cutBytes = 0): void {
  comm.handlers.read_video = (call: Called) => {
    const { offset, length } = call.params as { offset: number; length: number };
    const frame = new Uint8Array(length + 16);
    frame.set(whole.subarray(offset, offset + length), 16);
    comm.answer(call, { offset }, [new DataView(frame.buffer, 16, length - cutBytes)]);
    return undefined;
  };
}

test("the pieces make the file again", async () => {
  serve();
  const shares: number[] = [];
  const blob = await readVideo(
    link,
    { id: "v1", size_bytes: SIZE },
    { signal: new AbortController().signal, onProgress: (share) => shares.push(share) },
  );
  expect(blob.type).toBe("video/mp4");
  expect(new Uint8Array(await blob.arrayBuffer()).every((byte, index) => byte === whole[index])).toBe(true);
  expect(blob.size).toBe(SIZE);
  expect(shares.at(-1)).toBe(1);
});

test("a piece that is cut off is no video", async () => {
  serve(1);
  const read = readVideo(link, { id: "v1", size_bytes: SIZE }, { signal: new AbortController().signal });
  await expect(read).rejects.toMatchObject({ reason: "incomplete" });
});

test("a view on a part of a buffer gives that part alone", () => {
  const buffer = Uint8Array.from([1, 2, 3, 4, 5]).buffer;
  expect([...bytesOf(new DataView(buffer, 1, 3))]).toEqual([2, 3, 4]);
});
