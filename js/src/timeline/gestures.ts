/**
 * What a hand does on the timeline, and what the timeline is after it. A gesture is applied at once to what is shown;
 * what it names, and how it says it to the back end, is in `sentences.ts`.
 */
import type { Timeline, TimelineClip, TimelineTrack } from "../bridge/protocol.gen";

export type Gesture =
  /** Takes video clips out and puts them in, in their order, before the one that is then number `to` (from 0). */
  | { kind: "move"; clips: readonly string[]; to: number }
  /** Puts an upload in before the clip that is number `to` (from 0); `before` are the clips that there were already. */
  | { kind: "insert"; file: UploadedFile; to: number; before: ReadonlySet<string> }
  | { kind: "remove"; clips: readonly string[] }
  | { kind: "last"; clips: readonly string[]; durationMs: number }
  /** A video clip shows this part of its file. */
  | { kind: "part"; clip: string; beginMs: number; endMs: number }
  | { kind: "words"; text: string; words: string }
  | { kind: "show"; text: string; startMs: number; endMs: number }
  | { kind: "remove-text"; text: string }
  /** Plays an upload under the video, in the place of any other music. */
  | { kind: "music"; file: UploadedFile }
  | { kind: "remove-music" };

/** A file of the bin as a clip knows it: by its hash. */
export interface UploadedFile {
  source: string;
  name: string;
  /** How long its film is; null for a photo. */
  filmMs: number | null;
}

export const SHORTEST_MS = 100;
export const LONGEST_MS = 600_000;
const PHOTO_MS = 3000;

/** The tracks after the gestures. Video clips abut again; music and texts end with the last of them. */
export function arranged(tracks: readonly TimelineTrack[], gestures: readonly Gesture[]): readonly TimelineTrack[] {
  if (gestures.length === 0) return tracks;
  const shown = gestures.reduce(after, tracks).filter(({ clips }) => clips.length > 0);
  const before = endOf(tracks);
  const end = endOf(shown);
  if (before === end) return shown;
  return shown.map((track) => {
    if (track.kind === "video") return track;
    const clips = track.clips.flatMap((clip) => {
      const reaches = track.kind === "music" && clip.start_ms + clip.duration_ms >= before;
      const last = reaches ? end : Math.min(clip.start_ms + clip.duration_ms, end);
      return last > clip.start_ms ? [{ ...clip, duration_ms: last - clip.start_ms }] : [];
    });
    return { ...track, clips };
  });
}

/** Where the last video clip ends; without one, where anything ends. */
export function endOf(tracks: readonly TimelineTrack[]): number {
  const ends = (some: readonly TimelineTrack[]) =>
    some.reduce(
      (latest, { clips }) =>
        clips.reduce((at, { start_ms, duration_ms }) => Math.max(at, start_ms + duration_ms), latest),
      0,
    );
  return ends(tracks.filter(({ kind }) => kind === "video")) || ends(tracks);
}

/** Whether the timeline is as the gesture wanted it. */
export function isMet(gesture: Gesture, { tracks }: Pick<Timeline, "tracks">): boolean {
  const wanted = arranged(tracks, [gesture]);
  const near = (one: number, other: number) => Math.abs(one - other) <= 20;
  return (
    wanted.length === tracks.length &&
    wanted.every(({ clips }, index) => {
      const are = tracks[index]?.clips ?? [];
      return (
        clips.length === are.length &&
        clips.every((clip, at) => {
          const is = are[at] as TimelineClip;
          return (
            clip.id === is.id &&
            clip.name === is.name &&
            near(clip.start_ms, is.start_ms) &&
            near(clip.duration_ms, is.duration_ms) &&
            near(clip.in_ms ?? 0, is.in_ms ?? 0)
          );
        })
      );
    })
  );
}

function after(tracks: readonly TimelineTrack[], gesture: Gesture): readonly TimelineTrack[] {
  const first = gesture.kind === "music" && tracks.every(({ kind }) => kind !== "music");
  const all = first ? [...tracks, { id: "music", kind: "music" as const, label: "", clips: [] }] : tracks;
  return all.map((track) => {
    const clips = clipsAfter(track, gesture, tracks);
    if (clips === track.clips) return track;
    return { ...track, clips: track.kind === "video" ? abutting(clips, track.clips[0]?.start_ms ?? 0) : clips };
  });
}

function clipsAfter(
  { kind, clips }: TimelineTrack,
  gesture: Gesture,
  tracks: readonly TimelineTrack[],
): TimelineClip[] {
  const changed = (id: string, change: Partial<TimelineClip>) =>
    clips.some((clip) => clip.id === id)
      ? clips.map((clip) => (clip.id === id ? { ...clip, ...change } : clip))
      : clips;
  if (kind === "video") {
    if (gesture.kind === "remove" || gesture.kind === "move") {
      const chosen = new Set(gesture.clips);
      const taken = clips.filter(({ id }) => chosen.has(id));
      const rest = clips.filter(({ id }) => !chosen.has(id));
      if (taken.length === 0) return clips;
      return gesture.kind === "remove" ? rest : [...rest.slice(0, gesture.to), ...taken, ...rest.slice(gesture.to)];
    }
    if (gesture.kind === "insert") {
      const { file, to, before } = gesture;
      if (clips.some(({ id, source }) => source === file.source && !before.has(id))) return clips;
      const added = clipOf(file, before.size, file.filmMs ?? clips.at(-1)?.duration_ms ?? PHOTO_MS);
      return [...clips.slice(0, to), added, ...clips.slice(to)];
    }
    if (gesture.kind === "last") {
      const chosen = new Set(gesture.clips);
      return clips.map((clip) => (chosen.has(clip.id) ? { ...clip, duration_ms: gesture.durationMs } : clip));
    }
    if (gesture.kind === "part") {
      const { clip, beginMs, endMs } = gesture;
      const speed = clips.find(({ id }) => id === clip)?.speed ?? 1;
      return changed(clip, { in_ms: beginMs, duration_ms: Math.round((endMs - beginMs) / speed) });
    }
  } else if (kind === "text") {
    if (gesture.kind === "words") return changed(gesture.text, { name: gesture.words });
    if (gesture.kind === "show") {
      const { text, startMs, endMs } = gesture;
      return changed(text, { start_ms: startMs, duration_ms: endMs - startMs });
    }
    if (gesture.kind === "remove-text") return clips.filter(({ id }) => id !== gesture.text);
  } else if (kind === "music") {
    if (gesture.kind === "remove-music") return [];
    if (gesture.kind === "music" && clips[0]?.source !== gesture.file.source)
      return [clipOf(gesture.file, 0, endOf(tracks))];
  }
  return clips;
}

/** What an upload looks like on the timeline until the back end tells. */
function clipOf({ source, name }: UploadedFile, nth: number, duration_ms: number): TimelineClip {
  const unknown = { volume: null, transition: null, transition_ms: 0, bpm: null, in_ms: null, speed: null };
  return { id: `new-${nth}-${source}`, name, source, start_ms: 0, duration_ms, ...unknown };
}

function abutting(clips: readonly TimelineClip[], fromMs: number): TimelineClip[] {
  let startMs = fromMs;
  return clips.map((clip) => {
    const placed = clip.start_ms === startMs ? clip : { ...clip, start_ms: startMs };
    startMs += clip.duration_ms;
    return placed;
  });
}
