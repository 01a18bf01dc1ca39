import sharp from 'sharp';
import type { RenderOptions } from '../../src/handler/environment.ts';
import type { Decoded } from './decoded.ts';

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

/** Scales each frame by itself, with sharp's plain resize of plain pixels. */
export async function fitted(picture: Decoded, options: RenderOptions): Promise<Decoded> {
  const { width, height, fit, enlarge } = options;
  const frames = [];
  let size = { width: 0, height: 0 };
  for (const { rgba, delay } of picture.frames) {
    const { data, info } = await sharp(rgba, { raw: { width: picture.width, height: picture.height, channels: 4 } })
      .resize({ width, height, fit, withoutEnlargement: !enlarge, background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .raw()
      .toBuffer({ resolveWithObject: true });
    size = { width: info.width, height: info.height };
    frames.push({ rgba: data, delay });
  }
  return { ...picture, ...size, frames };
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
