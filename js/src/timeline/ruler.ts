const STEPS_MS = [100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000];
const LEAST_GAP_PX = 56;

/** Where the ruler has its marks, in ms: round steps, at least `LEAST_GAP_PX` apart. */
export function ticks(durationMs: number, widthPx: number): number[] {
  if (durationMs <= 0 || widthPx <= 0) return [];
  const msPerGap = (LEAST_GAP_PX * durationMs) / widthPx;
  const stepMs = STEPS_MS.find((step) => step >= msPerGap) ?? Math.ceil(msPerGap / 600_000) * 600_000;
  return Array.from({ length: Math.floor(durationMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** The place in the order that a clip takes when its middle is dropped at `atMs`. */
export function placeAt(
  atMs: number,
  clip: string,
  clips: readonly { id: string; start_ms: number; duration_ms: number }[],
): number {
  return clips.filter(({ id, start_ms, duration_ms }) => id !== clip && start_ms + duration_ms / 2 < atMs).length;
}
