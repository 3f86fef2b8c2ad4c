/** One moment of a scene on a canvas: a pure function of the scene, the pictures and the time. */
import type { Moving } from "./films";
import { lay, look, type Size } from "./motion";
import { blank, type Plates } from "./plates";
import type { Scene, SceneClip } from "./scene";
import { Texts } from "./text";
import { mix } from "./transition";

const NO_PICTURE = "#2b2b30";

export class Painter {
  readonly #spare = blank(1, 1);
  readonly #texts = new Texts();

  constructor(private readonly plates: Plates) {}

  /** Draws the scene at `timeMs`, filling the whole canvas. `pictureOf` gives a clip's picture if it is there. */
  draw(
    context: CanvasRenderingContext2D,
    scene: Scene,
    timeMs: number,
    pictureOf: (clip: SceneClip) => ImageBitmap | Moving | null,
  ): void {
    const size: Size = { width: context.canvas.width, height: context.canvas.height };
    // the last moment shows the last frame, not the black behind it
    const moment = Math.min(timeMs, scene.durationMs - 1);
    fill(context, size, scene.background);
    context.imageSmoothingQuality = "high";
    const seen = scene.clips.filter(({ beginMs, endMs }) => beginMs <= moment && moment < endMs);
    const drawClip = (clip: SceneClip | undefined) => (to: CanvasRenderingContext2D, closer: number) => {
      if (clip) this.#clip(to, size, clip, shareOf(clip, moment), closer, pictureOf(clip));
      else fill(to, size, scene.background);
    };
    const top = seen.at(-1);
    const below = seen.at(-2);
    const change = top?.change;
    if (top && change && moment < change.endMs) {
      const p = (moment - change.beginMs) / (change.endMs - change.beginMs);
      mix(context, size, change.type, p, drawClip(below), drawClip(top), this.#spareOf(size));
    } else if (top) drawClip(top)(context, 1);
    for (const text of scene.texts) {
      if (text.beginMs <= moment && moment < text.endMs) this.#texts.draw(context, size, text, moment);
    }
  }

  #clip(
    context: CanvasRenderingContext2D,
    size: Size,
    clip: SceneClip,
    u: number,
    closer: number,
    source: ImageBitmap | Moving | null,
  ): void {
    fill(context, size, source ? clip.background : NO_PICTURE);
    if (!source) return;
    const picture = this.plates.graded(clip, source);
    const { halfWidth, halfHeight, spare } = lay(picture, size, clip.fit, clip.motion);
    const { x, y, zoom } = look(clip.motion, u, spare, clip.fit === "cover" ? clip.focus : null);
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
      const key = [clip.id, clip.filter, clip.brightness, clip.contrast, clip.saturation].join();
      const [reachX, reachY] = [0, 1].reduce(
        ([wide, high], at) => {
          const end = look(clip.motion, at, spare);
          return [Math.max(wide!, Math.abs(end.x) + 0.5 / end.zoom), Math.max(high!, Math.abs(end.y) + 0.5 / end.zoom)];
        },
        [0.5, 0.5],
      );
      put(this.plates.backdrop(key, picture, source, size), reachX!, reachY!);
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

function shareOf({ beginMs, endMs }: SceneClip, moment: number): number {
  return (moment - beginMs) / (endMs - beginMs);
}

function fill(context: CanvasRenderingContext2D, { width, height }: Size, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
}
