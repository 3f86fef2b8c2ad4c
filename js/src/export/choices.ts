import type { ExportParams, Timeline, VideoInfo } from "../bridge/protocol.gen";
import { clock } from "../ui/format";

export type Quality = NonNullable<ExportParams["quality"]>;
export type Format = NonNullable<ExportParams["format"]>;

export const RATIOS: readonly string[] = ["16:9", "9:16", "1:1", "4:5", "21:9"];
export const FORMATS: readonly [Format, string][] = [
  ["mp4", "MP4"],
  ["webm", "WebM"],
  ["gif", "GIF"],
];

const SHORT_SIDES = [720, 1080, 2160];
const RATES = [24, 25, 30, 50, 60];

// A GIF's size and rate follow from its length unless they are asked for, and it counts in hundredths of a second.
const GIF_SHORT_SIDES = [240, 360, 480];
const GIF_RATES = [25, 50];

/** [value, label] of the sizes to choose from; "" is the canvas's own, and comes in its place by size. */
export function resolutionsFor(
  { width, height }: Pick<Timeline, "width" | "height">,
  format: Format,
  automatic: string,
): [string, string][] {
  if (format === "gif") return [["", automatic], ...GIF_SHORT_SIDES.map(labelled(nameOf))];
  const own = Math.min(width, height);
  const sides = [...new Set([...SHORT_SIDES, own])].sort((one, other) => one - other);
  return sides.map((side) => [side === own ? "" : String(side), nameOf(side)]);
}

/** Likewise of the frame rates. */
export function ratesFor({ fps }: Pick<Timeline, "fps">, format: Format, automatic: string): [string, string][] {
  if (format === "gif") return [["", automatic], ...GIF_RATES.map(labelled((rate) => `${rate} fps`))];
  const rates = [...new Set([...RATES, fps])].sort((one, other) => one - other);
  return rates.map((rate) => [rate === fps ? "" : String(rate), `${rate} fps`]);
}

/** A finished file in a few signs: "1080 × 1920 · 0:15 · MP4". */
export function factsOf({ width, height, duration_s, format }: VideoInfo): string {
  return [
    `${width} × ${height}`,
    clock(duration_s * 1000, false),
    FORMATS.find(([one]) => one === format)?.[1] ?? "MP4",
  ].join(" · ");
}

function labelled(name: (value: number) => string) {
  return (value: number): [string, string] => [String(value), name(value)];
}

function nameOf(shortSide: number): string {
  return shortSide === 2160 ? "4K" : `${shortSide}p`;
}
