import { effect } from "@preact/signals";
import { expect, test } from "vitest";
import { grow } from "../../src/store/grow";
import { Store } from "../../src/store/store";
import { mediaItem, message, snapshot } from "../comm";

test.each([
  ["abc", 3, "def", "abcdef"],
  ["abc", 0, "abc", "abc"],
  ["abc", 1, "b", "abc"],
  ["abc", 2, "cde", "abcde"],
  ["abc", 4, "e", undefined],
  ["abc", 1, "x", undefined],
  ["abc", 2, "xde", undefined],
  ["😀", 2, "!", "😀!"],
  ["", 0, "", ""],
])("%j grows at %i by %j to %j", (text, offset, added, expected) => {
  expect(grow(text, offset, added)).toBe(expected);
});

test("a growing answer redraws itself alone", () => {
  const store = new Store();
  store.load(snapshot({ messages: [message({ id: "a", text: "A" }), message({ id: "b", text: "B" })] }));
  const drawn = { list: 0, a: 0, b: 0 };
  const [a, b] = store.messages.value;
  const stops = [
    effect(() => {
      store.messages.value;
      drawn.list++;
    }),
    effect(() => {
      a?.value;
      drawn.a++;
    }),
    effect(() => {
      b?.value;
      drawn.b++;
    }),
  ];
  expect(store.apply([{ type: "delta", id: "b", offset: 1, text: "!" }])).toBe(true);
  expect(store.apply([{ type: "delta", id: "b", offset: 1, text: "!" }])).toBe(true); // told twice
  expect(drawn).toEqual({ list: 1, a: 1, b: 2 });
  for (const stop of stops) stop();
});

test("a message that has grown comes to its end without its text", () => {
  const store = new Store();
  store.load(snapshot({ messages: [message({ id: "a", text: "Don", done: false })] }));
  const next_steps = [{ label: "Export", say: "export" }];
  store.apply([
    { type: "delta", id: "a", offset: 3, text: "e." },
    { type: "message_finished", id: "a", next_steps },
  ]);
  expect(store.messages.value[0]?.value).toMatchObject({ text: "Done.", done: true, next_steps });
  expect(store.apply([{ type: "message_finished", id: "unknown", next_steps: [] }])).toBe(false);
});

test("events change what a snapshot told", () => {
  const store = new Store();
  store.load(snapshot({ media: [mediaItem({ id: "1", name: "a.jpg", status: "sending", progress: 0.5 })] }));
  const applied = store.apply([
    { type: "media", item: mediaItem({ id: "1", name: "a.jpg" }) },
    { type: "media", item: mediaItem({ id: "2", name: "b.jpg" }) },
    { type: "turn", running: true, queued: 2 },
    { type: "activity", label: "Editing the timeline…" },
    { type: "message", message: message({ id: "m", text: "Done." }) },
    { type: "export", export: { state: "rendering", progress: 0.3, left_s: 9, label: "", error: null } },
    { type: "a kind of tomorrow" } as never,
  ]);
  expect(applied).toBe(true);
  expect(store.media.value.map(({ name, status }) => `${name} ${status}`)).toEqual(["a.jpg ready", "b.jpg ready"]);
  expect([store.running.value, store.queued.value, store.activity.value]).toEqual([true, 2, "Editing the timeline…"]);
  expect(store.messages.value[0]?.value.text).toBe("Done.");
  expect(store.export.value.progress).toBe(0.3);
});
