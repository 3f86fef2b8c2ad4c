import { expect, test } from "vitest";
import { Films } from "../../src/player/films";
import type { SceneClip } from "../../src/player/scene";
import { waitFor } from "../waiting";

const CLIP = { id: "c", source: "s", beginMs: 0, endMs: 3000, startMs: 0, inMs: 0, speed: 1 } as SceneClip;

/** Films of one file; `answer` is what Python says, and the time is the test's. */
function filmsOf(answer: () => Record<string, unknown> | Error) {
  const told = { asked: 0, nowMs: 0 };
  const call = async () => {
    told.asked++;
    const result = answer();
    if (result instanceof Error) throw result;
    return { result, buffers: [] };
  };
  const films = new Films(
    { call } as never,
    () => "hash",
    () => false,
    () => told.nowMs,
  );
  /** Needs the film, as the player does with every picture; returns when what was asked for is answered. */
  const need = async () => {
    const { asked, arrivals } = { asked: told.asked, arrivals: films.arrivals.peek() };
    films.follow([CLIP], 0, false);
    films.follow([CLIP], 16, false);
    if (told.asked > asked) await waitFor(() => expect(films.arrivals.peek()).toBeGreaterThan(arrivals));
  };
  return { told, need };
}

test.each([
  ["could not be made", () => ({ id: null, mime: "", size_bytes: 0, missing: "failed" })],
  ["was not answered for", () => new Error("cut")],
])("a film that %s is asked for again when it is needed after a while, but not for ever", async (_, answer) => {
  const { told, need } = filmsOf(answer);
  await need();
  await need();
  expect(told.asked).toBe(1);
  told.nowMs = 5_000;
  await need();
  await need();
  expect(told.asked).toBe(2);
  for (let turn = 0; turn < 10; turn++) {
    told.nowMs += 60_000;
    await need();
  }
  expect(told.asked).toBe(4);
});

test("a back end that makes no films is asked once", async () => {
  const { told, need } = filmsOf(() => ({ id: null, mime: "", size_bytes: 0, missing: "not-offered" }));
  await need();
  told.nowMs = 60_000;
  await need();
  expect(told.asked).toBe(1);
});
