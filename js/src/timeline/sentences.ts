/**
 * What a gesture says: canonical sentences, which the local engine reads to the letter
 * (`nemo_widget/engine/agent/gestures.py`) and any other back end can understand.
 */
import type { TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import type { Gesture } from "./gestures";

const MOST_NAMES = 6;

interface Tongue {
  move(clips: string, to: number): string;
  add(clip: string, to: number): string;
  remove(clips: string): string;
  last(clips: string, s: string): string;
  part(clip: string, beginS: string, endS: string): string;
  words(text: string, words: string): string;
  show(text: string, startS: string, endS: string): string;
  removeText(text: string): string;
  music(file: string): string;
  removeMusic: string;
  undo: string;
  redo: string;
  quoted(name: string): string;
  numbered(first: number, last: number): string;
  text(name: string): string;
  textNumber(number: number): string;
  listed(items: readonly string[]): string;
}

const EN: Tongue = {
  move: (clips, to) => `Move ${clips} to position ${to}.`,
  add: (clip, to) => `Add ${clip} at position ${to}.`,
  remove: (clips) => `Remove ${clips}.`,
  last: (clips, s) => `Make ${clips} ${s} seconds long.`,
  part: (clip, beginS, endS) => `Use ${clip} from ${beginS} to ${endS} seconds.`,
  words: (text, words) => `Change ${text} to "${words}".`,
  show: (text, startS, endS) => `Show ${text} from ${startS} to ${endS} seconds.`,
  removeText: (text) => `Remove ${text}.`,
  music: (file) => `Use ${file} as the music.`,
  removeMusic: "Remove the music.",
  undo: "Undo.",
  redo: "Redo.",
  quoted: (name) => `"${name}"`,
  numbered: (first, last) => (first === last ? `clip ${first}` : `clips ${first}-${last}`),
  text: (name) => `the text "${name}"`,
  textNumber: (number) => `text ${number}`,
  listed: (items) => [items.slice(0, -1).join(", "), items.at(-1)].filter(Boolean).join(" and "),
};

const ZH: Tongue = {
  move: (clips, to) => `把${clips}移到第 ${to} 位。`,
  add: (clip, to) => `把${clip}加到第 ${to} 位。`,
  remove: (clips) => `删除${clips}。`,
  last: (clips, s) => `让${clips}持续 ${s} 秒。`,
  part: (clip, beginS, endS) => `${clip}只用第 ${beginS} 到 ${endS} 秒。`,
  words: (text, words) => `把${text}改成“${words}”。`,
  show: (text, startS, endS) => `把${text}显示在第 ${startS} 到 ${endS} 秒。`,
  removeText: (text) => `删除${text}。`,
  music: (file) => `用${file}作配乐。`,
  removeMusic: "删除音乐。",
  undo: "撤销。",
  redo: "重做。",
  quoted: (name) => `“${name}”`,
  numbered: (first, last) => (first === last ? `第 ${first} 个片段` : `第 ${first}-${last} 个片段`),
  text: (name) => `文字“${name}”`,
  textNumber: (number) => `文字第 ${number} 条`,
  listed: (items) => [items.slice(0, -1).join("、"), items.at(-1)].filter(Boolean).join("和"),
};

/** The sentences of a language; English where there are none. */
export function tongueOf(language: string): Tongue {
  return language === "zh" ? ZH : EN;
}

/** `tracks` as they are shown before the gesture. */
export function sentenceFor(gesture: Gesture, tracks: readonly TimelineTrack[], language = "en"): string {
  const say = tongueOf(language);
  const of = (kind: TimelineTrack["kind"]) =>
    tracks.filter((track) => track.kind === kind).flatMap(({ clips }) => clips);
  const clips = (ids: readonly string[]) => namesOf(of("video"), ids, say);
  const text = (id: string) => textOf(of("text"), id, say);
  switch (gesture.kind) {
    case "move":
      return say.move(clips(gesture.clips), gesture.to + 1);
    case "insert":
      return say.add(say.quoted(gesture.file.name), gesture.to + 1);
    case "remove":
      return say.remove(clips(gesture.clips));
    case "last":
      return say.last(clips(gesture.clips), inSeconds(gesture.durationMs));
    case "part":
      return say.part(clips([gesture.clip]), inSeconds(gesture.beginMs), inSeconds(gesture.endMs));
    case "words":
      return say.words(text(gesture.text), gesture.words);
    case "show":
      return say.show(text(gesture.text), inSeconds(gesture.startMs), inSeconds(gesture.endMs));
    case "remove-text":
      return say.removeText(text(gesture.text));
    case "music":
      return say.music(say.quoted(gesture.file.name));
    case "remove-music":
      return say.removeMusic;
  }
}

/** Names in quotation marks; numbers where a name would not say which clip is meant, or names would be too many. */
function namesOf(clips: readonly TimelineClip[], ids: readonly string[], say: Tongue): string {
  const chosen = new Set(ids);
  const count = new Map<string, number>();
  for (const { name } of clips) count.set(name, (count.get(name) ?? 0) + 1);
  const items: string[] = [];
  let first = 0;
  clips.forEach(({ id, name }, index) => {
    if (!chosen.has(id)) return;
    const alone = count.get(name) === 1 && isPlain(name);
    if (alone && chosen.size <= MOST_NAMES) {
      items.push(say.quoted(name));
      return;
    }
    const follows =
      index > 0 && chosen.has((clips[index - 1] as TimelineClip).id) && first > 0 && chosen.size > MOST_NAMES;
    if (follows) items.pop();
    else first = index + 1;
    items.push(say.numbered(first, index + 1));
  });
  return say.listed(items);
}

function textOf(texts: readonly TimelineClip[], id: string, say: Tongue): string {
  const inOrder = [...texts].sort((one, other) => one.start_ms - other.start_ms);
  const index = inOrder.findIndex((text) => text.id === id);
  const name = inOrder[index]?.name ?? "";
  const alone = inOrder.filter((text) => text.name === name).length === 1;
  return alone && isPlain(name) ? say.text(name) : say.textNumber(index + 1);
}

/** Whether a name can stand in quotation marks and be found again. */
function isPlain(name: string): boolean {
  return name !== "" && !/["“”\n]/.test(name);
}

/** To the millisecond, so that a cut on a beat stays on it. */
function inSeconds(ms: number): string {
  return String(Math.round(ms) / 1000);
}
