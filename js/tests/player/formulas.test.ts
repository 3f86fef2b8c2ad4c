import { expect, test } from "vitest";
import { applyGrade, gradeOf } from "../../src/player/colour";
import { ease, lay, look } from "../../src/player/motion";
import { sceneOf } from "../../src/player/scene";
import { poseOf } from "../../src/player/text";
import { clustersOf, fitted, linesOf } from "../../src/player/text-layout";

test("moves start and end at rest", () => {
  expect([0, 0.25, 0.5, 1, 2].map(ease)).toEqual([0, 0.15625, 0.5, 1, 1]);
});

test("zooming goes to 1.12 and back", () => {
  expect(look("zoom-in", 0, [0, 0]).zoom).toBe(1);
  expect(look("zoom-in", 1, [0, 0]).zoom).toBeCloseTo(1.12, 9);
  expect(look("zoom-out", 0, [0, 0]).zoom).toBeCloseTo(1.12, 9);
  expect(look("zoom-out", 0.5, [0, 0]).zoom).toBeCloseTo(1.06, 9);
});

test("a pan uses the spare material, and comes closer where there is too little", () => {
  expect(look("pan-left", 0, [0.1, 0])).toEqual({ x: 0.1, y: -0, zoom: 1 });
  expect(look("pan-left", 1, [0.1, 0]).x).toBeCloseTo(-0.1, 9);
  expect(look("pan-right", 1, [0.4, 0]).x).toBeCloseTo(0.15, 9);
  const tight = look("pan-up", 1, [0, 0.01]);
  expect(tight.y).toBeCloseTo(-0.06, 9);
  expect(tight.zoom).toBeCloseTo(1 / 0.9, 9);
});

test("the camera looks at the subject, as nearly as the edges let it", () => {
  expect(look("none", 0.5, [1.2, 0], [0.4, 0.5]).x).toBeCloseTo(-0.34, 9);
  expect(look("none", 0.5, [1.2, 0], [0.05, 0.5]).x).toBeCloseTo(-1.2, 9);
  const corner = look("zoom-in", 1, [0, 0], [0.85, 0.2]);
  expect(corner.x).toBeCloseTo(0.5 - 0.5 / 1.12, 9);
  expect(corner.y).toBeCloseTo(-(0.5 - 0.5 / 1.12), 9);
  expect(look("zoom-in", 0, [0, 0], [0.85, 0.2])).toMatchObject({ zoom: 1 });
  expect(look("pan-left", 0, [1.2, 0], [0.4, 0.5]).x).toBeCloseTo(-0.34 + 0.15, 9);
  expect(look("pan-left", 1, [1.2, 0], [0.05, 0.5]).x).toBeCloseTo(-1.2, 9);
  expect(look("pan-left", 0, [1.2, 0], [0.05, 0.5]).x).toBeCloseTo(-1.08, 9);
});

test("a tall photo is seen above its middle, where faces are", () => {
  const { halfWidth, halfHeight, spare } = lay(
    { width: 1000, height: 2000 },
    { width: 1000, height: 1000 },
    "cover",
    "none",
  );
  expect([halfWidth, halfHeight, ...spare]).toEqual([0.5, 1, 0, 0.5]);
  expect(look("none", 0.5, spare).y).toBeCloseTo(-0.225, 9);
});

test("a contained photo stays in the picture wherever the camera goes", () => {
  const canvas = { width: 1920, height: 1080 };
  for (const motion of ["none", "zoom-in", "pan-left", "pan-up"] as const) {
    const { halfWidth, halfHeight, spare } = lay({ width: 800, height: 800 }, canvas, "contain", motion);
    for (const u of [0, 0.5, 1]) {
      const { x, y, zoom } = look(motion, u, spare);
      expect((Math.abs(x) + halfWidth) * zoom).toBeLessThanOrEqual(0.5 + 1e-9);
      expect((Math.abs(y) + halfHeight) * zoom).toBeLessThanOrEqual(0.5 + 1e-9);
    }
  }
});

const plain = { filter: "none", brightness: 1, contrast: 1, saturation: 1 };
const graded = (rgb: number[], change: object) => {
  const pixels = new Uint8ClampedArray([...rgb, 255]);
  const grade = gradeOf({ ...plain, ...change });
  if (grade) applyGrade(pixels, grade);
  return [...pixels];
};

test("filters and adjustments", () => {
  expect(gradeOf(plain)).toBeNull();
  const [red, green, blue] = graded([200, 100, 50], { filter: "bw" });
  expect(red).toBe(green);
  expect(green).toBe(blue);
  expect(graded([100, 100, 100], { brightness: 1.5 })).toEqual([150, 150, 150, 255]);
  expect(graded([0, 0, 0], { filter: "vintage" })).toEqual([20, 17, 18, 255]);
  expect(graded([200, 100, 50], { saturation: 0 })).toEqual([118, 118, 118, 255]);
  expect(graded([255, 255, 255], { contrast: 0 })).toEqual([128, 128, 128, 255]);
});

const draft = {
  d: 9000,
  m: { width: 1080, height: 1920, fps: 30 },
  t: [
    {
      tt: 0,
      sg: [
        { id: "c1", s: 0, d: 3000, m: { src: "h1", motion: "zoom-in", transition: { type: "crossfade", d: 800 } } },
        { id: "c2", s: 3000, d: 3000, m: { src: "h2", transition: { type: "wipe-left", d: 500 } } },
        { id: "c3", s: 6000, d: 400, m: { src: "h3", transition: { type: "circle", d: 4000 } } },
      ],
    },
    { tt: 7, sg: [{ id: "x1", s: 0, d: 3000, m: { text: "Urban Dreams", animation: "pop" } }] },
    { tt: 99, sg: [{ id: "?" }] },
  ],
};

test("a scene says when each clip is seen, transitions included", () => {
  const scene = sceneOf(draft)!;
  expect([scene.width, scene.height, scene.durationMs]).toEqual([1080, 1920, 9000]);
  expect(scene.clips.map(({ beginMs, endMs, change }) => [beginMs, endMs, change?.beginMs, change?.endMs])).toEqual([
    [0, 3250, 0, 800],
    [2750, 6200, 2750, 3250],
    [5800, 6400, 5800, 6200],
  ]);
  expect(scene.texts.map(({ text, position, size }) => [text, position, size])).toEqual([
    ["Urban Dreams", "center", 0.08],
  ]);
});

test("a photo's focus and what is behind it", () => {
  const shown = (meta: object, canvas: object = {}) =>
    sceneOf({ m: canvas, t: [{ tt: 0, sg: [{ s: 0, d: 1000, m: { src: "h", ...meta } }] }] })!.clips[0]!;
  expect(shown({ focus: [0.2, 0.7], background: "#ffffff" })).toMatchObject({
    focus: [0.2, 0.7],
    background: "#ffffff",
  });
  expect(shown({}, { background: "#102030" })).toMatchObject({ focus: null, background: "#102030" });
  for (const odd of [[1], [0.5, 2], ["a", "b"], "here"]) expect(shown({ focus: odd }).focus).toBeNull();
  expect(shown({ background: "url(x)" }).background).toBe("#000000");
});

test.each([null, {}, { t: "?" }, { t: [null, 3, { tt: 0 }] }, { t: [{ tt: 0, sg: [] }] }])(
  "%j has nothing to show",
  (nothing) => {
    expect(sceneOf(nothing as never)).toBeNull();
  },
);

test("a draft of another back end is read as far as it can be", () => {
  const scene = sceneOf({ t: [{ tt: 0, sg: [{ s: "0", d: 2000, m: { src: 7, motion: null, transition: "cut" } }] }] });
  expect(scene?.clips[0]).toMatchObject({ beginMs: 0, endMs: 2000, source: "", motion: "none", change: null });
  expect(scene?.durationMs).toBe(2000);
});

const title = (animation: string) => ({ ...sceneOf(draft)!.texts[0]!, animation, beginMs: 1000, endMs: 4000 });

test("titles come and go", () => {
  expect(poseOf(title("fade-in"), 5, 1250).opacity).toBeCloseTo(0.5);
  expect(poseOf(title("fade-in"), 5, 2500)).toEqual({ opacity: 1, drop: 0, scale: 1, shown: null });
  expect(poseOf(title("fade-in"), 5, 3850).opacity).toBeCloseTo(0.5);
  expect(poseOf(title("none"), 5, 3999).opacity).toBe(1);
  expect(poseOf(title("typewriter"), 10, 1325).shown).toBe(5);
  expect(poseOf(title("slide-up"), 5, 1000)).toMatchObject({ opacity: 0, drop: 0.35 });
  expect(poseOf(title("pop"), 5, 1300).scale).toBeGreaterThan(1);
});

const wide = (text: string, sizePx: number) => clustersOf(text).length * sizePx;

test("text is broken where a reader would, and keeps inside the safe area", () => {
  expect(linesOf("one two three four", (line) => line.length <= 9)).toEqual(["one two", "three", "four"]);
  expect(linesOf("城市之梦，夜色", (line) => line.length <= 4)).toEqual(["城市之", "梦，夜色"]);
  expect(linesOf("日本語のタイトル", (line) => line.length <= 6)).toEqual(["日本語の", "タイトル"]);
  expect(linesOf("안녕하세요 세계여", (line) => line.length <= 7)).toEqual(["안녕하세요", "세계여"]);
  expect(linesOf("a café — naïve", (line) => line.length <= 6)).toEqual(["a", "café —", "naïve"]);
  expect(linesOf("incomprehensibilities", (line) => line.length <= 8)).toEqual(["incompre", "hensibil", "ities"]);
  const { lines, sizePx } = fitted(
    "a long title that does not fit on one line",
    0.2,
    { width: 1000, height: 500 },
    wide,
  );
  expect(lines.every((line) => wide(line, sizePx) <= 880)).toBe(true);
  expect(lines.length * sizePx * 1.22).toBeLessThanOrEqual(440);
});

test("lines are about equally long", () => {
  const { lines } = fitted("aaaa bbbb cccc d", 0.1, { width: 1600, height: 1000 }, wide);
  expect(lines).toEqual(["aaaa bbbb", "cccc d"]);
});

test("lines of Chinese are about equally long, too", () => {
  const { lines } = fitted("每天早上七点钟我们都会在这里", 0.1, { width: 1250, height: 1000 }, wide);
  expect(lines).toEqual(["每天早上七点钟", "我们都会在这里"]);
});
