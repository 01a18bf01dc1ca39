import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError } from '../../../src/handler/outcome/permanent-error.ts';
import { MAX_DECODED_BYTES, MAX_WORK_IN_FLIGHT } from '../../../src/handler/picture/limits.ts';
import type { Picture } from '../../../src/handler/picture/picture.ts';
import { planRendition } from '../../../src/handler/picture/rendition-plan.ts';
import { OPTIONS } from './renderings.ts';

const PICTURE: Picture = {
  format: 'jpeg',
  width: 1000,
  height: 1000,
  frames: 1,
  animationFrames: 1,
  hasAlpha: false,
  isPalette: false,
  isGray: false,
  isLossless: false,
  isDeep: false,
  profile: 'none',
  isColour: true,
  orientation: 1,
  heldBytesPerPixel: 0,
  rowBytesPerPixel: 0,
};
const BOX = { ...OPTIONS, width: 800, height: 600 };
const GIF: Picture = { ...PICTURE, format: 'gif', heldBytesPerPixel: 4, frames: 22 };

const codeOf = (plan: () => unknown): string => {
  try {
    plan();
    return 'planned';
  } catch (error) {
    assert.ok(error instanceof PermanentError, String(error));
    return error.code;
  }
};

const cases: [title: string, picture: Partial<Picture>, outcome: string][] = [
  ['75 megapixels that are decoded row by row', { width: 10_000, height: 7500 }, 'planned'],
  ['50 megapixels of a progressive JPEG', { width: 10_000, height: 5000, heldBytesPerPixel: 4 }, 'planned'],
  ['60 megapixels of a progressive JPEG', { width: 10_000, height: 6000, heldBytesPerPixel: 4 }, 'TOO_MANY_PIXELS'],
  [
    '50 megapixels of an interlaced PNG of 16 bits',
    { width: 10_000, height: 5000, heldBytesPerPixel: 8 },
    'TOO_MANY_PIXELS',
  ],
  ['48 megapixels of a PNG', { width: 8000, height: 6000, rowBytesPerPixel: 13 }, 'planned'],
  ['75 megapixels of a PNG of 16 bits with alpha', { width: 8660, height: 8660, rowBytesPerPixel: 24 }, 'planned'],
  ['a PNG of wide rows of 16 bits with alpha', { width: 65_535, height: 240, rowBytesPerPixel: 24 }, 'TOO_MANY_PIXELS'],
  ['a PNG of few wide rows', { width: 65_535, height: 100, rowBytesPerPixel: 24 }, 'planned'],
  ['a JPEG of wide rows, which its decoder makes smaller', { width: 65_500, height: 1144 }, 'planned'],
  [
    'a BMP of wide rows',
    { width: 65_535, height: 900, heldBytesPerPixel: 3, rowBytesPerPixel: 8.25 },
    'TOO_MANY_PIXELS',
  ],
  ['68 megapixels of a BMP', { width: 8240, height: 8240, heldBytesPerPixel: 3, rowBytesPerPixel: 8.25 }, 'planned'],
  [
    '30 megapixels in wide rows of 16 bits with alpha',
    { width: 45_000, height: 600, rowBytesPerPixel: 24 },
    'TOO_MANY_PIXELS',
  ],
  ['18 megapixels of the same', { width: 30_000, height: 600, rowBytesPerPixel: 24 }, 'planned'],
  ['22 megapixels in 22 frames', GIF, 'planned'],
  ['23 megapixels in 23 frames', { ...GIF, frames: 23 }, 'TOO_MANY_FRAMES'],
  ['300 small frames', { ...GIF, width: 10, height: 10, frames: 300 }, 'planned'],
  ['301 small frames', { ...GIF, width: 10, height: 10, frames: 301 }, 'TOO_MANY_FRAMES'],
];

for (const [title, picture, outcome] of cases) {
  test(`${title}: ${outcome}`, () => {
    assert.equal(
      codeOf(() => planRendition({ ...PICTURE, ...picture }, BOX)),
      outcome,
    );
  });
}

test('pictures of 24 megapixels and animations of one are worked on alone, small pictures together', () => {
  const work = (picture: Partial<Picture>) => planRendition({ ...PICTURE, ...picture }, OPTIONS).work;
  assert.ok(work({ width: 6000, height: 4000 }) >= MAX_WORK_IN_FLIGHT);
  assert.ok(work({ format: 'gif', width: 400, height: 300, frames: 10 }) >= MAX_WORK_IN_FLIGHT);
  assert.ok(work({ width: 2400, height: 2000 }) <= MAX_WORK_IN_FLIGHT / 4);
});

test('frames that grow are counted as large as they become', () => {
  const small = { ...GIF, width: 10, height: 10, frames: 60 };
  assert.equal(
    codeOf(() => planRendition(small, { ...BOX, enlarge: true })),
    'TOO_MANY_FRAMES',
  );
  assert.equal(
    codeOf(() => planRendition(small, { ...BOX, fit: 'contain' })),
    'TOO_MANY_FRAMES',
  );
});

test('frames that are not kept are not counted', () => {
  const { frames, format } = planRendition({ ...GIF, frames: 10_000 }, { ...BOX, outputFormat: 'png' });
  assert.deepEqual([frames, format], [1, 'png']);
});

test('no plan costs more memory than there is', () => {
  const sizes = [
    [1, 1],
    [800, 600],
    [10_000, 7500],
    [1, 75_000_000],
  ] as const;
  for (const [width, height] of sizes) {
    for (const heldBytesPerPixel of [0, 1, 2, 3, 4, 6, 8]) {
      for (const picture of [{ ...PICTURE, isLossless: true }, GIF]) {
        const code = codeOf(() => {
          const { cost } = planRendition(
            { ...picture, width, height, heldBytesPerPixel },
            { ...BOX, outputFormat: 'webp' },
          );
          assert.ok(cost <= MAX_DECODED_BYTES);
        });
        assert.match(code, /planned|TOO_MANY/);
      }
    }
  }
});

test('a WEBP without loss is given some where the box is too large for the memory of its encoder', () => {
  const webp: Picture = { ...PICTURE, format: 'webp', isLossless: true };
  assert.equal(planRendition(webp, BOX).isLossless, true);
  assert.equal(planRendition(webp, { ...BOX, width: 4096, height: 4096 }).isLossless, false);
});
