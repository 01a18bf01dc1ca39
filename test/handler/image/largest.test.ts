import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { markdownTable } from '../../../bench/report/markdown-table.ts';
import { type Picture, readPicture } from '../../../src/handler/image/picture.ts';
import { planRendition } from '../../../src/handler/image/rendition-plan.ts';
import { type Limits, limitsOf } from '../../../src/handler/settings/limits.ts';
import { draw, drawAnimatedWebp, drawGif, drawJpeg } from '../../pictures.ts';
import { LIMITS } from '../environment.ts';

const SIZE = { width: 320, height: 240 };
const BOX = { width: 800, height: 600, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;
const FRAME = { width: 800, height: 600 };

/** What the table of README.md tells of: a small one of the kind, and the bytes of a pixel that such files have. */
const KINDS: [name: string, bytes: Buffer, bytesPerPixel: number][] = [
  ['JPEG', await draw(SIZE).jpeg().toBuffer(), 0.25],
  ['JPEG, progressive', await draw(SIZE).jpeg({ progressive: true }).toBuffer(), 0.15],
  [
    'JPEG, progressive, 4:4:4',
    await draw(SIZE).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    0.2,
  ],
  ['PNG', await draw(SIZE).png().toBuffer(), 0.4],
  ['PNG, interlaced', await draw(SIZE).png({ progressive: true }).toBuffer(), 0.4],
  ['WEBP', await draw(SIZE).webp().toBuffer(), 0.1],
  ['WEBP without loss', await draw(SIZE).webp({ lossless: true }).toBuffer(), 0.4],
  ['GIF', await drawGif(SIZE), 0.4],
  ['GIF, all frames of 800 × 600', await drawGif(SIZE, 2), 0.4],
  ['WEBP, all frames of 800 × 600', await drawAnimatedWebp(SIZE, 2, [100, 100]), 0.1],
];

/** Of WEBP, of JPEG as libjpeg has it, and of the handler. */
const MOST: Partial<Record<Picture['format'], number>> = { webp: 16_383, jpeg: 65_500 };

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

async function megapixels(bytes: Buffer, bytesPerPixel: number, limits: Limits): Promise<number> {
  const small = await readPicture(bytes);
  const pixelsOf = ({ width, height, frames }: Picture): number => width * height * frames;
  const of = (count: number): Picture => {
    const picture =
      small.frames > 1 ? { ...small, ...FRAME, frames: count } : { ...small, width: count, height: count };
    return { ...picture, fileBytes: Math.ceil(pixelsOf(picture) * bytesPerPixel) };
  };
  const holds = (count: number): boolean => {
    const picture = of(count);
    if (picture.width > (MOST[picture.format] ?? 65_535) || picture.fileBytes > limits.uploadBytes) return false;
    try {
      return planRendition(picture, BOX, limits).reduced === undefined;
    } catch {
      return false;
    }
  };
  return pixelsOf(of(largest(holds))) / 1e6;
}

test('the README says how large a picture may be, as the table of costs reckons it', async () => {
  const memorySizes = [512, 1769];
  const rows: string[][] = [];
  for (const [name, bytes, bytesPerPixel] of KINDS) {
    const row = memorySizes.map(async (memorySize) => {
      const limits = limitsOf({ ...LIMITS, memorySize });
      return (await megapixels(bytes, bytesPerPixel, limits)).toFixed(0);
    });
    rows.push([name, ...(await Promise.all(row))]);
  }
  const table = markdownTable(['Megapixels at the most, with a `MemorySize` of', '512', '1,769'], rows);
  const readme = await readFile('README.md', 'utf8');
  assert.ok(readme.includes(table), `Expected this table in README.md:\n\n${table}`);
});

test('the README says what share of the time an image may take', async () => {
  const readme = await readFile('README.md', 'utf8');
  const limits = limitsOf({ ...LIMITS, memorySize: 1769, functionTimeout: 100 });
  const percent = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} %`;
  assert.ok(readme.includes(`more than ${percent(limits.stillMilliseconds)} of its \`FunctionTimeout\``));
  assert.ok(readme.includes(`as a JPEG ${percent(limits.jpegMilliseconds)}`));
  assert.ok(readme.includes(`take more than ${percent(limits.animationMilliseconds)} of the time`));
});

test('what a small picture of ordinary density takes is far below the limits', async () => {
  const picture = await readPicture(await drawJpeg(SIZE));
  const { cost, work } = planRendition(picture, BOX, LIMITS);
  assert.ok(cost < LIMITS.decodedBytes / 3 && work < LIMITS.jpegMilliseconds / 10);
});
