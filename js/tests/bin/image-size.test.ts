import { expect, test } from "vitest";
import { sizeOf } from "../../src/bin/image-size";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)));

const png = bytes(
  [0x89],
  "PNG\r\n",
  [0x1a, 0x0a, 0, 0, 0, 13],
  "IHDR",
  [0, 0, 0x75, 0x30, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0],
);
const app1 = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 0, 0]; // a frame marker inside of EXIF is none
const jpeg = bytes([0xff, 0xd8, ...app1, 0xff, 0xff, 0xc2, 0, 17, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3]);

test.each([
  ["PNG", png, 30_000, 10_000],
  ["GIF", bytes("GIF89a", [0x40, 1, 0xf0, 0]), 320, 240],
  ["JPEG", jpeg, 4000, 3000],
  [
    "WEBP, lossy",
    bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ", [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1]),
    640,
    480,
  ],
  ["WEBP, lossless", bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [0, 0, 0, 0, 0x2f, 0x3f, 0xc1, 0x3b, 0, 0]), 320, 240],
  [
    "WEBP, extended",
    bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 0x3f, 1, 0, 0xef, 0, 0]),
    320,
    240,
  ],
])("%s", (_, head, width, height) => {
  expect(sizeOf(head)).toEqual({ width, height });
});

test.each([[bytes("only words")], [bytes()], [png.slice(0, 18)], [jpeg.slice(0, 12)], [bytes([0xff, 0xd8, 0, 0, 0])]])(
  "anything else, or a part, has no size",
  (head) => {
    expect(sizeOf(head)).toBeNull();
  },
);
