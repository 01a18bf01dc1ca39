import sharp, { type ResizeOptions } from 'sharp';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import type { Decoded } from './decoded.ts';
import { upright } from './upright.ts';

export type Difference = {
  /** Of all channels over black and over white, 0..255. */
  mean: number;
  /** The same of the row or column that is worst. */
  line: number;
  /** Of alpha, 0..255. */
  alpha: number;
};

/** Compares what is seen over black and over white: a colour under full transparency is not. */
export function difference(one: Uint8Array, other: Uint8Array, width: number): Difference {
  const pixels = one.length / 4;
  const rows = new Float64Array(pixels / width);
  const columns = new Float64Array(width);
  let alpha = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * 4;
    const [alphaA, alphaB] = [one[at + 3] ?? 0, other[at + 3] ?? 0];
    let seen = 0;
    for (let channel = 0; channel < 3; channel++) {
      const overBlack = ((one[at + channel] ?? 0) * alphaA - (other[at + channel] ?? 0) * alphaB) / 255;
      seen += Math.abs(overBlack) + Math.abs(overBlack - (alphaA - alphaB));
    }
    alpha += Math.abs(alphaA - alphaB);
    const row = Math.floor(pixel / width);
    const column = pixel % width;
    rows[row] = (rows[row] ?? 0) + seen / 6;
    columns[column] = (columns[column] ?? 0) + seen / 6;
  }
  const height = rows.length;
  return {
    mean: rows.reduce((sum, row) => sum + row, 0) / pixels,
    line: Math.max(...rows.map((sum) => sum / width), ...columns.map((sum) => sum / height)),
    alpha: alpha / pixels,
  };
}

/** The size of a rendition, by what the template says of ImageFit and ImageEnlarge. */
export function fittedSize(
  picture: { width: number; height: number },
  { width, height, fit, enlarge }: RenderOptions,
): { width: number; height: number } {
  const [across, down] = [width / picture.width, height / picture.height];
  const most = enlarge ? Number.POSITIVE_INFINITY : 1;
  const scaled = (byX: number, byY: number): { width: number; height: number } => ({
    width: Math.max(1, Math.round(picture.width * Math.min(byX, most))),
    height: Math.max(1, Math.round(picture.height * Math.min(byY, most))),
  });
  switch (fit) {
    case 'inside': {
      const scale = Math.min(across, down);
      return scaled(scale, scale);
    }
    case 'fill':
      return scaled(across, down);
    case 'contain':
      return { width, height };
    case 'cover': {
      const scale = Math.max(across, down);
      const whole = scaled(scale, scale);
      return { width: Math.min(width, whole.width), height: Math.min(height, whole.height) };
    }
  }
}

/** Which orientation undoes another. */
const UNDONE_BY: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 };

const NOTHING = { r: 0, g: 0, b: 0, alpha: 0 };
/** What scales as much, and neither crops nor pads. */
const SCALED_BY = { inside: 'inside', contain: 'inside', cover: 'outside', fill: 'fill' } as const;

/**
 * Scales each frame by itself, with sharp's plain resize of plain pixels. What has another `orientation` is turned
 * upright between scaling and padding or cropping, as sharp does: libvips moves what it enlarges by half a pixel to the
 * right and down.
 */
export async function fitted(picture: Decoded, options: RenderOptions, orientation = 1): Promise<Decoded> {
  const { fit, width, height } = options;
  const box = orientation > 4 ? { width: height, height: width } : { width, height };
  const withoutEnlargement = !options.enlarge;
  const frames = [];
  let size = { width: picture.width, height: picture.height };
  for (const { rgba, delay } of picture.frames) {
    let pixels: Pixels = { rgba, width: picture.width, height: picture.height };
    if (orientation !== 1) {
      const lying = upright(pixels.rgba, UNDONE_BY[orientation] ?? 1, pixels.width, pixels.height);
      const scaled = await resized(lying, { ...box, fit: SCALED_BY[fit], withoutEnlargement });
      pixels = upright(scaled.rgba, orientation, scaled.width, scaled.height);
    }
    const made = await resized(pixels, {
      width,
      height,
      fit,
      withoutEnlargement: withoutEnlargement || orientation !== 1,
      background: NOTHING,
    });
    size = { width: made.width, height: made.height };
    frames.push({ rgba: made.rgba, delay });
  }
  return { ...picture, ...size, frames };
}

type Pixels = { rgba: Uint8Array; width: number; height: number };

async function resized({ rgba, width, height }: Pixels, options: ResizeOptions): Promise<Pixels> {
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize(options)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
}

/** On white, as a format without alpha has it. */
export const flattened = (rgba: Uint8Array): Uint8Array =>
  rgba.map((value, at) => {
    const alpha = rgba[at | 3] ?? 255;
    return (at & 3) === 3 ? 255 : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
  });

/** As GIF has it: there or not. */
export const withoutHalves = (rgba: Uint8Array): Uint8Array =>
  rgba.map((value, at) => ((at & 3) === 3 ? (value >= 128 ? 255 : 0) : value));

/** All frames of a file by sharp's own decoder, in full size. */
export async function decodePlainly(bytes: Buffer): Promise<Decoded> {
  const metadata = await sharp(bytes, { pages: -1 }).metadata();
  const { pages = 1, delay = [], loop } = metadata;
  const { data, info } = await sharp(bytes, { pages: pages > 1 ? -1 : 1, autoOrient: pages === 1 })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const height = info.height / pages;
  const bytesOf = info.width * height * 4;
  return {
    width: info.width,
    height,
    frames: Array.from({ length: pages }, (_, page) => ({
      rgba: data.subarray(page * bytesOf, (page + 1) * bytesOf),
      delay: pages > 1 ? (delay[page] ?? 0) : 0,
    })),
    ...(pages > 1 && { loop: loop === 0 ? Number.POSITIVE_INFINITY : (loop ?? 0) - 1 }),
  };
}
