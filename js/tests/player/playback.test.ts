import { expect, test } from "vitest";
import { Playback } from "../../src/player/playback";

function playback(durationMs = 1000) {
  const end = new AbortController();
  let due: ((nowMs: number) => void) | null = null;
  const ticker = {
    request: (callback: (nowMs: number) => void) => {
      due = callback;
      return 1;
    },
    cancel: () => {
      due = null;
    },
  };
  const player = new Playback(() => durationMs, end.signal, ticker);
  const frame = (nowMs: number) => {
    const callback = due;
    due = null;
    callback?.(nowMs);
  };
  return { player, frame, end, isDue: () => due !== null };
}

test("time goes on by what has passed between frames, and stops at the end", () => {
  const { player, frame, isDue } = playback();
  player.play();
  frame(5000);
  frame(5016);
  expect(player.timeMs.value).toBe(16);
  frame(5416);
  frame(9000);
  expect(player.timeMs.value).toBe(1000);
  expect(player.playing.value).toBe(false);
  expect(isDue()).toBe(false);
});

test("after a pause it goes on from where it was, after the end from the start", () => {
  const { player, frame } = playback();
  player.seek(300);
  player.play();
  frame(100);
  player.pause();
  frame(600);
  player.play();
  frame(9000);
  frame(9100);
  expect(player.timeMs.value).toBe(400);
  player.pause();
  player.seek(5000);
  expect(player.timeMs.value).toBe(1000);
  player.play();
  expect(player.timeMs.value).toBe(0);
});

test("an empty timeline does not play, and the end of the view stops it", () => {
  const empty = playback(0);
  empty.player.play();
  expect(empty.player.playing.value).toBe(false);
  const { player, end, isDue } = playback();
  player.play();
  end.abort();
  expect(isDue()).toBe(false);
});
