import { beforeEach, expect, test } from "vitest";
import type { Timeline, TimelineClip } from "../../src/bridge/protocol.gen";
import { en } from "../../src/i18n/en";
import { zh } from "../../src/i18n/zh";
import { Store } from "../../src/store/store";
import { Arrangement, arranged } from "../../src/timeline/arrangement";
import { placeAt, ticks } from "../../src/timeline/ruler";
import { sentenceFor } from "../../src/timeline/sentences";
import { snapshot } from "../comm";

const clip = (id: string, name: string, start_ms: number, duration_ms: number): TimelineClip => ({
  id,
  name,
  start_ms,
  duration_ms,
  source: id,
  volume: null,
  transition: null,
  transition_ms: 0,
});
const clips = [clip("a", "beach.jpg", 0, 3000), clip("b", "dog.jpg", 3000, 2000), clip("c", "city.jpg", 5000, 2500)];
const timeline = (order: TimelineClip[]): Timeline => ({
  tracks: [{ id: "v", kind: "video", label: "Video", clips: order }],
  duration_ms: 7500,
  width: 1920,
  height: 1080,
  fps: 30,
  ratio: "16:9",
});

test("clips are named by name and time", () => {
  expect(en.clip("beach.jpg", 0, 3000)).toBe("beach.jpg, 0 to 3 seconds");
  expect(en.clip("beach.jpg", 2500, 4333)).toBe("beach.jpg, 2.5 to 4.33 seconds");
  expect(zh.clip("beach.jpg", 0, 3000)).toBe("beach.jpg，0 到 3 秒");
});

test("gestures are sentences", () => {
  expect(sentenceFor({ kind: "move", clip: "a", to: 1 }, clips)).toBe('Move "beach.jpg" to position 2.');
  expect(sentenceFor({ kind: "remove", clip: "c" }, clips)).toBe('Remove "city.jpg".');
});

test("a name that would not say which clip gives way to its number", () => {
  const twice = [...clips, clip("d", "beach.jpg", 7500, 1000)];
  expect(sentenceFor({ kind: "remove", clip: "d" }, twice)).toBe("Remove clip 4.");
  expect(sentenceFor({ kind: "move", clip: "q", to: 0 }, [...clips, clip("q", 'a "b".jpg', 0, 1)])).toBe(
    "Move clip 4 to position 1.",
  );
});

test("moved and removed clips abut again", () => {
  const shown = arranged(clips, [
    { kind: "move", clip: "c", to: 0 },
    { kind: "remove", clip: "a" },
  ]);
  expect(shown.map(({ id, start_ms, duration_ms }) => [id, start_ms, duration_ms])).toEqual([
    ["c", 0, 2500],
    ["b", 2500, 2000],
  ]);
});

let store: Store;
let said: string[];
let taken: boolean;
let arrangement: Arrangement;

beforeEach(() => {
  store = new Store();
  store.load(snapshot({ timeline: timeline(clips) }));
  said = [];
  taken = true;
  arrangement = new Arrangement(
    store,
    async (sentence) => {
      said.push(sentence);
      return taken;
    },
    new AbortController().signal,
  );
});

const order = () => arrangement.clips.map(({ id }) => id).join("");

test("a gesture is shown at once, and the timeline that comes back is the truth", () => {
  arrangement.move("a", 2);
  expect(order()).toBe("bca");
  expect(said).toEqual(['Move "beach.jpg" to position 3.']);
  store.apply([{ type: "timeline", timeline: timeline([clips[1]!, clips[0]!, clips[2]!]), draft: null }]);
  expect(order()).toBe("bac");
});

test("a refused gesture slides back when the turn ends", () => {
  arrangement.remove("b");
  expect(order()).toBe("ac");
  store.apply([{ type: "turn", running: true, queued: 0 }]);
  store.apply([{ type: "turn", running: false, queued: 0 }]);
  expect(order()).toBe("abc");
});

test("a gesture that could not be sent slides back", async () => {
  taken = false;
  arrangement.remove("b");
  await Promise.resolve();
  await Promise.resolve();
  expect(order()).toBe("abc");
});

test("a gesture that still waits its turn stays while the one before it is done", () => {
  arrangement.move("c", 0);
  arrangement.remove("b");
  expect(order()).toBe("ca");
  store.apply([{ type: "turn", running: true, queued: 1 }]);
  const moved = [clips[2]!, clips[0]!, clips[1]!];
  store.apply([{ type: "timeline", timeline: timeline(moved), draft: null }]);
  expect(order()).toBe("ca");
});

test("moving to its own place, or beyond the ends, says nothing needless", () => {
  arrangement.move("a", 0);
  arrangement.move("a", -4);
  arrangement.move("c", 9);
  expect(said).toEqual([]);
});

test("after a removal the next clip is selected", () => {
  arrangement.remove("b");
  expect(arrangement.selected.value).toBe("c");
});

test("a clip dropped at a time takes its place among the others", () => {
  expect(placeAt(100, "c", clips)).toBe(0);
  expect(placeAt(2000, "c", clips)).toBe(1);
  expect(placeAt(9000, "a", clips)).toBe(2);
  expect(placeAt(1600, "a", clips)).toBe(0);
});

test("the ruler has round steps that leave room for their numbers", () => {
  expect(ticks(15_000, 840)).toEqual(Array.from({ length: 16 }, (_, index) => index * 1000));
  expect(ticks(15_000, 300)).toEqual([0, 3000, 6000, 9000, 12_000, 15_000]);
  expect(ticks(3_600_000, 600).length).toBeLessThanOrEqual(11);
  expect(ticks(0, 600)).toEqual([]);
});
