import { expect, test } from "vitest";
import { stringsFor } from "../../src/i18n";
import { en } from "../../src/i18n/en";
import { zh } from "../../src/i18n/zh";

test("the first wanted language that there is", () => {
  expect(stringsFor("zh-CN", "en").code).toBe("zh");
  expect(stringsFor("", "fr-FR", "zh_TW").code).toBe("zh");
  expect(stringsFor("", "xx").code).toBe("en");
});

function shape(words: object): unknown {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === "object" ? shape(value) : typeof value]),
  );
}

test("every language has every word", () => {
  expect(shape(zh)).toEqual(shape(en));
});
