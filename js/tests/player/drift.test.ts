/** The player's numbers are the renderer's: a change on one side alone fails here. */
import { expect, test } from "vitest";
import draftScene from "../../../nemo_widget/engine/render/draft_scene.py?raw";
import motion from "../../../nemo_widget/engine/render/motion.py?raw";
import overlay from "../../../nemo_widget/engine/render/overlay.py?raw";
import plate from "../../../nemo_widget/engine/render/plate.py?raw";
import preview from "../../../nemo_widget/engine/render/preview.py?raw";
import text from "../../../nemo_widget/engine/render/text.py?raw";
import transition from "../../../nemo_widget/engine/render/transition.py?raw";
import * as ourMotion from "../../src/player/motion";
import * as ourPlates from "../../src/player/plates";
import * as ourSound from "../../src/player/sound";
import * as ourText from "../../src/player/text";
import * as ourLayout from "../../src/player/text-layout";
import * as ourTransition from "../../src/player/transition";

/** The right side of the assignment to `name` at the left edge of a Python file. */
function assigned(source: string, name: string): string {
  const found = new RegExp(`^${name} = (.+?)(?:  #.*)?$`, "m").exec(source);
  if (!found?.[1]) throw new Error(`${name} is not in the renderer any more.`);
  return found[1];
}

function product(factors: string): number {
  return factors.split("*").reduce((all, factor) => all * Number(factor.replaceAll("_", "")), 1);
}

/** A number, a product, a fraction, or several numbers. */
function evaluated(source: string, name: string): number | number[] {
  const numbers = assigned(source, name)
    .split(",")
    .map((part) =>
      part
        .split("/")
        .map(product)
        .reduce((above, below) => above / below),
    );
  return numbers.length === 1 ? (numbers[0] as number) : numbers;
}

test.each([
  ["zoom", motion, "ZOOM", ourMotion.ZOOM],
  ["reach", motion, "LEAST_REACH, MOST_REACH", [ourMotion.LEAST_REACH, ourMotion.MOST_REACH]],
  ["upward", motion, "UPWARD", ourMotion.UPWARD],
  ["soft edge", transition, "_FEATHER", ourTransition.FEATHER],
  ["zoom transition", transition, "_ZOOM", ourTransition.ZOOM],
  ["blur transition", transition, "_BLUR", ourTransition.BLUR],
  ["backdrop's size", plate, "_BACKDROP_SHARE", ourPlates.BACKDROP_SHARE],
  ["backdrop's light", plate, "_BACKDROP_LIGHT", ourPlates.BACKDROP_LIGHT],
  ["safe margin", text, "SAFE_MARGIN", ourLayout.SAFE_MARGIN],
  ["line height", text, "LINE_HEIGHT", ourLayout.LINE_HEIGHT],
  ["ascent", text, "_ASCENT", ourText.ASCENT],
  ["rise", overlay, "_RISE", ourText.RISE],
  ["typing", draftScene, "_TYPED_MS", ourText.TYPED_MS],
  ["longest sound, ms", preview, "LONGEST_MS", ourSound.LONGEST_MS],
  ["outro", draftScene, "_OUTRO_MS", ourText.OUTRO_MS],
])("%s", (_, source, name, ours) => {
  expect(ours).toEqual(evaluated(source, name));
});

test("how long each animation takes", () => {
  const theirs = JSON.parse(assigned(draftScene, "_INTRO_MS")) as Record<string, number>;
  const timed = Object.entries(theirs).filter(([, ms]) => ms > 0);
  expect(ourText.INTRO_MS).toEqual(Object.fromEntries(timed));
});
