import sharp, { type Sharp } from 'sharp';
import { encodeBmp } from '../../../src/local/samples/encode-bmp.ts';
import { draw, drawAnimatedWebp, drawGif } from '../../pictures.ts';
import { noise } from './seeded.ts';

export const WIDTH = 160;
export const HEIGHT = 120;
const SIZE = { width: WIDTH, height: HEIGHT };

/** Slopes with grain, so that no compressor finds it empty. RGB. */
function grain(): Buffer {
  const data = noise(WIDTH * HEIGHT * 3, 1);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    data[at] = ((data[at] as number) >> 3) + (pixel % WIDTH) + Math.floor(pixel / WIDTH) / 2;
  }
  return data;
}

const photograph = (): Sharp => sharp(grain(), { raw: { ...SIZE, channels: 3 } });

/** Made once, when first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Good files of 160 × 120, to be spoilt. */
export const GOOD = {
  jpeg: once(() => photograph().jpeg({ quality: 90 }).toBuffer()),
  progressive: once(() => photograph().jpeg({ quality: 90, progressive: true }).toBuffer()),
  gray: once(() => photograph().toColourspace('b-w').jpeg().toBuffer()),
  cmyk: once(() => photograph().toColourspace('cmyk').jpeg().toBuffer()),
  png: once(() => photograph().png().toBuffer()),
  interlaced: once(() => photograph().png({ progressive: true }).toBuffer()),
  palette: once(() => draw(SIZE).png({ palette: true }).toBuffer()),
  gif: once(() => photograph().gif().toBuffer()),
  animatedGif: once(() => drawGif({ width: 40, height: 30 }, 3)),
  webp: once(() => photograph().webp().toBuffer()),
  lossless: once(() => photograph().webp({ lossless: true }).toBuffer()),
  alphaWebp: once(() => photograph().ensureAlpha(0.5).webp().toBuffer()),
  animatedWebp: once(() => drawAnimatedWebp({ width: 40, height: 30 }, 3, [100, 100, 100])),
  bmp: once(async () => encodeBmp({ data: grain(), ...SIZE })),
} satisfies Record<string, () => Promise<Buffer>>;

export type Good = keyof typeof GOOD;

/** Spoils a good file. */
export const spoilt = (good: Good, spoil: (bytes: Buffer) => Buffer) => async (): Promise<Buffer> =>
  spoil(await GOOD[good]());
