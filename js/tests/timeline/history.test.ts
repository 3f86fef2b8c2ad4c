import { beforeEach, expect, test } from "vitest";
import { Store } from "../../src/store/store";
import { History } from "../../src/timeline/history";
import { message, snapshot } from "../comm";

let store: Store;
let history: History;
let messages: number;

function begin(draft: Record<string, unknown> | null): void {
  messages = 0;
  store = new Store();
  history = new History(store, new AbortController().signal);
  store.load(snapshot({ draft }));
}

/** A turn: what was said, and the draft that came of it. */
function turn(text: string, version: number | null): [undo: boolean, redo: boolean] {
  const { timeline } = snapshot();
  store.apply([
    { type: "message", message: message({ id: `${messages++}`, role: "user", text }) },
    { type: "timeline", timeline, draft: version === null ? null : { version } },
  ]);
  return [history.canUndo.value, history.canRedo.value];
}

beforeEach(() => begin(null));

test("Undo from the first edit on, Redo after an undo until the next edit", () => {
  expect([history.canUndo.value, history.canRedo.value]).toEqual([false, false]);
  expect(turn("Make a video", 1)).toEqual([true, false]);
  expect(turn("Make it 9:16.", 2)).toEqual([true, false]);
  expect(turn("Undo.", 1)).toEqual([true, true]);
  expect(turn("undo please", null)).toEqual([false, true]);
  expect(turn("Redo.", 1)).toEqual([true, true]);
  expect(turn("重做", 2)).toEqual([true, false]);
  expect(turn("撤销", 1)).toEqual([true, true]);
  expect(turn("Add a title", 3)).toEqual([true, false]);
});

test("an edit that happens to lead back is not an undo", () => {
  turn("Make it 9:16.", 1);
  turn("Make it 1:1.", 2);
  expect(turn("Make it 9:16.", 1)).toEqual([true, false]);
});

test("several steps at once", () => {
  for (const version of [1, 2, 3]) turn("An edit", version);
  expect(turn("Undo the last two.", 1)).toEqual([true, true]);
  expect(turn("Redo.", 2)).toEqual([true, true]);
  expect(turn("Redo.", 3)).toEqual([true, false]);
});

test("what was before this page can be undone, and redone then", () => {
  begin({ version: 5 });
  expect([history.canUndo.value, history.canRedo.value]).toEqual([true, false]);
  expect(turn("Undo.", 4)).toEqual([true, true]);
  expect(turn("Redo.", 5)).toEqual([true, false]);
});

test("an answer without a change changes nothing", () => {
  turn("An edit", 1);
  turn("Undo.", null);
  expect(turn("Undo.", null)).toEqual([false, true]);
});

test("what the back end says of its history goes before what the page guesses", () => {
  const told = (undo_steps: number, redo_steps: number) => {
    store.apply([
      { type: "timeline", timeline: { ...snapshot().timeline, undo_steps, redo_steps }, draft: { version: 9 } },
    ]);
    return [history.canUndo.value, history.canRedo.value];
  };
  expect(told(1, 0)).toEqual([true, false]);
  expect(told(0, 1)).toEqual([false, true]);
});
