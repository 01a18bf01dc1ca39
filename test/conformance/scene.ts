/** Red, green, blue and alpha, each 0..1, in the colour space of the file. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** Odd, and no multiple of what JPEG codes together: every format has to fill up its last blocks. */
export const WIDTH = 61;
export const HEIGHT = 45;

/** Slopes without edges, of a different colour in each corner, so that a turn shows and chroma can be subsampled. */
export function photograph(x: number, y: number): Rgba {
  const [across, down] = [x / (WIDTH - 1), y / (HEIGHT - 1)];
  return [
    0.1 + 0.8 * across,
    0.12 + 0.76 * down,
    0.5 + 0.38 * Math.cos(Math.PI * across) * Math.cos(Math.PI * down * 0.5),
    1,
  ];
}

/** The same with a transparent top right, a half transparent bottom and an opaque rest. */
export function veiled(x: number, y: number): Rgba {
  const [red, green, blue] = photograph(x, y);
  const alpha = isHole(x, y) ? 0 : y >= 30 ? 0.2 + (0.6 * x) / WIDTH : 1;
  return [red, green, blue, alpha];
}

export const isHole = (x: number, y: number): boolean => x >= 36 && x < 56 && y >= 5 && y < 20;

/** A black ring on nothing. */
export function logo(x: number, y: number): Rgba {
  const distance = Math.hypot((x - 24) / 1.2, y - 22);
  return [0, 0, 0, Math.min(1, Math.max(0, 9 - Math.abs(distance - 10)) / 3)];
}

/** Of one colour: what is said about its brightness. */
export const luminance = ([red, green, blue]: Rgba): number => 0.3 * red + 0.59 * green + 0.11 * blue;
