/** Clips and timelines for tests. */
import type { Timeline, TimelineClip, TimelineTrack } from "../../src/bridge/protocol.gen";

export function clip(
  id: string,
  name: string,
  start_ms: number,
  duration_ms: number,
  more: Partial<TimelineClip> = {},
): TimelineClip {
  return {
    id,
    name,
    start_ms,
    duration_ms,
    source: id,
    volume: null,
    transition: null,
    transition_ms: 0,
    bpm: null,
    in_ms: null,
    speed: null,
    ...more,
  };
}

export function track(kind: TimelineTrack["kind"], ...clips: TimelineClip[]): TimelineTrack {
  return { id: `${kind}-1`, kind, label: kind, clips };
}

export function timeline(tracks: TimelineTrack[], more: Partial<Timeline> = {}): Timeline {
  const ends = tracks.flatMap(({ clips }) => clips.map(({ start_ms, duration_ms }) => start_ms + duration_ms));
  return {
    tracks,
    duration_ms: Math.max(0, ...ends),
    width: 1920,
    height: 1080,
    fps: 30,
    ratio: "16:9",
    undo_steps: null,
    redo_steps: null,
    ...more,
  };
}
