/** Places on the timeline that a moved edge is drawn to. */
import type { TimelineTrack } from "../bridge/protocol.gen";

const NEAR_PX = 8;

export interface Snapped {
  ms: number;
  /** Whether it was drawn to a place, so that this can be shown. */
  to: number | null;
}

/** All starts and ends, but those of the clips that are moved, in order. */
export function cutsOf(tracks: readonly TimelineTrack[], but: ReadonlySet<string>): number[] {
  const cuts = new Set<number>();
  for (const { clips } of tracks) {
    for (const { id, start_ms, duration_ms } of clips) {
      if (!but.has(id)) cuts.add(start_ms).add(start_ms + duration_ms);
    }
  }
  return [...cuts].sort((one, other) => one - other);
}

/** The length of a beat of the music; null when it has no tempo that is known. */
export function beatOf(tracks: readonly TimelineTrack[]): { ms: number; fromMs: number } | null {
  const music = tracks.filter(({ kind }) => kind === "music").flatMap(({ clips }) => clips);
  const clip = music.find(({ bpm }) => bpm !== null && bpm > 0);
  return clip?.bpm ? { ms: 60_000 / clip.bpm, fromMs: clip.start_ms } : null;
}

/** `ms`, or the nearest cut or beat if that is at most a few pixels away. Cuts draw before beats. */
export function snap(
  ms: number,
  msPerPx: number,
  cuts: readonly number[],
  beat: { ms: number; fromMs: number } | null,
): Snapped {
  const reach = NEAR_PX * msPerPx;
  let nearest: number | null = null;
  for (const cut of cuts) {
    if (Math.abs(cut - ms) <= reach && (nearest === null || Math.abs(cut - ms) < Math.abs(nearest - ms))) nearest = cut;
  }
  // beats that lie closer together than a finger can tell would hold on to every place
  if (nearest === null && beat && beat.ms > 2 * reach) {
    const at = beat.fromMs + Math.round((ms - beat.fromMs) / beat.ms) * beat.ms;
    if (at >= beat.fromMs && Math.abs(at - ms) <= reach) nearest = Math.round(at);
  }
  return nearest === null ? { ms: Math.round(ms), to: null } : { ms: nearest, to: nearest };
}
