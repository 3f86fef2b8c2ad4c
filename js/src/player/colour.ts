/** Filters and adjustments as one affine map of R'G'B': the matrices of `nemo_widget/engine/render/colour.py`. */

/** Three rows of four: what red, green, blue and 1 contribute. */
export type Grade = readonly (readonly [number, number, number, number])[];

const LUMA = [0.2126, 0.7152, 0.0722] as const;
const IDENTITY: Grade = affine((row, column) => (row === column ? 1 : 0));
const SEPIA_ROWS = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;
const SEPIA = affine((row, column) => (SEPIA_ROWS[row]?.[column] ?? 0) * 0.92);

const FILTERS: Record<string, Grade> = {
  none: IDENTITY,
  bw: after(contrast(1.08), saturation(0)),
  sepia: SEPIA,
  warm: gains([1.07, 1, 0.86]),
  cool: gains([0.88, 1, 1.09]),
  vivid: after(contrast(1.1), saturation(1.4)),
  vintage: after(gains([0.86, 0.82, 0.74], [0.08, 0.065, 0.07]), mixed(saturation(0.8), SEPIA, 0.35)),
};

export interface Adjustments {
  filter: string;
  brightness: number;
  contrast: number;
  saturation: number;
}

/** The map of a filter and the three adjustments together; null when it changes nothing. */
export function gradeOf({ filter, ...amounts }: Adjustments): Grade | null {
  const adjusted = after(
    saturation(amounts.saturation),
    after(contrast(amounts.contrast), brightness(amounts.brightness)),
  );
  const whole = after(adjusted, FILTERS[filter] ?? IDENTITY);
  const same = whole.every((row, r) => row.every((value, c) => Math.abs(value - (IDENTITY[r]?.[c] ?? 0)) < 1e-6));
  return same ? null : whole;
}

/** Applies a grade to RGBA pixels in place. */
export function applyGrade(pixels: Uint8ClampedArray, grade: Grade): void {
  const [red, green, blue] = grade as [Grade[number], Grade[number], Grade[number]];
  for (let at = 0; at < pixels.length; at += 4) {
    const r = pixels[at]!;
    const g = pixels[at + 1]!;
    const b = pixels[at + 2]!;
    pixels[at] = red[0] * r + red[1] * g + red[2] * b + red[3] * 255;
    pixels[at + 1] = green[0] * r + green[1] * g + green[2] * b + green[3] * 255;
    pixels[at + 2] = blue[0] * r + blue[1] * g + blue[2] * b + blue[3] * 255;
  }
}

function affine(linear: (row: number, column: number) => number, offset: (row: number) => number = () => 0): Grade {
  return [0, 1, 2].map((row) => [linear(row, 0), linear(row, 1), linear(row, 2), offset(row)]);
}

function saturation(amount: number): Grade {
  return affine((row, column) => (row === column ? amount : 0) + (1 - amount) * (LUMA[column] ?? 0));
}

function contrast(amount: number): Grade {
  return affine(
    (row, column) => (row === column ? amount : 0),
    () => 0.5 * (1 - amount),
  );
}

function brightness(amount: number): Grade {
  return gains([amount, amount, amount]);
}

function gains(factors: readonly number[], offsets: readonly number[] = [0, 0, 0]): Grade {
  return affine(
    (row, column) => (row === column ? (factors[row] ?? 1) : 0),
    (row) => offsets[row] ?? 0,
  );
}

/** `second` applied to what `first` gives. */
function after(second: Grade, first: Grade): Grade {
  const entry = (row: number, column: number) =>
    [0, 1, 2].reduce((sum, k) => sum + (second[row]?.[k] ?? 0) * (first[k]?.[column] ?? 0), 0);
  return affine(entry, (row) => entry(row, 3) + (second[row]?.[3] ?? 0));
}

function mixed(one: Grade, other: Grade, share: number): Grade {
  const entry = (row: number, column: number) =>
    (1 - share) * (one[row]?.[column] ?? 0) + share * (other[row]?.[column] ?? 0);
  return affine(entry, (row) => entry(row, 3));
}
