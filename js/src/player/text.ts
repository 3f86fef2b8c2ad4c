/** Titles and captions on the canvas. */
import { ease, type Size } from "./motion";
import type { SceneText } from "./scene";

const INTRO_MS = 500;
const OUTRO_MS = 300;
const MARGIN = 0.06;
const WIDEST = 0.88;
const LEADING = 1.25;
const FONT = '"Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

export function drawText(context: CanvasRenderingContext2D, canvas: Size, text: SceneText, timeMs: number): void {
  const since = timeMs - text.beginMs;
  const share = Math.min(1, since / INTRO_MS);
  const leaving = Math.min(1, (text.endMs - timeMs) / OUTRO_MS);
  const px = text.size * canvas.height;
  context.save();
  context.font = `${text.role === "title" ? 700 : 500} ${px}px ${FONT}`;
  context.textBaseline = "middle";
  const lines = wrapped(context, text.text, WIDEST * canvas.width);
  const height = lines.length * px * LEADING;
  const [x, align] = across(text.position, canvas.width);
  let top = down(text.position, canvas.height, height);
  context.textAlign = align;
  context.globalAlpha =
    text.animation === "none" ? 1 : (text.animation === "typewriter" ? 1 : ease(share)) * ease(leaving);
  if (text.animation === "slide-up") top += (1 - ease(share)) * px;
  if (text.animation === "pop") {
    const scale = 0.8 + 0.2 * ease(share);
    context.translate(x * (1 - scale), (top + height / 2) * (1 - scale));
    context.scale(scale, scale);
  }
  context.fillStyle = text.color;
  context.shadowColor = "rgba(0,0,0,.55)";
  context.shadowBlur = px * 0.18;
  context.shadowOffsetY = px * 0.03;
  const shown = text.animation === "typewriter" ? Math.ceil(share * [...text.text].length) : Number.POSITIVE_INFINITY;
  let written = 0;
  for (const [index, line] of lines.entries()) {
    const visible = [...line].slice(0, Math.max(0, shown - written)).join("");
    written += [...line].length;
    context.fillText(visible, x, top + (index + 0.5) * px * LEADING);
  }
  context.restore();
}

function across(position: string, width: number): [number, CanvasTextAlign] {
  if (position.endsWith("left")) return [MARGIN * width, "left"];
  if (position.endsWith("right")) return [(1 - MARGIN) * width, "right"];
  return [width / 2, "center"];
}

function down(position: string, height: number, textHeight: number): number {
  if (position.startsWith("top")) return MARGIN * height;
  if (position.startsWith("bottom")) return (1 - MARGIN) * height - textHeight;
  return (height - textHeight) / 2;
}

/** Lines that fit: broken at spaces, or anywhere where there are none, as in Chinese. */
export function wrapped(
  context: Pick<CanvasRenderingContext2D, "measureText">,
  text: string,
  widest: number,
): string[] {
  const fits = (line: string) => context.measureText(line).width <= widest;
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.match(/\s*\S+/g) ?? [""]) {
      if (fits(line + word)) {
        line += word;
        continue;
      }
      if (line) lines.push(line);
      line = word.trimStart();
      while (!fits(line) && [...line].length > 1) {
        const letters = [...line];
        let count = letters.length - 1;
        while (count > 1 && !fits(letters.slice(0, count).join(""))) count--;
        lines.push(letters.slice(0, count).join(""));
        line = letters.slice(count).join("");
      }
    }
    lines.push(line);
  }
  return lines;
}
