import { encodeBmp } from '../../src/local/samples/encode-bmp.ts';
import { animation } from './animation.ts';
import { encodeIndexedBmp } from './encode-indexed-bmp.ts';
import { graphic } from './graphic.ts';
import { photograph } from './photograph.ts';

/** An image of the set. `--quick` measures only those that are `quick`. */
export type ImageMaker = { name: string; quick?: true; make(): Promise<Buffer> };

export type BenchImage = { name: string; bytes: Buffer };

/** 4:3, of about so many megapixels; each side a multiple of 8. */
function sized(megapixels: number): [number, number] {
  const height = Math.round(Math.sqrt((megapixels * 1e6 * 3) / 4) / 8) * 8;
  return [Math.round((height * 4) / 3 / 8) * 8, height];
}

const rawPixels = async (megapixels: number) => {
  const { data, info } = await photograph(...sized(megapixels))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};

/** Each format, from 1 to 48 megapixels, still and animated, photographs and graphics. Drawn anew, the same in every run. */
export const IMAGE_MAKERS: readonly ImageMaker[] = [
  {
    name: 'JPEG 1 MP',
    make: () =>
      photograph(...sized(1))
        .jpeg({ quality: 88 })
        .toBuffer(),
  },
  {
    name: 'JPEG 5 MP',
    quick: true,
    make: () =>
      photograph(...sized(5))
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 8 MP',
    quick: true,
    make: () =>
      photograph(...sized(8))
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 12 MP',
    quick: true,
    make: () =>
      photograph(...sized(12))
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 12 MP, turned',
    make: () =>
      photograph(...sized(12))
        .jpeg({ quality: 90 })
        .withMetadata({ orientation: 6 })
        .toBuffer(),
  },
  {
    name: 'JPEG 12 MP, profile',
    quick: true,
    make: () =>
      photograph(...sized(12))
        .withIccProfile('p3')
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 4 MP, profile',
    quick: true,
    make: () =>
      photograph(...sized(4))
        .withIccProfile('p3')
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 8 MP, profile of sRGB',
    quick: true,
    make: () =>
      photograph(...sized(8))
        .withIccProfile('srgb')
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 12 MP, CMYK',
    make: () =>
      photograph(...sized(12))
        .toColourspace('cmyk')
        .withIccProfile('cmyk')
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 12 MP, progressive',
    make: () =>
      photograph(...sized(12))
        .jpeg({ quality: 85, progressive: true })
        .toBuffer(),
  },
  {
    name: 'JPEG 24 MP',
    make: () =>
      photograph(...sized(24))
        .jpeg({ quality: 92 })
        .toBuffer(),
  },
  {
    name: 'JPEG 48 MP',
    make: () =>
      photograph(...sized(48))
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'JPEG 2 MP, graphic',
    make: () =>
      graphic(...sized(2))
        .jpeg({ quality: 90 })
        .toBuffer(),
  },
  {
    name: 'PNG 3 MP',
    quick: true,
    make: () =>
      photograph(...sized(3))
        .png()
        .toBuffer(),
  },
  {
    name: 'PNG 3 MP, profile',
    make: () =>
      photograph(...sized(3))
        .withIccProfile('p3')
        .png()
        .toBuffer(),
  },
  {
    name: 'PNG 12 MP',
    make: () =>
      photograph(...sized(12))
        .png()
        .toBuffer(),
  },
  {
    name: 'PNG 48 MP, graphic',
    make: () =>
      graphic(...sized(48))
        .removeAlpha()
        .png({ compressionLevel: 6 })
        .toBuffer(),
  },
  {
    name: 'PNG 4 MP, graphic, transparent',
    quick: true,
    make: () =>
      graphic(...sized(4), { ground: 'none' })
        .png()
        .toBuffer(),
  },
  {
    name: 'PNG 4 MP, graphic',
    make: () =>
      graphic(...sized(4))
        .removeAlpha()
        .png()
        .toBuffer(),
  },
  {
    name: 'PNG 4 MP, palette',
    make: () =>
      graphic(...sized(4))
        .png({ palette: true, colours: 64 })
        .toBuffer(),
  },
  {
    name: 'WEBP 2 MP',
    quick: true,
    make: () =>
      photograph(...sized(2))
        .webp({ quality: 82 })
        .toBuffer(),
  },
  {
    name: 'WEBP 12 MP',
    make: () =>
      photograph(...sized(12))
        .webp({ quality: 82 })
        .toBuffer(),
  },
  {
    name: 'WEBP 4 MP, transparent',
    make: () =>
      graphic(...sized(4), { ground: 'none' })
        .webp({ quality: 82 })
        .toBuffer(),
  },
  {
    name: 'WEBP 4 MP, graphic, lossless',
    make: () =>
      graphic(...sized(4))
        .webp({ lossless: true, effort: 2 })
        .toBuffer(),
  },
  {
    name: 'WEBP 480 × 360, 30 frames',
    make: () => animation(480, 360, 30).then((frames) => frames.webp({ effort: 2 }).toBuffer()),
  },
  {
    name: 'GIF 3 MP, graphic',
    quick: true,
    make: () =>
      graphic(...sized(3))
        .gif({ effort: 1 })
        .toBuffer(),
  },
  {
    name: 'GIF 1 MP',
    make: () =>
      photograph(...sized(1))
        .gif({ effort: 1 })
        .toBuffer(),
  },
  {
    name: 'GIF 640 × 480, 40 frames',
    make: () => animation(640, 480, 40).then((frames) => frames.gif({ effort: 1 }).toBuffer()),
  },
  { name: 'BMP 3 MP', quick: true, make: async () => encodeBmp(await rawPixels(3)) },
  { name: 'BMP 16 MP', make: async () => encodeBmp(await rawPixels(16)) },
  { name: 'BMP 48 MP, 256 colours', make: async () => encodeIndexedBmp(await rawPixels(48)) },
];
