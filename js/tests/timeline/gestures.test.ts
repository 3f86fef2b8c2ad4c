import { expect, test } from "vitest";
import { arranged, endOf, type Gesture, isMet } from "../../src/timeline/gestures";
import { sentenceFor } from "../../src/timeline/sentences";
import { shownAt, trimmed } from "../../src/timeline/trimming";
import { clip, timeline, track } from "./parts";
import sentences from "./sentences.json";

const video = track(
  "video",
  clip("a", "beach.jpg", 0, 3000),
  clip("b", "dog.jpg", 3000, 2000),
  clip("c", "walk.mp4", 5000, 2500, { in_ms: 1000, speed: 2 }),
);
const music = track("music", clip("m", "Lo-fi", 0, 7500));
const text = track("text", clip("x", "Old", 0, 3000), clip("y", "Other", 6000, 1500));
const tracks = [video, music, text];
const dog = { source: "hash of the dog", name: "dog.jpg", filmMs: null };
const song = { source: "hash of the song", name: "song.mp3", filmMs: null };
const seen = (shown: readonly { clips: readonly { id: string; start_ms: number; duration_ms: number }[] }[]) =>
  shown.map(({ clips }) => clips.map(({ id, start_ms, duration_ms }) => `${id} ${start_ms}+${duration_ms}`).join(", "));

test("moved and removed clips abut again, and music and texts end with the video", () => {
  const after = arranged(tracks, [
    { kind: "move", clips: ["c"], to: 0 },
    { kind: "remove", clips: ["a"] },
  ]);
  expect(seen(after)).toEqual(["c 0+2500, b 2500+2000", "m 0+4500", "x 0+3000"]);
  expect(endOf(after)).toBe(4500);
});

test("several clips move as one, in their order", () => {
  const [after] = arranged(tracks, [{ kind: "move", clips: ["c", "a"], to: 1 }]);
  expect(after?.clips.map(({ id }) => id)).toEqual(["b", "a", "c"]);
});

test("a file of the bin is shown where it was dropped, until the back end has it there", () => {
  const gesture: Gesture = { kind: "insert", file: dog, to: 1, before: new Set(["a", "b", "c"]) };
  expect(arranged([video], [gesture])[0]?.clips.map(({ name }) => name)).toEqual([
    "beach.jpg",
    "dog.jpg",
    "dog.jpg",
    "walk.mp4",
  ]);
  expect(isMet(gesture, timeline([video]))).toBe(false);
  const there = clip("d", "dog.jpg", 3000, 2500, { source: dog.source });
  const told = [track("video", video.clips[0]!, there, ...video.clips.slice(1))];
  expect(arranged(told, [gesture])).toEqual(told);
  expect(isMet(gesture, timeline(told))).toBe(true);
});

test("a sound takes the place of the music, or is the first", () => {
  const gesture: Gesture = { kind: "music", file: song };
  for (const before of [[video], [video, music]]) {
    expect(seen(arranged(before, [gesture]))[1]).toBe(`new-0-${song.source} 0+7500`);
    expect(isMet(gesture, timeline(before))).toBe(false);
  }
  const there = track("music", clip("m", "song.mp3", 0, 7500, { source: song.source }));
  expect(isMet(gesture, timeline([video, there]))).toBe(true);
});

test("a photo lasts longer, and what follows gives way", () => {
  expect(seen(arranged(tracks, [{ kind: "last", clips: ["a", "b"], durationMs: 4000 }]))).toEqual([
    "a 0+4000, b 4000+4000, c 8000+2500",
    "m 0+10500",
    "x 0+3000, y 6000+1500",
  ]);
});

test("an edge of a film shows more or less of it, as far as it goes", () => {
  const film = video.clips[2]!;
  expect(trimmed(film, "end", 3000, 20_000)).toEqual({ kind: "part", clip: "c", beginMs: 1000, endMs: 7000 });
  expect(trimmed(film, "end", 90_000, 20_000)).toEqual({ kind: "part", clip: "c", beginMs: 1000, endMs: 20_000 });
  expect(trimmed(film, "start", 2000, 20_000)).toEqual({ kind: "part", clip: "c", beginMs: 2000, endMs: 6000 });
  expect(trimmed(film, "start", 9000, 20_000)).toEqual({ kind: "part", clip: "c", beginMs: 0, endMs: 6000 });
  expect(trimmed(film, "end", 0, 20_000)).toEqual({ kind: "part", clip: "c", beginMs: 1000, endMs: 1200 });
  expect(seen(arranged([video], [{ kind: "part", clip: "c", beginMs: 2000, endMs: 6000 }]))).toEqual([
    "a 0+3000, b 3000+2000, c 5000+2000",
  ]);
});

test("an edge of a photo changes how long it is shown, within bounds", () => {
  const photo = video.clips[0]!;
  expect(trimmed(photo, "start", 1234.4, null)).toEqual({ kind: "last", clips: ["a"], durationMs: 1234 });
  expect(trimmed(photo, "end", -5, null)).toMatchObject({ durationMs: 100 });
});

test("a text stays within the video", () => {
  const words = text.clips[0]!;
  expect(shownAt(words, 6000, 9000, 7500, null)).toMatchObject({ startMs: 4500, endMs: 7500 });
  expect(shownAt(words, -400, 3000, 7500, "start")).toMatchObject({ startMs: 0, endMs: 3000 });
  expect(shownAt(words, 0, 99_999, 7500, "end")).toMatchObject({ startMs: 0, endMs: 7500 });
});

test("what is as it was wished can be told from what is not", () => {
  const now = timeline(tracks);
  expect(isMet({ kind: "move", clips: ["a"], to: 0 }, now)).toBe(true);
  expect(isMet({ kind: "move", clips: ["a"], to: 1 }, now)).toBe(false);
  expect(isMet({ kind: "remove", clips: ["gone"] }, now)).toBe(true);
  expect(isMet({ kind: "remove", clips: ["a"] }, now)).toBe(false);
  expect(isMet({ kind: "last", clips: ["a"], durationMs: 3010 }, now)).toBe(true);
  expect(isMet({ kind: "last", clips: ["a"], durationMs: 4000 }, now)).toBe(false);
  expect(isMet({ kind: "words", text: "x", words: "Old" }, now)).toBe(true);
  expect(isMet({ kind: "remove-music" }, now)).toBe(false);
});

test("gestures are sentences, in the language of the page: those that the engine reads to the letter", () => {
  const gestures: Gesture[] = [
    { kind: "move", clips: ["a"], to: 1 },
    { kind: "remove", clips: ["c", "a", "b"] },
    { kind: "last", clips: ["b"], durationMs: 2480 },
    { kind: "part", clip: "c", beginMs: 2500, endMs: 6125 },
    { kind: "words", text: "y", words: "New" },
    { kind: "show", text: "x", startMs: 1200, endMs: 4400 },
    { kind: "remove-text", text: "x" },
    { kind: "remove-music" },
    { kind: "insert", file: dog, to: 1, before: new Set(["a", "b", "c"]) },
    { kind: "music", file: song },
  ];
  for (const [language, expected] of Object.entries(sentences)) {
    expect(gestures.map((gesture) => sentenceFor(gesture, tracks, language))).toEqual(expected);
  }
});

test("a name that would not say which clip is meant gives way to its number", () => {
  const twice = [
    track("video", ...video.clips, clip("d", "beach.jpg", 7500, 1000), clip("q", 'a "b".jpg', 8500, 1000)),
  ];
  expect(sentenceFor({ kind: "remove", clips: ["d"] }, twice)).toBe("Remove clip 4.");
  expect(sentenceFor({ kind: "remove", clips: ["b", "d"] }, twice)).toBe('Remove "dog.jpg" and clip 4.');
  expect(sentenceFor({ kind: "move", clips: ["q"], to: 0 }, twice)).toBe("Move clip 5 to position 1.");
  const same = [track("text", clip("x", "Hi", 0, 1), clip("y", "Hi", 1, 1))];
  expect(sentenceFor({ kind: "words", text: "y", words: "Ho" }, same)).toBe('Change text 2 to "Ho".');
});

test("many clips are said as ranges of numbers", () => {
  const many = [track("video", ...Array.from({ length: 20 }, (_, n) => clip(`${n}`, `${n}.jpg`, n * 1000, 1000)))];
  const ids = ["1", "2", "3", "4", "9", "14", "15", "16"];
  expect(sentenceFor({ kind: "remove", clips: ids }, many)).toBe("Remove clips 2-5, clip 10 and clips 15-17.");
});
