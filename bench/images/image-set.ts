import type { Sharp } from 'sharp';
import { encodeBmp, type RawPicture } from '../../src/local/samples/encode-bmp.ts';
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

type Encode = (drawn: Sharp) => Sharp;

/** Makers of pictures of one kind, of so many megapixels. */
const makersOf =
  (draw: (width: number, height: number) => Sharp) =>
  (megapixels: number, encode: Encode): ImageMaker['make'] =>
  () =>
    encode(draw(...sized(megapixels))).toBuffer();

const ofPhotograph = makersOf(photograph);
const ofGraphic = makersOf(graphic);
const ofClearGraphic = makersOf((width, height) => graphic(width, height, { ground: 'none' }));

const ofAnimation =
  (width: number, height: number, frames: number, encode: Encode): ImageMaker['make'] =>
  async () =>
    encode(await animation(width, height, frames)).toBuffer();

const jpeg: Encode = (drawn) => drawn.jpeg({ quality: 90 });
const webp: Encode = (drawn) => drawn.webp({ quality: 82 });
const gif: Encode = (drawn) => drawn.gif({ effort: 1 });

async function rawPixels(megapixels: number): Promise<RawPicture> {
  const { data, info } = await photograph(...sized(megapixels))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Each format, from 1 to 48 megapixels, still and animated, photographs and graphics. Drawn anew, the same in every run. */
export const IMAGE_MAKERS: readonly ImageMaker[] = [
  { name: 'JPEG 1 MP', make: ofPhotograph(1, (drawn) => drawn.jpeg({ quality: 88 })) },
  { name: 'JPEG 5 MP', quick: true, make: ofPhotograph(5, jpeg) },
  { name: 'JPEG 8 MP', quick: true, make: ofPhotograph(8, jpeg) },
  { name: 'JPEG 12 MP', quick: true, make: ofPhotograph(12, jpeg) },
  { name: 'JPEG 14 MP', quick: true, make: ofPhotograph(14, jpeg) },
  { name: 'JPEG 12 MP, turned', make: ofPhotograph(12, (drawn) => jpeg(drawn).withMetadata({ orientation: 6 })) },
  { name: 'JPEG 12 MP, profile', quick: true, make: ofPhotograph(12, (drawn) => jpeg(drawn.withIccProfile('p3'))) },
  { name: 'JPEG 4 MP, profile', quick: true, make: ofPhotograph(4, (drawn) => jpeg(drawn.withIccProfile('p3'))) },
  {
    name: 'JPEG 8 MP, profile of sRGB',
    quick: true,
    make: ofPhotograph(8, (drawn) => jpeg(drawn.withIccProfile('srgb'))),
  },
  {
    name: 'JPEG 12 MP, CMYK',
    make: ofPhotograph(12, (drawn) => jpeg(drawn.toColourspace('cmyk').withIccProfile('cmyk'))),
  },
  {
    name: 'JPEG 12 MP, progressive',
    make: ofPhotograph(12, (drawn) => drawn.jpeg({ quality: 85, progressive: true })),
  },
  { name: 'JPEG 24 MP', make: ofPhotograph(24, (drawn) => drawn.jpeg({ quality: 92 })) },
  { name: 'JPEG 48 MP', make: ofPhotograph(48, jpeg) },
  { name: 'JPEG 2 MP, graphic', make: ofGraphic(2, jpeg) },
  { name: 'PNG 3 MP', quick: true, make: ofPhotograph(3, (drawn) => drawn.png()) },
  { name: 'PNG 3 MP, profile', make: ofPhotograph(3, (drawn) => drawn.withIccProfile('p3').png()) },
  { name: 'PNG 12 MP', make: ofPhotograph(12, (drawn) => drawn.png()) },
  { name: 'PNG 48 MP, graphic', make: ofGraphic(48, (drawn) => drawn.removeAlpha().png({ compressionLevel: 6 })) },
  { name: 'PNG 4 MP, graphic, transparent', quick: true, make: ofClearGraphic(4, (drawn) => drawn.png()) },
  { name: 'PNG 4 MP, graphic', make: ofGraphic(4, (drawn) => drawn.removeAlpha().png()) },
  { name: 'PNG 4 MP, palette', make: ofGraphic(4, (drawn) => drawn.png({ palette: true, colours: 64 })) },
  { name: 'WEBP 2 MP', quick: true, make: ofPhotograph(2, webp) },
  { name: 'WEBP 12 MP', make: ofPhotograph(12, webp) },
  { name: 'WEBP 4 MP, transparent', make: ofClearGraphic(4, webp) },
  { name: 'WEBP 4 MP, graphic, lossless', make: ofGraphic(4, (drawn) => drawn.webp({ lossless: true, effort: 2 })) },
  { name: 'WEBP 480 × 360, 30 frames', make: ofAnimation(480, 360, 30, (drawn) => drawn.webp({ effort: 2 })) },
  { name: 'GIF 3 MP, graphic', quick: true, make: ofGraphic(3, gif) },
  { name: 'GIF 1 MP', make: ofPhotograph(1, gif) },
  { name: 'GIF 640 × 480, 40 frames', make: ofAnimation(640, 480, 40, gif) },
  { name: 'BMP 3 MP', quick: true, make: async () => encodeBmp(await rawPixels(3)) },
  { name: 'BMP 16 MP', make: async () => encodeBmp(await rawPixels(16)) },
  { name: 'BMP 48 MP, 256 colours', make: async () => encodeIndexedBmp(await rawPixels(48)) },
];
