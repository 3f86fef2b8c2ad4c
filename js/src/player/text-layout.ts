/** Text → lines that fit in the safe area: the rules of `nemo_widget/engine/render/layout.py` and `text.py`. */
import type { Size } from "./motion";

export const SAFE_MARGIN = 0.06;
export const LINE_HEIGHT = 1.22;
const LEAST_SIZE_PX = 9;
const NOT_AT_START = /^[!),.:;?\]}¢°·’”†‡›℃∶、。〃〆〕〗〞﹚﹜！＂％＇），．：；？］｝～»…ー々」』】》〉]/u;
const NOT_AT_END = /[([{£¥‘“‵〈《「『【〔〖〝﹗﹙﹛＄（［｛￡￥«]$/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;

/** How wide a text is at a size, in pixels. */
export type Measure = (text: string, sizePx: number) => number;

export interface Block {
  lines: string[];
  sizePx: number;
}

/** The largest size up to `share` of the canvas height at which the text keeps inside the safe area. */
export function fitted(text: string, share: number, canvas: Size, measure: Measure): Block {
  const room = canvas.width * (1 - 2 * SAFE_MARGIN);
  const tall = canvas.height * (1 - 2 * SAFE_MARGIN);
  let sizePx = Math.max(LEAST_SIZE_PX, Math.round(share * canvas.height));
  const broken = (width: number) => linesOf(text, (line) => measure(line, sizePx) <= width);
  let lines = broken(room);
  while (lines.length * LINE_HEIGHT * sizePx > tall && sizePx > LEAST_SIZE_PX) {
    sizePx = Math.max(LEAST_SIZE_PX, Math.min(sizePx - 1, Math.round(sizePx * 0.88)));
    lines = broken(room);
  }
  const most = Math.max(1, Math.floor(tall / (LINE_HEIGHT * sizePx)));
  if (lines.length > most) {
    const last = clustersOf(lines[most - 1] ?? "").slice(0, -1);
    return { lines: [...lines.slice(0, most - 1), `${last.join("")}…`], sizePx };
  }
  if (lines.length > 1 && lines.length <= 6) lines = balanced(lines, room, broken);
  return { lines, sizePx };
}

/** As many lines, but of about the same length: a lone word in the last line looks like a mistake. */
function balanced(lines: string[], room: number, broken: (width: number) => string[]): string[] {
  let best = lines;
  let narrow = room / lines.length / 2;
  let wide = room;
  for (let step = 0; step < 6; step++) {
    const middle = (narrow + wide) / 2;
    const attempt = broken(middle);
    if (attempt.length <= best.length && wordsOf(attempt) === wordsOf(best)) {
      best = attempt;
      wide = middle;
    } else narrow = middle;
  }
  return best;
}

/** The words as they stand, to see that a narrower line has torn none apart. */
function wordsOf(lines: readonly string[]): string {
  return lines.join(" ").split(/\s+/).join(" ");
}

export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let rest = clustersOf(paragraph.trim());
    while (rest.length > 1 && !fits(rest.join(""))) {
      let count = 1;
      while (count + 1 < rest.length && fits(rest.slice(0, count + 1).join(""))) count++;
      let cut = count;
      while (cut > 0 && !mayBreak(rest[cut - 1] ?? "", rest[cut] ?? "")) cut--;
      if (cut === 0) cut = count;
      lines.push(rest.slice(0, cut).join("").trim());
      rest = clustersOf(rest.slice(cut).join("").trim());
    }
    return [...lines, rest.join("")];
  });
}

function mayBreak(before: string, after: string): boolean {
  if (!before.trim() || !after.trim()) return true;
  if (NOT_AT_START.test(after) || NOT_AT_END.test(before)) return false;
  return WIDE.test(before) || WIDE.test(after) || before === "-";
}

const segmenter =
  typeof Intl.Segmenter === "undefined" ? null : new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a reader takes for single characters. */
export function clustersOf(text: string): string[] {
  return segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [...text];
}
