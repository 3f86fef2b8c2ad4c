/**
 * How one picture gives way to the next: the formulas of `nemo_widget/engine/render/transition.py` on a canvas.
 * `old` and `next` draw the two pictures, `closer` times nearer than planned.
 */
import { ease, type Size } from "./motion";

export const FEATHER = 0.03;
export const ZOOM = 0.5;
export const BLUR = 0.05;

export type Draw = (context: CanvasRenderingContext2D, closer: number) => void;

export function mix(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  kind: string,
  p: number,
  old: Draw,
  next: Draw,
  spare: CanvasRenderingContext2D,
): void {
  const [family = "", direction = ""] = kind.split("-");
  if (family === "fade") through(context, { width, height }, direction === "white" ? "#fff" : "#000", p, old, next);
  else if (family === "slide") slide(context, { width, height }, direction, ease(p), old, next);
  else if (family === "wipe" || family === "circle") {
    old(context, 1);
    spare.globalCompositeOperation = "source-over";
    next(spare, 1);
    spare.globalCompositeOperation = "destination-in";
    spare.fillStyle =
      family === "wipe"
        ? wipeMask(spare, { width, height }, direction, ease(p))
        : circleMask(spare, { width, height }, p);
    spare.fillRect(0, 0, width, height);
    spare.globalCompositeOperation = "source-over";
    context.drawImage(spare.canvas, 0, 0);
    spare.clearRect(0, 0, width, height);
  } else if (family === "zoom") {
    old(context, 1 + ZOOM * ease(p));
    blend(context, spare, ease(p), next, 1 + ZOOM * (1 - ease(p)) * 0.4);
  } else if (family === "blur") {
    old(context, 1);
    blend(context, spare, ease((p - 0.25) / 0.5), next);
    context.filter = `blur(${BLUR * Math.min(width, height) * Math.sin(Math.PI * p)}px)`;
    context.drawImage(context.canvas, 0, 0);
    context.filter = "none";
  } else {
    old(context, 1);
    blend(context, spare, p, next);
  }
}

/** Lays the whole next picture over what is there; by way of `spare`, because it may be drawn in several strokes. */
function blend(
  context: CanvasRenderingContext2D,
  spare: CanvasRenderingContext2D,
  share: number,
  next: Draw,
  closer = 1,
): void {
  next(spare, closer);
  context.globalAlpha = share;
  context.drawImage(spare.canvas, 0, 0);
  context.globalAlpha = 1;
}

function through(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  colour: string,
  p: number,
  old: Draw,
  next: Draw,
): void {
  if (p < 0.5) old(context, 1);
  else next(context, 1);
  context.save();
  context.globalAlpha = 1 - Math.abs(1 - 2 * p);
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  context.restore();
}

function slide(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  direction: string,
  p: number,
  old: Draw,
  next: Draw,
): void {
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  const [dx, dy] = direction === "left" || direction === "right" ? [sign * width, 0] : [0, sign * height];
  for (const [draw, way] of [[old, p] as const, [next, p - 1] as const]) {
    context.save();
    context.translate(Math.round(dx * way), Math.round(dy * way));
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    draw(context, 1);
    context.restore();
  }
}

/** Opaque where the new picture is; the soft edge begins and ends outside of the picture. */
function wipeMask(context: CanvasRenderingContext2D, { width, height }: Size, direction: string, p: number) {
  const along = direction === "left" || direction === "right" ? width : height;
  const backwards = direction === "left" || direction === "up";
  const place = (share: number) => along * (backwards ? 1 - share : share);
  const edge = p * (1 + FEATHER);
  const [from, to] = [place(edge - FEATHER), place(edge)];
  const mask =
    along === width && (direction === "left" || direction === "right")
      ? context.createLinearGradient(from, 0, to, 0)
      : context.createLinearGradient(0, from, 0, to);
  return smooth(mask);
}

function circleMask(context: CanvasRenderingContext2D, { width, height }: Size, p: number) {
  const whole = Math.hypot(width, height);
  const soft = 0.01 * whole;
  const radius = ease(p) * (whole / 2 + soft);
  const mask = context.createRadialGradient(
    width / 2,
    height / 2,
    Math.max(0, radius - soft),
    width / 2,
    height / 2,
    radius || 1e-3,
  );
  mask.addColorStop(0, "rgba(0,0,0,1)");
  mask.addColorStop(1, "rgba(0,0,0,0)");
  return mask;
}

function smooth(gradient: CanvasGradient): CanvasGradient {
  for (let step = 0; step <= 8; step++) gradient.addColorStop(step / 8, `rgba(0,0,0,${1 - ease(step / 8)})`);
  return gradient;
}
