/** Text → lines that fit in the safe area: the rules of `nemo_widget/engine/render/layout.py` and `text.py`. */
import type { Size } from "./motion";

export const SAFE_MARGIN = 0.06;
export const LINE_HEIGHT = 1.22;
const LEAST_SIZE_PX = 9;
const NOT_AT_START = /^[–—!),.:;?\]}¢°·’”†‡›℃∶、。〃〆〕〗〞﹚﹜！＂％＇），．：；？］｝～»…ー々」』】》〉]/u;
const NOT_AT_END = /[([{£¥‘“‵〈《「『【〔〖〝﹗﹙﹛＄（［｛￡￥«]$/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u;
const KATAKANA = /^[\u30a1-\u30ff]/u;

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
    const shrink = Math.sqrt(tall / (lines.length * LINE_HEIGHT * sizePx)); // half as much area, so half as many lines
    sizePx = Math.max(LEAST_SIZE_PX, Math.min(sizePx - 1, Math.round(sizePx * Math.max(0.6, shrink * 1.04))));
    lines = broken(room);
  }
  const most = Math.max(1, Math.floor(tall / (LINE_HEIGHT * sizePx)));
  if (lines.length > most) {
    const last = clustersOf(lines[most - 1] ?? "").slice(0, -1);
    return { lines: [...lines.slice(0, most - 1), `${last.join("")}…`], sizePx };
  }
  if (lines.length > 1 && lines.length <= 6) lines = balanced(lines, room, text, broken);
  return { lines, sizePx };
}

/** As many lines, but of about the same length: a lone word in the last line looks like a mistake. */
function balanced(lines: string[], room: number, text: string, broken: (width: number) => string[]): string[] {
  let best = lines;
  let narrow = room / lines.length / 2;
  let wide = room;
  for (let step = 0; step < 6; step++) {
    const middle = (narrow + wide) / 2;
    const attempt = broken(middle);
    if (attempt.length <= best.length && !tearsWords(attempt, text)) {
      best = attempt;
      wide = middle;
    } else narrow = middle;
  }
  return best;
}

/** Whether a line of `text` had to be broken where it should not be. */
function tearsWords(lines: readonly string[], text: string): boolean {
  const parts = clustersOf(text);
  let at = 0;
  return lines.some((line) => {
    while (at < parts.length && !parts[at]?.trim()) at++;
    at += clustersOf(line).length;
    return at < parts.length && at > 0 && !mayBreak(parts, at);
  });
}

export function linesOf(text: string, fits: (line: string) => boolean): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let rest = clustersOf(paragraph.trim());
    while (rest.length > 1 && !fits(rest.join(""))) {
      let count = 1;
      while (count + 1 < rest.length && fits(rest.slice(0, count + 1).join(""))) count++;
      let cut = count;
      while (cut > 0 && !mayBreak(rest, cut)) cut--;
      if (cut === 0) cut = count;
      lines.push(rest.slice(0, cut).join("").trim());
      rest = clustersOf(rest.slice(cut).join("").trim());
    }
    return [...lines, rest.join("")];
  });
}

/** Whether a new line may begin with the cluster number `at`, or with what follows the spaces there. */
function mayBreak(line: readonly string[], at: number): boolean {
  const before = line[at - 1] ?? "";
  const after = line[at] ?? "";
  let first = at;
  let last = at - 1;
  while (first < line.length && !line[first]?.trim()) first++;
  while (last >= 0 && !line[last]?.trim()) last--;
  if (NOT_AT_START.test(line[first] ?? "") || NOT_AT_END.test(line[last] ?? "")) return false;
  if (!before.trim() || !after.trim()) return true;
  if (KATAKANA.test(before) && KATAKANA.test(after)) return false; // they make words, as letters do
  return WIDE.test(before) || WIDE.test(after) || before === "-";
}

const segmenter =
  typeof Intl.Segmenter === "undefined" ? null : new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a reader takes for single characters. */
export function clustersOf(text: string): string[] {
  return segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [...text];
}
