import { expect, test } from "vitest";
import { sends } from "../../src/chat/keys";

const press = (change: object) => sends({ key: "Enter", shiftKey: false, isComposing: false, keyCode: 13, ...change });

test("Enter sends, Shift+Enter makes a new line", () => {
  expect(press({})).toBe(true);
  expect(press({ shiftKey: true })).toBe(false);
  expect(press({ key: "a", keyCode: 65 })).toBe(false);
});

test("an Enter that ends a composition never sends", () => {
  expect(press({ isComposing: true })).toBe(false);
  expect(press({ keyCode: 229 })).toBe(false); // Safari
});
