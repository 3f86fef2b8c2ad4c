/** What a clip becomes when one of its edges is moved. */
import type { TimelineClip } from "../bridge/protocol.gen";
import { type Gesture, LONGEST_MS, SHORTEST_MS } from "./gestures";

/**
 * A video clip that shall last `durationMs`, by the edge that was moved. A photo (`filmMs` null) is shown for that long;
 * a film shows more or less of itself at that edge, as far as it goes.
 */
export function trimmed(
  { id, duration_ms, in_ms, speed }: TimelineClip,
  edge: "start" | "end",
  durationMs: number,
  filmMs: number | null,
): Gesture {
  if (filmMs === null) return { kind: "last", clips: [id], durationMs: within(durationMs, SHORTEST_MS, LONGEST_MS) };
  const rate = speed ?? 1;
  const beginMs = in_ms ?? 0;
  const endMs = beginMs + duration_ms * rate;
  const shortest = SHORTEST_MS * rate;
  return edge === "end"
    ? {
        kind: "part",
        clip: id,
        beginMs,
        endMs: Math.round(within(beginMs + durationMs * rate, beginMs + shortest, filmMs)),
      }
    : {
        kind: "part",
        clip: id,
        beginMs: Math.round(within(endMs - durationMs * rate, 0, endMs - shortest)),
        endMs: Math.round(endMs),
      };
}

/** A text between two times, within the video. `edge` is the one that was moved; null when both were. */
export function shownAt(
  { id, duration_ms }: TimelineClip,
  startMs: number,
  endMs: number,
  limitMs: number,
  edge: "start" | "end" | null,
): Gesture {
  if (edge === "start") return { kind: "show", text: id, startMs: within(startMs, 0, endMs - SHORTEST_MS), endMs };
  if (edge === "end") return { kind: "show", text: id, startMs, endMs: within(endMs, startMs + SHORTEST_MS, limitMs) };
  const start = within(startMs, 0, limitMs - duration_ms);
  return { kind: "show", text: id, startMs: start, endMs: start + duration_ms };
}

function within(value: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(most, value)));
}
