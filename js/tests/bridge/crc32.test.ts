import { expect, test } from "vitest";
import { crc32 } from "../../src/bridge/crc32";

test.each([
  ["", 0],
  ["a", 0xe8b7be43],
  ["123456789", 0xcbf43926],
  ["The quick brown fox jumps over the lazy dog", 0x414fa339],
])("the CRC-32 of %j is that of zlib", (text, expected) => {
  expect(crc32(new TextEncoder().encode(text))).toBe(expected);
});
