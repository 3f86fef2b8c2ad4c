import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../../src/bridge/failure";
import { Link } from "../../src/bridge/link";
import type { Envelope } from "../../src/bridge/protocol.gen";
import { Comm } from "../comm";

let comm: Comm;
let link: Link;
const envelopes: Envelope[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  comm = new Comm();
  envelopes.length = 0;
  link = new Link(comm, (envelope) => envelopes.push(envelope));
});
afterEach(() => vi.useRealTimers());

test("a call gets the answer with its id, with the buffers", async () => {
  const first = link.call("thumbnail", { media: "a" });
  const second = link.call("thumbnail", { media: "b" });
  const [a, b] = comm.calls;
  comm.answer(b!, { mime: "image/png" });
  comm.answer(a!, { mime: "image/jpeg" }, [new DataView(new ArrayBuffer(3))]);
  expect((await first).result).toEqual({ mime: "image/jpeg" });
  expect((await first).buffers[0]?.byteLength).toBe(3);
  expect((await second).result).toEqual({ mime: "image/png" });
});

test("a refusal carries Python's sentence", async () => {
  const call = link.call("export");
  comm.refuse(comm.calls[0]!, "The timeline is empty. Add photos first.");
  await expect(call).rejects.toMatchObject({ reason: "refused", message: "The timeline is empty. Add photos first." });
});

test("answers to other views are not taken", async () => {
  let settled = false;
  link.call("stop").finally(() => {
    settled = true;
  });
  comm.answer({ ...comm.calls[0]!, view: "another" });
  await vi.advanceTimersByTimeAsync(10);
  expect(settled).toBe(false);
});

test("without a time limit a call waits for a busy kernel, and the view says so meanwhile", async () => {
  const call = link.call("send", { text: "hello" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(link.slow.value).toBe(false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(link.slow.value).toBe(true);
  comm.answer(comm.calls[0]!, { message: "m1" });
  expect((await call).result).toEqual({ message: "m1" });
  expect(link.slow.value).toBe(false);
});

test("work that takes long does not count as a busy kernel", async () => {
  void link.call("upload_end", {}, { long: true });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(link.slow.value).toBe(false);
});

test("a time limit, an abort and the end of the view each end a call", async () => {
  const abort = new AbortController();
  const late = link.call("snapshot", {}, { timeoutMs: 1_000 });
  const aborted = link.call("thumbnail", {}, { signal: abort.signal });
  const open = link.call("send", {});
  const outcomes = Promise.allSettled([late, aborted, open]);
  await vi.advanceTimersByTimeAsync(1_000);
  abort.abort();
  link.close();
  const reasons = (await outcomes).map(
    (outcome) => outcome.status === "rejected" && (outcome.reason as Failure).reason,
  );
  expect(reasons).toEqual(["no-answer", "closed", "closed"]);
  await expect(link.call("send")).rejects.toBeInstanceOf(Failure);
  expect(comm.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("two views have different names, on plain http too", () => {
  expect(new Link(comm, () => undefined).view).not.toBe(link.view);
});

test("when the kernel has ended nothing is waited for, and nothing more is sent", async () => {
  const waiting = link.call("send", { text: "hello" });
  link.lose();
  await expect(waiting).rejects.toMatchObject({ reason: "closed" });
  await expect(link.call("stop")).rejects.toMatchObject({ reason: "closed" });
  expect(comm.calls.map(({ method }) => method)).toEqual(["send", "snapshot"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([link.lost.value, link.slow.value]).toEqual([true, false]);
});

test("a kernel that answers all the same was not lost", async () => {
  link.lose();
  comm.answer(comm.calls[0]!, {});
  await vi.advanceTimersByTimeAsync(0);
  expect(link.lost.value).toBe(false);
  void link.call("stop");
  expect(comm.called("stop")).toHaveLength(1);
});

test("after a cut everything that is open goes again under its own number, and is answered once", async () => {
  const send = link.call("send", { text: "hello" });
  const chunk = link.call("upload_chunk", { upload: "u", offset: 0 }, { buffers: [new ArrayBuffer(4)] });
  comm.answer(comm.calls[1]!, { received: 4 });
  await chunk;
  link.sendAgain();
  expect(comm.calls.map(({ id, method }) => `${id} ${method}`)).toEqual(["1 send", "2 upload_chunk", "1 send"]);
  comm.answer(comm.calls[2]!, { message: "m" });
  comm.answer(comm.calls[0]!, { message: "m" });
  expect((await send).result).toEqual({ message: "m" });
});
