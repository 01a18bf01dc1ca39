import type { Decoded } from './decoded.ts';
import type { Tolerance } from './judge.ts';
import { HEIGHT, type Rgba, WIDTH } from './scene.ts';
import { upright } from './upright.ts';

/** What a file is, by the names of its dimensions. */
export type Row = Readonly<Record<string, string>>;

export type Upload = {
  bytes: Buffer;
  type: string;
  /** What was drawn before it was encoded, as people see it. */
  drawn: Decoded;
};

export type Family = {
  name: string;
  dimensions: Readonly<Record<string, readonly string[]>>;
  /** Those of which all files do not have every value, but one by chance. */
  byChance?: readonly string[];
  isPossible: (row: Row) => boolean;
  /** Of files that show more than the format of the rendition lets expect. */
  toleranceOf?: (row: Row) => Tolerance | undefined;
  make: (row: Row) => Promise<Upload>;
};

const byte = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 255);

/** The pixels of a function of place. */
export function paint(pixel: (x: number, y: number) => Rgba, width = WIDTH, height = HEIGHT): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgba.set(pixel(x, y).map(byte), (y * width + x) * 4);
  }
  return rgba;
}

/** A still picture in a file of this orientation, as it is turned upright. */
export function still(lying: Uint8Array, orientation = 1): Decoded {
  const { rgba, ...size } = upright(lying, orientation, WIDTH, HEIGHT);
  return { ...size, frames: [{ rgba, delay: 0 }] };
}
