import sharp, { type Sharp } from 'sharp';
import { type Picture, readPicture } from '../../src/handler/image/picture.ts';
import { planRendition } from '../../src/handler/image/rendition-plan.ts';
import { type Limits, limitsOf } from '../../src/handler/settings/limits.ts';
import { markdownTable } from '../report/markdown-table.ts';

const SIZE = { width: 320, height: 240 };
const BOX = { width: 800, height: 600, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;
const FRAME = { width: 800, height: 600 };

/** The settings with which the table is computed; the rest of it is the memory of each column. */
const SETTINGS = {
  memorySize: 512,
  functionTimeout: 50,
  maximumUploadMegabytes: 50,
  animationOverLimit: 'degrade',
} as const satisfies Parameters<typeof limitsOf>[0];

const MEMORY_SIZES = [512, 1769];

/** Frames of one colour each, one above the other; from raw pixels, as the handler's sharp reads no drawings. */
function frames(count: number): Sharp {
  const { width, height } = SIZE;
  const data = Buffer.concat(
    Array.from({ length: count }, (_, frame) => Buffer.alloc(width * height * 3, 1 + 100 * frame)),
  );
  return sharp(data, { raw: { width, height: height * count, channels: 3, pageHeight: height } });
}

const still = (): Sharp => frames(1);
const animation = (): Sharp => frames(2);

/** A row of the table: a small file of the kind, and the bytes of a pixel that such files have. */
type Kind = { name: string; draw(): Sharp; bytesPerPixel: number };

const KINDS: readonly Kind[] = [
  { name: 'JPEG', draw: () => still().jpeg(), bytesPerPixel: 0.25 },
  { name: 'JPEG, progressive', draw: () => still().jpeg({ progressive: true }), bytesPerPixel: 0.15 },
  {
    name: 'JPEG, progressive, 4:4:4',
    draw: () => still().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
    bytesPerPixel: 0.2,
  },
  { name: 'PNG', draw: () => still().png(), bytesPerPixel: 0.4 },
  { name: 'PNG, interlaced', draw: () => still().png({ progressive: true }), bytesPerPixel: 0.4 },
  { name: 'WEBP', draw: () => still().webp(), bytesPerPixel: 0.1 },
  { name: 'WEBP without loss', draw: () => still().webp({ lossless: true }), bytesPerPixel: 0.4 },
  { name: 'GIF', draw: () => still().gif(), bytesPerPixel: 0.4 },
  { name: 'GIF, all frames of 800 × 600', draw: () => animation().gif(), bytesPerPixel: 0.4 },
  {
    name: 'WEBP, all frames of 800 × 600',
    draw: () => animation().webp({ lossless: true }),
    bytesPerPixel: 0.1,
  },
];

/** Pixels of the longest side: of WEBP, of JPEG as libjpeg has it; of others, of the handler. */
const LONGEST_SIDE: Partial<Record<Picture['format'], number>> = { webp: 16_383, jpeg: 65_500 };

/** The largest count of a step for which it holds. */
function largest(holds: (count: number) => boolean): number {
  let [good, bad] = [0, 2 ** 17];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function megapixels(small: Picture, bytesPerPixel: number, limits: Limits): number {
  const pixelsOf = ({ width, height, frames }: Picture): number => width * height * frames;
  const of = (count: number): Picture => {
    const picture =
      small.frames > 1 ? { ...small, ...FRAME, frames: count } : { ...small, width: count, height: count };
    return { ...picture, fileBytes: Math.ceil(pixelsOf(picture) * bytesPerPixel) };
  };
  const holds = (count: number): boolean => {
    const picture = of(count);
    if (picture.width > (LONGEST_SIDE[picture.format] ?? 65_535) || picture.fileBytes > limits.uploadBytes)
      return false;
    try {
      return planRendition(picture, BOX, limits).reduced === undefined;
    } catch {
      return false;
    }
  };
  return pixelsOf(of(largest(holds))) / 1e6;
}

/** The largest pictures that the plan of a rendition accepts, by kind and memory, as a table. */
export async function largestPictures(): Promise<string> {
  const rows = KINDS.map(async ({ name, draw, bytesPerPixel }) => {
    const picture = await readPicture(await draw().toBuffer());
    const of = (memorySize: number): string =>
      megapixels(picture, bytesPerPixel, limitsOf({ ...SETTINGS, memorySize })).toFixed(0);
    return [name, ...MEMORY_SIZES.map(of)];
  });
  const sizes = MEMORY_SIZES.map((size) => size.toLocaleString('en'));
  return markdownTable(['Megapixels at the most, with a `MemorySize` of', ...sizes], await Promise.all(rows));
}

/** Percent of `FunctionTimeout` that an image may take. */
export function timeShares(): Readonly<Record<'still' | 'jpeg' | 'animation', string>> {
  const limits = limitsOf({ ...SETTINGS, memorySize: 1769, functionTimeout: 100 });
  const percent = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} %`;
  return {
    still: percent(limits.stillMilliseconds),
    jpeg: percent(limits.jpegMilliseconds),
    animation: percent(limits.animationMilliseconds),
  };
}
