/** Titles and captions on the canvas: the formulas of `nemo_widget/engine/render/text.py` and `overlay.py`. */
import type { Size } from "./motion";
import { blank } from "./plates";
import type { SceneText } from "./scene";
import { type Block, clustersOf, fitted, LINE_HEIGHT, SAFE_MARGIN } from "./text-layout";

export const ASCENT = 0.92;
export const RISE = 0.35;
export const OUTRO_MS = 300;
export const TYPED_MS = 65;
export const INTRO_MS: Record<string, number> = { "fade-in": 500, "slide-up": 600, pop: 450 };
/** What stands behind the letters: strength, blur (sigma) and offset downwards in em. */
const SHADE: [strength: number, blurEm: number, dropEm: number][] = [
  [0.55, 0.22, 0],
  [0.75, 0.09, 0.03],
  [0.8, 0.04, 0],
  [0.7, 0.03, 0],
];
const OUTSIDE_PX = 1e5;
const TILES_KEPT = 16;
/** The renderer's order of preference among the fonts of its machine. */
const FAMILIES =
  'Inter, "Helvetica Neue", "Segoe UI", Roboto, "Open Sans", "Noto Sans", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Apple Color Emoji", "Noto Color Emoji", "Segoe UI Emoji", sans-serif';

/** How a text stands at a moment; `drop` as a share of its height, `shown` clusters of it (null: all). */
export interface Pose {
  opacity: number;
  drop: number;
  scale: number;
  shown: number | null;
}

export function poseOf(text: SceneText, clusters: number, timeMs: number): Pose {
  const durationMs = text.endMs - text.beginMs;
  const wanted = text.animation === "typewriter" ? clusters * TYPED_MS : (INTRO_MS[text.animation] ?? 0);
  const introMs = Math.min(wanted, durationMs * 0.6);
  const outroMs = text.animation === "none" ? 0 : Math.min(OUTRO_MS, durationMs / 4);
  const come = introMs > 0 ? Math.min(1, (timeMs - text.beginMs) / introMs) : 1;
  const leave = outroMs > 0 ? Math.min(1, (text.endMs - timeMs) / outroMs) : 1;
  const rest: Pose = { opacity: leave, drop: 0, scale: 1, shown: null };
  if (come >= 1) return rest;
  const slowing = 1 - (1 - come) ** 3;
  if (text.animation === "slide-up") return { ...rest, opacity: Math.min(slowing, leave), drop: (1 - slowing) * RISE };
  if (text.animation === "typewriter") return { ...rest, shown: Math.ceil(come * clusters) };
  if (text.animation === "pop") {
    const beyond = 1.70158;
    const scale = 1 + (beyond + 1) * (come - 1) ** 3 + beyond * (come - 1) ** 2;
    return { ...rest, opacity: Math.min(1, come * 3, leave), scale: Math.max(0.01, scale) };
  }
  return { ...rest, opacity: Math.min(come, leave) };
}

/** A drawn text, with a border of `pad` pixels for its shadow. */
interface Tile extends Block {
  canvas: HTMLCanvasElement;
  pad: number;
  /** Left edge and width of each line, in pixels of the tile. */
  spans: [left: number, width: number][];
  clusters: number;
}

/** Draws texts, each laid out and coloured once. */
export class Texts {
  readonly #tiles = new Map<string, Tile>();

  draw(context: CanvasRenderingContext2D, size: Size, text: SceneText, timeMs: number): void {
    if (!text.text.trim()) return;
    const tile = this.#tile(text, size);
    const pose = poseOf(text, tile.clusters, timeMs);
    const { width, height } = tile.canvas;
    const [x, y] = placeOf(text.position, size, width - 2 * tile.pad, height - 2 * tile.pad);
    context.save();
    context.globalAlpha = pose.opacity;
    context.translate(x - tile.pad + width / 2, y - tile.pad + height / 2 + pose.drop * height);
    context.scale(pose.scale, pose.scale);
    context.translate(-width / 2, -height / 2);
    if (pose.shown !== null) clipTo(context, tile, pose.shown);
    context.drawImage(tile.canvas, 0, 0);
    context.restore();
  }

  #tile(text: SceneText, size: Size): Tile {
    const key = JSON.stringify([text.text, text.role, text.position, text.size, text.color, size.width, size.height]);
    const tile = this.#tiles.get(key) ?? drawTile(text, size);
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    if (this.#tiles.size > TILES_KEPT) this.#tiles.delete(this.#tiles.keys().next().value as string);
    return tile;
  }
}

function drawTile({ text, role, position, size: share, color }: SceneText, size: Size): Tile {
  const { context } = blank(1, 1);
  const font = (px: number) => `${role === "title" ? 700 : 400} ${px}px ${FAMILIES}`;
  const measure = (line: string, px: number) => {
    context.font = font(px);
    return context.measureText(line).width;
  };
  const { lines, sizePx } = fitted(text, share, size, measure);
  const widths = lines.map((line) => measure(line, sizePx));
  const widest = Math.max(...widths);
  const pad = Math.round(sizePx * 0.6) + 4;
  const align = position.endsWith("left") ? 0 : position.endsWith("right") ? 1 : 0.5;
  const spans = widths.map((width): [number, number] => [pad + (widest - width) * align, width]);
  const canvas = context.canvas;
  canvas.width = Math.ceil(widest) + 2 * pad;
  canvas.height = Math.round(lines.length * LINE_HEIGHT * sizePx) + 2 * pad;
  context.font = font(sizePx);
  context.fillStyle = color;
  const shade = lumaOf(color) > 0.35 ? "0,0,0" : "255,255,255";
  const write = (left: number) => {
    for (const [index, line] of lines.entries()) {
      context.fillText(line, left + (spans[index]?.[0] ?? pad), pad + (index * LINE_HEIGHT + ASCENT) * sizePx);
    }
  };
  // the letters stand far outside and only their shadows fall on the tile: drawn again and again they would get fat
  context.shadowOffsetX = OUTSIDE_PX;
  for (const [strength, blurEm, dropEm] of SHADE) {
    context.shadowColor = `rgba(${shade},${strength})`;
    context.shadowBlur = 2 * Math.max(0.5, sizePx * blurEm); // twice the sigma
    context.shadowOffsetY = Math.round(sizePx * dropEm);
    write(-OUTSIDE_PX);
  }
  context.shadowColor = "transparent";
  write(0);
  const clusters = lines.reduce((sum, line) => sum + clustersOf(line).length, 0);
  return { canvas, lines, sizePx, pad, spans, clusters };
}

function clipTo(context: CanvasRenderingContext2D, tile: Tile, shown: number): void {
  let left = shown;
  context.beginPath();
  for (const [index, line] of tile.lines.entries()) {
    const count = clustersOf(line).length;
    const [start, width] = tile.spans[index] ?? [0, 0];
    const share = Math.min(1, Math.max(0, left) / Math.max(1, count));
    left -= count;
    context.rect(start, tile.pad + index * LINE_HEIGHT * tile.sizePx, width * share, LINE_HEIGHT * tile.sizePx);
  }
  context.clip();
}

/** The top left corner of a text's letters. */
function placeOf(position: string, { width, height }: Size, w: number, h: number): [number, number] {
  const x = position.endsWith("left")
    ? width * SAFE_MARGIN
    : position.endsWith("right")
      ? width * (1 - SAFE_MARGIN) - w
      : (width - w) / 2;
  const y = position.startsWith("top")
    ? height * SAFE_MARGIN
    : position.startsWith("bottom")
      ? height * (1 - SAFE_MARGIN) - h
      : (height - h) / 2;
  return [x, y];
}

function lumaOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return (0.2126 * (red ?? 255) + 0.7152 * (green ?? 255) + 0.0722 * (blue ?? 255)) / 255;
}
