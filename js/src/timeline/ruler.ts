const STEPS_MS = [
  20, 50, 100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
];
const LEAST_GAP_PX = 56;

/** Where the ruler has its marks from one time to another, in ms: round steps, at least `LEAST_GAP_PX` apart. */
export function ticks(fromMs: number, toMs: number, pxPerMs: number): number[] {
  if (toMs <= fromMs || !(pxPerMs > 0)) return [];
  const msPerGap = LEAST_GAP_PX / pxPerMs;
  const stepMs = STEPS_MS.find((step) => step >= msPerGap) ?? Math.ceil(msPerGap / 600_000) * 600_000;
  const first = Math.ceil(fromMs / stepMs);
  return Array.from(
    { length: Math.max(0, Math.floor(toMs / stepMs) - first + 1) },
    (_, index) => (first + index) * stepMs,
  );
}

interface Placed {
  id: string;
  start_ms: number;
  duration_ms: number;
}

/** The place among the others that clips take when they are dropped at `atMs`. */
export function placeAt(atMs: number, moved: ReadonlySet<string>, clips: readonly Placed[]): number {
  return clips.filter(({ id, start_ms, duration_ms }) => !moved.has(id) && start_ms + duration_ms / 2 < atMs).length;
}

/** The first and the last + 1 of the clips (in order, one after another) that are seen between two times. */
export function seen(clips: readonly Placed[], fromMs: number, toMs: number): [number, number] {
  const count = (isBefore: (clip: Placed) => boolean) => {
    let [low, high] = [0, clips.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(clips[middle] as Placed)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [count((clip) => clip.start_ms + clip.duration_ms <= fromMs), count((clip) => clip.start_ms < toMs)];
}
