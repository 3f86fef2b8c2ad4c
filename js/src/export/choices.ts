import type { Timeline } from "../bridge/protocol.gen";

export const RATIOS: readonly string[] = ["16:9", "9:16", "1:1", "4:5", "21:9"];

const SHORT_SIDES = [720, 1080, 2160];

/** [value, label] of the sizes to choose from; "" is the canvas's own, and comes in its place by size. */
export function resolutionsFor({ width, height }: Pick<Timeline, "width" | "height">): [string, string][] {
  const own = Math.min(width, height);
  const sides = [...new Set([...SHORT_SIDES, own])].sort((one, other) => one - other);
  return sides.map((side) => [side === own ? "" : String(side), nameOf(side)]);
}

function nameOf(shortSide: number): string {
  return shortSide === 2160 ? "4K" : `${shortSide}p`;
}
