import { beforeEach, expect, test } from "vitest";
import type { TimelineClip } from "../../src/bridge/protocol.gen";
import { en } from "../../src/i18n/en";
import { zh } from "../../src/i18n/zh";
import { Store } from "../../src/store/store";
import { Arrangement } from "../../src/timeline/arrangement";
import { placeAt, seen, ticks } from "../../src/timeline/ruler";
import { beatOf, cutsOf, snap } from "../../src/timeline/snapping";
import { message, snapshot } from "../comm";
import { clip, timeline, track } from "./parts";

const clips = [clip("a", "beach.jpg", 0, 3000), clip("b", "dog.jpg", 3000, 2000), clip("c", "city.jpg", 5000, 2500)];
/** A timeline of these clips, one after another. */
function video(order: TimelineClip[]) {
  let start_ms = 0;
  const laid = order.map((one) => {
    const placed = { ...one, start_ms };
    start_ms += one.duration_ms;
    return placed;
  });
  return timeline([track("video", ...laid)]);
}

test("clips are named by name and time", () => {
  expect(en.clip("beach.jpg", 0, 3000)).toBe("beach.jpg, 0 to 3 seconds");
  expect(en.clip("beach.jpg", 2500, 4333)).toBe("beach.jpg, 2.5 to 4.33 seconds");
  expect(zh.clip?.("beach.jpg", 0, 3000)).toBe("beach.jpg，0 到 3 秒");
});

let store: Store;
let said: string[];
let taken: boolean;
let arrangement: Arrangement;
let messages: number;

beforeEach(() => {
  store = new Store();
  store.load(snapshot({ timeline: video(clips) }));
  said = [];
  taken = true;
  messages = 0;
  arrangement = new Arrangement(
    store,
    async (sentence) => {
      said.push(sentence);
      return taken;
    },
    () => "en",
    new AbortController().signal,
  );
});

const order = () => arrangement.clips.map(({ id }) => id).join("");
const user = (text: string, queued = false) => {
  store.apply([{ type: "message", message: message({ id: `u${messages++}`, role: "user", text, queued }) }]);
};
const running = (is: boolean, queued = 0) => store.apply([{ type: "turn", running: is, queued }]);
const reply = (text: string) => store.apply([{ type: "message", message: message({ id: `a${messages++}`, text }) }]);

test("a gesture is shown at once, and the timeline that comes back is the truth", () => {
  arrangement.move(["a"], 2);
  expect(order()).toBe("bca");
  expect(said).toEqual(['Move "beach.jpg" to position 3.']);
  user(said[0]!);
  running(true);
  store.apply([{ type: "timeline", timeline: video([clips[1]!, clips[2]!, clips[0]!]), draft: null }]);
  reply("Moved.");
  running(false);
  expect(order()).toBe("bca");
  expect(arrangement.refused.value).toBeNull();
  expect(arrangement.busy).toBe(false);
});

test("a refused gesture slides back when the turn ends, with the reason", () => {
  arrangement.remove(new Set(["b"]));
  expect(order()).toBe("ac");
  user(said[0]!);
  running(true);
  expect(order()).toBe("ac");
  reply("The dog stays.");
  running(false);
  expect(order()).toBe("abc");
  expect(arrangement.refused.value).toBe("The dog stays.");
});

test("a refusal that comes all at once is a refusal", () => {
  arrangement.remove(new Set(["b"]));
  store.apply([
    { type: "message", message: message({ id: "u", role: "user", text: said[0]! }) },
    { type: "message", message: message({ id: "r", text: "No." }) },
    { type: "turn", running: false, queued: 0 },
  ]);
  expect([order(), arrangement.refused.value]).toEqual(["abc", "No."]);
});

test("a gesture that could not be sent slides back", async () => {
  taken = false;
  arrangement.remove(new Set(["b"]));
  await Promise.resolve();
  await Promise.resolve();
  expect(order()).toBe("abc");
});

test("a gesture that still waits its turn stays while the one before it is done", () => {
  arrangement.move(["c"], 0);
  arrangement.remove(new Set(["b"]));
  expect(order()).toBe("ca");
  user(said[0]!);
  user(said[1]!, true);
  running(true, 1);
  store.apply([{ type: "timeline", timeline: video([clips[2]!, clips[0]!, clips[1]!]), draft: null }]);
  expect(order()).toBe("ca");
});

test("of several in a row, each is judged by the timeline after its own turn", () => {
  arrangement.move(["c"], 0);
  arrangement.remove(new Set(["b"]));
  user(said[0]!);
  user(said[1]!, true);
  running(true, 1);
  reply("The city stays where it is.");
  store.apply([{ type: "message", message: message({ id: "u1", role: "user", text: said[1]! }) }]);
  running(true, 0);
  expect([order(), arrangement.refused.value]).toEqual(["ac", "The city stays where it is."]);
  store.apply([{ type: "timeline", timeline: video([clips[0]!, clips[2]!]), draft: null }]);
  reply("Removed.");
  running(false);
  expect([order(), arrangement.refused.value, arrangement.busy]).toEqual(["ac", "The city stays where it is.", false]);
});

test("where the answers to several come at once, none is said to be refused that a later one undid", () => {
  arrangement.move(["c"], 0);
  arrangement.move(["c"], 2);
  user(said[0]!);
  user(said[1]!, true);
  running(true, 1);
  store.apply([
    { type: "message", message: message({ id: "r1", text: "Moved." }) },
    { type: "message", message: message({ id: "u1", role: "user", text: said[1]! }) },
    { type: "timeline", timeline: video(clips), draft: null },
    { type: "message", message: message({ id: "r2", text: "Moved back." }) },
  ]);
  running(false);
  expect([order(), arrangement.refused.value, arrangement.busy]).toEqual(["abc", null, false]);
});

test("a gesture whose message is withdrawn slides back", () => {
  arrangement.remove(new Set(["b"]));
  user(said[0]!, true);
  running(true, 1);
  expect(order()).toBe("ac");
  store.apply([{ type: "message_removed", id: "u0" }]);
  expect([order(), arrangement.busy, arrangement.refused.value]).toEqual(["abc", false, null]);
});

test("moving to its own place, or beyond the ends, says nothing needless", () => {
  arrangement.move(["a"], 0);
  arrangement.move(["a"], -4);
  arrangement.move(["c"], 9);
  expect(said).toEqual([]);
});

test("after a removal the next clip is chosen", () => {
  arrangement.remove(new Set(["b"]));
  expect([...arrangement.selected.value]).toEqual(["c"]);
});

test("several are chosen one by one, or from one to another", () => {
  arrangement.choose(["a"]);
  arrangement.toggle("c");
  expect([...arrangement.selected.value]).toEqual(["a", "c"]);
  arrangement.toggle("a");
  expect([...arrangement.selected.value]).toEqual(["c"]);
  arrangement.extendTo("a");
  expect([...arrangement.selected.value].sort()).toEqual(["a", "b", "c"]);
  arrangement.extendTo("b");
  expect([...arrangement.selected.value].sort()).toEqual(["b", "c"]);
  arrangement.remove(arrangement.selected.value);
  expect(said).toEqual(['Remove "dog.jpg" and "city.jpg".']);
});

test("what is tried is shown, and said when it comes to rest", () => {
  arrangement.trying.value = { kind: "last", clips: ["a"], durationMs: 1500 };
  expect(arrangement.durationMs.value).toBe(6000);
  expect(said).toEqual([]);
  arrangement.commit();
  expect(said).toEqual(['Make "beach.jpg" 1.5 seconds long.']);
  arrangement.trying.value = { kind: "last", clips: ["b"], durationMs: 2000 };
  arrangement.commit(); // as it is
  expect(said).toHaveLength(1);
});

test("clips dropped at a time take their place among the others", () => {
  expect(placeAt(100, new Set(["c"]), clips)).toBe(0);
  expect(placeAt(2000, new Set(["c"]), clips)).toBe(1);
  expect(placeAt(9000, new Set(["a"]), clips)).toBe(2);
  expect(placeAt(9000, new Set(["a", "b"]), clips)).toBe(1);
});

test("only the clips that are seen are drawn", () => {
  expect(seen(clips, 0, 100)).toEqual([0, 1]);
  expect(seen(clips, 2999, 3001)).toEqual([0, 2]);
  expect(seen(clips, 3000, 3001)).toEqual([1, 2]);
  expect(seen(clips, 0, 99_999)).toEqual([0, 3]);
});

test("an edge is drawn to cuts, then to beats, if they are near", () => {
  const tracks = [track("video", ...clips), track("music", clip("m", "Lo-fi", 0, 7500, { bpm: 75 }))];
  const cuts = cutsOf(tracks, new Set(["a"]));
  expect(cuts).toEqual([0, 3000, 5000, 7500]);
  const beat = beatOf(tracks);
  expect(beat).toEqual({ ms: 800, fromMs: 0 });
  expect(snap(4950, 10, cuts, beat)).toEqual({ ms: 5000, to: 5000 });
  expect(snap(1570, 10, cuts, beat)).toEqual({ ms: 1600, to: 1600 });
  expect(snap(1300, 10, cuts, beat)).toEqual({ ms: 1300, to: null });
  expect(snap(1300, 100, cuts, beat)).toEqual({ ms: 1300, to: null }); // beats too close to be told apart
});

test("the ruler has round steps that leave room for their numbers", () => {
  expect(ticks(0, 15_000, 840 / 15_000)).toEqual(Array.from({ length: 16 }, (_, index) => index * 1000));
  expect(ticks(0, 15_000, 300 / 15_000)).toEqual([0, 3000, 6000, 9000, 12_000, 15_000]);
  expect(ticks(4000, 8000, 0.1)).toEqual([4000, 5000, 6000, 7000, 8000]);
  expect(ticks(0, 3_600_000, 600 / 3_600_000).length).toBeLessThanOrEqual(11);
  expect(ticks(0, 0, 1)).toEqual([]);
});
