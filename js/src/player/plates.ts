/** Pictures made ready for the canvas: graded, and the blurred backdrop behind a contained photo. */
import { applyGrade, gradeOf } from "./colour";
import type { Moving } from "./films";
import type { Size } from "./motion";
import type { SceneClip } from "./scene";

export type Picture = ImageBitmap | HTMLCanvasElement;

const KEPT = 16;
export const BACKDROP_SHARE = 1 / 12;
export const BACKDROP_LIGHT = 0.72;

export class Plates {
  readonly #kept = new Map<string, { from: ImageBitmap | number; made: Picture }>();

  /** The clip's picture in its colours. */
  graded(clip: SceneClip, source: ImageBitmap | Moving): Picture {
    const picture = "canvas" in source ? source.canvas : source;
    const grade = gradeOf(clip);
    if (!grade) return picture;
    const { filter, brightness, contrast, saturation } = clip;
    const who = "canvas" in source ? clip.id : clip.source;
    return this.#once([who, filter, brightness, contrast, saturation].join(), source, () => {
      const { canvas, context } = blank(picture.width, picture.height);
      context.drawImage(picture, 0, 0);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      applyGrade(pixels.data, grade);
      context.putImageData(pixels, 0, 0);
      return canvas;
    });
  }

  /** The picture itself, covering a small canvas of this shape, out of focus and a little darker. */
  backdrop(key: string, picture: Picture, source: ImageBitmap | Moving, shape: Size): Picture {
    return this.#once(`${key}:backdrop:${shape.width}x${shape.height}`, source, () => {
      const width = Math.max(8, Math.round(shape.width * BACKDROP_SHARE));
      const height = Math.max(8, Math.round(shape.height * BACKDROP_SHARE));
      const { canvas, context } = blank(width, height);
      const scale = Math.max(width / picture.width, height / picture.height);
      const sigma = Math.min(width, height) / 22;
      context.filter = `blur(${sigma}px) brightness(${BACKDROP_LIGHT})`;
      // beyond the edges, so that the blur has no border of its own
      const w = picture.width * scale + 6 * sigma;
      const h = picture.height * scale + 6 * sigma;
      context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
      return canvas;
    });
  }

  #once(key: string, source: ImageBitmap | Moving, make: () => Picture): Picture {
    const from = "canvas" in source ? source.shown : source;
    const known = this.#kept.get(key);
    const made = known?.from === from ? known.made : make();
    this.#kept.delete(key);
    this.#kept.set(key, { from, made });
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    return made;
  }
}

export function blank(width: number, height: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return { canvas, context: canvas.getContext("2d") as CanvasRenderingContext2D };
}
