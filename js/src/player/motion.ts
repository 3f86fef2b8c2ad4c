/** Where the camera looks: the same formulas as `nemo_widget/engine/render/motion.py`, which explains them. */

export type Motion = "none" | "zoom-in" | "zoom-out" | "pan-left" | "pan-right" | "pan-up" | "pan-down";
export type Fit = "cover" | "contain" | "blur";

/** The centre of the camera's window on the stage, in canvas widths and heights, and how close it is. */
export interface Look {
  x: number;
  y: number;
  zoom: number;
}

export const ZOOM = 1.12;
export const LEAST_REACH = 0.06;
export const MOST_REACH = 0.15;
export const UPWARD = 0.45;
const DIRECTIONS: Partial<Record<Motion, [number, number]>> = {
  "pan-left": [-1, 0],
  "pan-right": [1, 0],
  "pan-up": [0, -1],
  "pan-down": [0, 1],
};

export function ease(u: number): number {
  const share = Math.min(Math.max(u, 0), 1);
  return share * share * (3 - 2 * share);
}

/** Where in a photo its subject is: shares of its width and height from the top left corner; null when unknown. */
export type Focus = readonly [number, number] | null;

/** What is seen when the share `u` (0 to 1) of the time has passed. `spare`: what the photo reaches beyond the canvas. */
export function look(motion: Motion, u: number, spare: readonly [number, number], focus: Focus = null): Look {
  const target = focus
    ? [(focus[0] - 0.5) * (1 + 2 * spare[0]), (focus[1] - 0.5) * (1 + 2 * spare[1])]
    : [0, -UPWARD * spare[1]];
  /** As near to the target as the photo allows, with `reach` left on each side to move. */
  const looking = (axis: 0 | 1, zoom: number, reach = 0) => {
    const room = Math.max(0, spare[axis] + 0.5 - 0.5 / zoom - reach);
    return Math.min(Math.max(target[axis] ?? 0, -room), room);
  };
  const e = ease(u);
  if (motion === "zoom-in" || motion === "zoom-out") {
    const near = motion === "zoom-in" ? e : 1 - e;
    const between = (axis: 0 | 1) => {
      const far = looking(axis, 1);
      return far + (looking(axis, ZOOM) - far) * near;
    };
    return { x: between(0), y: between(1), zoom: 1 + (ZOOM - 1) * near };
  }
  const direction = DIRECTIONS[motion];
  if (!direction) return { x: looking(0, 1), y: looking(1, 1), zoom: 1 };
  const [dx, dy] = direction;
  const room = dx ? spare[0] : spare[1];
  const zoom = room < LEAST_REACH ? 1 / (1 - 2 * (LEAST_REACH - room)) : 1;
  const behind = room - Math.abs(target[dx ? 0 : 1] ?? 0);
  const reach = Math.max(LEAST_REACH, Math.min(room, MOST_REACH, behind));
  const way = (2 * e - 1) * reach;
  return {
    x: looking(0, zoom, Math.abs(dx) * reach) + dx * way,
    y: looking(1, zoom, Math.abs(dy) * reach) + dy * way,
    zoom,
  };
}

/** Where a picture lies on the stage: its half size in canvas widths and heights, and what it has to spare. */
export interface Lay {
  halfWidth: number;
  halfHeight: number;
  spare: [number, number];
}

export function lay(size: Size, canvas: Size, fit: Fit, motion: Motion): Lay {
  const across = size.width / canvas.width;
  const down = size.height / canvas.height;
  if (fit === "cover") {
    const scale = 1 / Math.min(across, down);
    const spare: [number, number] = [Math.max(0, (across * scale - 1) / 2), Math.max(0, (down * scale - 1) / 2)];
    return { halfWidth: (across * scale) / 2, halfHeight: (down * scale) / 2, spare };
  }
  const [width, height] = alwaysSeen(motion);
  const scale = Math.min(width / across, height / down);
  return { halfWidth: (across * scale) / 2, halfHeight: (down * scale) / 2, spare: [0, 0] };
}

export interface Size {
  width: number;
  height: number;
}

/** (width, height) about the stage's centre that stays in the picture all the time when there is no spare. */
function alwaysSeen(motion: Motion): [number, number] {
  const looks = [look(motion, 0, [0, 0]), look(motion, 1, [0, 0])];
  return [
    Math.min(...looks.map(({ x, zoom }) => 1 / zoom - 2 * Math.abs(x))),
    Math.min(...looks.map(({ y, zoom }) => 1 / zoom - 2 * Math.abs(y))),
  ];
}
