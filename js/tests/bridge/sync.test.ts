import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Link } from "../../src/bridge/link";
import { Sync } from "../../src/bridge/sync";
import { Store } from "../../src/store/store";
import { Comm, message, snapshot } from "../comm";

let comm: Comm;
let store: Store;
let end: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  comm = new Comm();
  store = new Store();
  end = new AbortController();
  const link = new Link(comm, (envelope) => sync.receive(envelope));
  const sync = new Sync(link, store, end.signal);
  void sync.resync();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

const text = () => store.messages.value.map(({ value }) => value.text).join("|");
const settle = () => vi.advanceTimersByTimeAsync(0);
const answerSnapshot = async (index: number, change = {}) => {
  comm.answer(comm.called("snapshot")[index]!, { ...snapshot(change) });
  await settle();
};

test("a view starts from a snapshot and goes on with the events after it", async () => {
  comm.emit({ type: "message", message: message({ id: "a", text: "old" }) });
  comm.emit({ type: "message", message: message({ id: "b", text: "new" }) });
  await answerSnapshot(0, { n: 1, messages: [message({ id: "a", text: "old" })] });
  expect(text()).toBe("old|new");
  comm.emit({ type: "delta", id: "b", offset: 3, text: "er" });
  expect(text()).toBe("old|newer");
  expect(comm.called("snapshot")).toHaveLength(1);
});

test("a gap in the numbers leads to a new snapshot, and nothing is shown twice", async () => {
  await answerSnapshot(0, { messages: [message({ id: "a" })] });
  comm.emit({ type: "delta", id: "a", offset: 0, text: "one " });
  comm.lose();
  comm.emit({ type: "delta", id: "a", offset: 8, text: "three " });
  expect(comm.called("snapshot")).toHaveLength(2);
  comm.emit({ type: "delta", id: "a", offset: 14, text: "four" });
  await answerSnapshot(1, { n: 3, messages: [message({ id: "a", text: "one two three " })] });
  expect(text()).toBe("one two three four");
  expect(comm.called("snapshot")).toHaveLength(2);
});

test("a snapshot that is too old for what came meanwhile is asked for again", async () => {
  await answerSnapshot(0, { messages: [message({ id: "a" })] });
  comm.lose();
  comm.lose();
  comm.emit({ type: "delta", id: "a", offset: 6, text: "!" });
  await answerSnapshot(1, { n: 1, messages: [message({ id: "a", text: "ab" })] });
  expect(comm.called("snapshot")).toHaveLength(3);
  await answerSnapshot(2, { n: 3, messages: [message({ id: "a", text: "abcdef!" })] });
  expect(text()).toBe("abcdef!");
});

test("an envelope that comes again changes nothing", async () => {
  await answerSnapshot(0, { n: 5, messages: [message({ id: "a", text: "x" })] });
  comm.deliver({ kind: "events", n: 4, events: [{ type: "delta", id: "a", offset: 0, text: "y" }] });
  expect(text()).toBe("x");
  expect(comm.called("snapshot")).toHaveLength(1);
});

test("an event that does not fit what is known leads to a new snapshot", async () => {
  await answerSnapshot(0);
  comm.emit({ type: "delta", id: "unknown", offset: 0, text: "?" });
  await answerSnapshot(1, { n: 1, messages: [message({ id: "unknown", text: "?" })] });
  expect(text()).toBe("?");
});

test("the snapshot is asked for again, ever more slowly, until the kernel answers", async () => {
  await vi.advanceTimersByTimeAsync(120_000);
  const asked = comm.called("snapshot").length;
  expect(asked).toBeGreaterThanOrEqual(4);
  expect(asked).toBeLessThanOrEqual(8);
  await answerSnapshot(asked - 1);
  expect(store.ready.value).toBe(true);
});

test("a view that is gone asks no more", async () => {
  end.abort();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(comm.called("snapshot")).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
