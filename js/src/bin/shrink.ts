/** Small copies of a picture, made by the browser away from the page's own thread. */
import { HEAD_BYTES, sizeOf } from "./image-size";

/** Larger pictures are left to Python, which bounds its memory. */
const MOST_PIXELS = 60_000_000;

/** The picture with about `sizesPx` pixels on its longer side, largest first; null when it is not for the browser. */
export async function shrunk(file: Blob, sizesPx: readonly number[]): Promise<Blob[] | null> {
  const bitmaps: ImageBitmap[] = [];
  try {
    const stored = sizeOf(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
    if (!stored || stored.width * stored.height > MOST_PIXELS) return null;
    const longer = Math.max(stored.width, stored.height);
    for (const px of sizesPx) {
      const resizeWidth = Math.max(1, Math.round(stored.width * Math.min(1, px / longer)));
      bitmaps.push(await createImageBitmap(bitmaps.at(-1) ?? file, { resizeWidth, resizeQuality: "high" }));
    }
    return await Promise.all(bitmaps.map(encoded));
  } catch {
    return null;
  } finally {
    for (const bitmap of bitmaps) bitmap.close();
  }
}

async function encoded(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  // drawn, not transferred: Chromium's "bitmaprenderer" forgets the turn that EXIF asks for
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.85));
  if (!blob) throw new Error("The browser cannot encode the picture.");
  return blob;
}
