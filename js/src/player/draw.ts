/** One moment of a scene on a canvas: a pure function of the scene, the pictures and the time. */
import { lay, look, type Size } from "./motion";
import { blank, type Plates } from "./plates";
import type { Scene, SceneClip } from "./scene";
import { drawText } from "./text";
import { mix } from "./transition";

const NO_PICTURE = "#2b2b30";

export class Painter {
  readonly #spare = blank(1, 1);

  constructor(private readonly plates: Plates) {}

  /** Draws the scene at `timeMs`, filling the whole canvas. `frame` gives a picture if it is there. */
  draw(
    context: CanvasRenderingContext2D,
    scene: Scene,
    timeMs: number,
    frame: (source: string) => ImageBitmap | null,
  ): void {
    const size: Size = { width: context.canvas.width, height: context.canvas.height };
    // the last moment shows the last frame, not the black behind it
    const moment = Math.min(timeMs, scene.durationMs - 1);
    context.fillStyle = "#000";
    context.fillRect(0, 0, size.width, size.height);
    context.imageSmoothingQuality = "high";
    const seen = scene.clips.filter(({ beginMs, endMs }) => beginMs <= moment && moment < endMs);
    const drawClip = (clip: SceneClip) => (to: CanvasRenderingContext2D, closer: number) =>
      this.#clip(to, size, clip, (moment - clip.beginMs) / (clip.endMs - clip.beginMs), closer, frame(clip.source));
    const top = seen.at(-1);
    const below = seen.at(-2);
    const change = top?.change;
    if (top && below && change && moment < change.endMs) {
      const p = (moment - change.beginMs) / (change.endMs - change.beginMs);
      mix(context, size, change.type, p, drawClip(below), drawClip(top), this.#spareOf(size));
    } else if (top) drawClip(top)(context, 1);
    for (const text of scene.texts) {
      if (text.beginMs <= moment && moment < text.endMs) drawText(context, size, text, moment);
    }
  }

  #clip(
    context: CanvasRenderingContext2D,
    size: Size,
    clip: SceneClip,
    u: number,
    closer: number,
    bitmap: ImageBitmap | null,
  ): void {
    context.fillStyle = bitmap ? "#000" : NO_PICTURE;
    context.fillRect(0, 0, size.width, size.height);
    if (!bitmap) return;
    const picture = this.plates.graded(clip, bitmap);
    const { halfWidth, halfHeight, spare } = lay(picture, size, clip.fit, clip.motion);
    const { x, y, zoom } = look(clip.motion, u, spare);
    const near = zoom * closer;
    /** Draws over a part of the stage, given by its half size about the centre. */
    const put = (what: CanvasImageSource, halfX: number, halfY: number) =>
      context.drawImage(
        what,
        ((-halfX - x) * near + 0.5) * size.width,
        ((-halfY - y) * near + 0.5) * size.height,
        2 * halfX * near * size.width,
        2 * halfY * near * size.height,
      );
    if (clip.fit === "blur") {
      const key = [clip.source, clip.filter, clip.brightness, clip.contrast, clip.saturation].join();
      const [reachX, reachY] = [0, 1].reduce(
        ([wide, high], at) => {
          const end = look(clip.motion, at, spare);
          return [Math.max(wide!, Math.abs(end.x) + 0.5 / end.zoom), Math.max(high!, Math.abs(end.y) + 0.5 / end.zoom)];
        },
        [0.5, 0.5],
      );
      put(this.plates.backdrop(key, picture, bitmap, size), reachX!, reachY!);
    }
    put(picture, halfWidth, halfHeight);
  }

  #spareOf({ width, height }: Size): CanvasRenderingContext2D {
    const { canvas, context } = this.#spare;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.imageSmoothingQuality = "high";
    return context;
  }
}
