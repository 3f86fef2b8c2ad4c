import { expect, test } from "vitest";
import { completed, stringsFor } from "../../src/i18n";
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

test("a language that lacks words says them in English", () => {
  const french = completed({ send: "Envoyer", failures: { closed: "Relancez la cellule." } });
  expect([french.send, french.stop]).toEqual(["Envoyer", "Stop"]);
  expect(french.failures).toEqual({ ...en.failures, closed: "Relancez la cellule." });
});
