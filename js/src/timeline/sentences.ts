/** What a gesture says: the canonical sentences that every back end understands. */
import type { TimelineClip } from "../bridge/protocol.gen";

export type Gesture = { kind: "move"; clip: string; to: number } | { kind: "remove"; clip: string };

/** `clips` in their order on the track, before the gesture; `to` counts from 0. */
export function sentenceFor(gesture: Gesture, clips: readonly TimelineClip[]): string {
  const index = clips.findIndex(({ id }) => id === gesture.clip);
  const name = nameOf(clips, index);
  return gesture.kind === "move" ? `Move ${name} to position ${gesture.to + 1}.` : `Remove ${name}.`;
}

/** A name in quotation marks, or the clip's number where the name alone would not say which one. */
function nameOf(clips: readonly TimelineClip[], index: number): string {
  const name = clips[index]?.name ?? "";
  const alone = clips.filter((clip) => clip.name === name).length === 1;
  return alone && !name.includes('"') ? `"${name}"` : `clip ${index + 1}`;
}
