import { expect, it } from "vitest";
import { ratesFor, resolutionsFor } from "../../src/export/choices";

const CANVAS = { width: 1080, height: 1920, fps: 30 };

it("offers a video's sizes and rates, the canvas's own among them", () => {
  expect(resolutionsFor(CANVAS, "mp4", "Automatic")).toEqual([
    ["720", "720p"],
    ["", "1080p"],
    ["2160", "4K"],
  ]);
  expect(ratesFor(CANVAS, "webm", "Automatic").map(([value]) => value)).toEqual(["24", "25", "", "50", "60"]);
});

it("offers of a GIF only what there can be, and promises no size that it will not have", () => {
  expect(resolutionsFor(CANVAS, "gif", "Automatic").map(([, label]) => label)).toEqual([
    "Automatic",
    "240p",
    "360p",
    "480p",
  ]);
  expect(ratesFor(CANVAS, "gif", "Automatic").map(([value]) => value)).toEqual(["", "25", "50"]);
});
