import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { readUpload } from '../../../src/handler/image/picture.ts';
import { u8, u16le } from '../../hostile/make/bytes.ts';
import { flatLzw, gif, subBlocks } from '../../hostile/make/gif.ts';
import { renditionOf } from '../image/renderings.ts';

/** The canvas. */
const SIZE = { width: 24, height: 16 };

type Rectangle = { x: number; y: number; width: number; height: number };
type Frame = Rectangle & {
  disposal?: number;
  hasControl?: boolean;
  palette?: Buffer;
  codeBits?: number;
  data?: Buffer;
};

const FULL = { x: 0, y: 0, ...SIZE };
const PART = { x: 4, y: 2, width: 8, height: 6 };

/** All of a frame has the first colour of four, red unless it has colours of its own. */
const frame = ({ x, y, width, height, disposal = 0, hasControl = true, palette, codeBits = 2, data }: Frame): Buffer =>
  Buffer.concat([
    hasControl ? u8(0x21, 0xf9, 4, disposal << 2, 10, 0, 0, 0) : u8(),
    u8(0x2c),
    u16le(x, y, width, height),
    u8(palette === undefined ? 0 : 0x80 | (Math.log2(palette.length / 3) - 1)),
    palette ?? u8(),
    u8(codeBits),
    subBlocks(data ?? flatLzw(width * height)),
  ]);

const RED = [255, 0, 0];
const RED_PALETTE = u8(...RED, 0, 255, 0, 0, 0, 255, 255, 255, 255);

const animation = (...frames: Frame[]): Buffer => gif({ ...SIZE, palette: RED_PALETTE, blocks: frames.map(frame) });

/** Alpha of each frame, a character for a pixel of every second row and column. */
async function alphaOf(upload: Buffer): Promise<string[][]> {
  const { bytes } = await readUpload(Buffer.from(upload));
  const image = sharp(bytes, { pages: -1 }).toColourspace('srgb').ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  return Array.from({ length: info.height / height }, (_, page) =>
    Array.from({ length: height / 2 }, (_, y) =>
      Array.from({ length: info.width / 2 }, (_, x) =>
        data[((page * height + 2 * y) * info.width + 2 * x) * 4 + 3] === 255 ? '#' : '.',
      ).join(''),
    ),
  );
}

/** What is shown where these rectangles are. */
const shown = (...rectangles: Rectangle[]): string[] =>
  Array.from({ length: SIZE.height / 2 }, (_, y) =>
    Array.from({ length: SIZE.width / 2 }, (_, x) => {
      const isIn = ({ x: left, y: top, width, height }: Rectangle): boolean =>
        2 * x >= left && 2 * x < left + width && 2 * y >= top && 2 * y < top + height;
      return rectangles.some(isIn) ? '#' : '.';
    }).join(''),
  );

const [DO_NOT_DISPOSE, BACKGROUND, PREVIOUS] = [1, 2, 3];
const OTHER = { x: 14, y: 8, width: 6, height: 4 };

/**
 * GIF89a, section 23, has the disposals; that the background is transparent is what browsers show. Chromium's
 * ImageDecoder shows these frames, and those of 700 random files, as they are after readUpload.
 */
const cases: [name: string, frames: Frame[], expected: string[][]][] = [
  ['one frame that does not cover the canvas', [PART], [shown(PART)]],
  ['one frame without a control extension', [{ ...PART, hasControl: false }], [shown(PART)]],
  ['frames that are left', [PART, OTHER], [shown(PART), shown(PART, OTHER)]],
  [
    'a frame that becomes background, over one that covers all',
    [FULL, { ...PART, disposal: BACKGROUND }, OTHER],
    [shown(FULL), shown(FULL), shown(FULL).map((row, y) => (y >= 1 && y < 4 ? '##....######' : row))],
  ],
  ['a first frame that becomes background', [{ ...FULL, disposal: BACKGROUND }, OTHER], [shown(FULL), shown(OTHER)]],
  ['a first frame with nothing previous', [{ ...FULL, disposal: PREVIOUS }, OTHER], [shown(FULL), shown(OTHER)]],
  [
    'a frame that gives way to the previous one',
    [
      { ...PART, disposal: DO_NOT_DISPOSE },
      { ...OTHER, disposal: PREVIOUS },
      { ...OTHER, x: 0 },
    ],
    [shown(PART), shown(PART, OTHER), shown(PART, { ...OTHER, x: 0 })],
  ],
];

for (const [name, frames, expected] of cases) {
  test(`what no frame covers is transparent: ${name}`, async () => {
    assert.deepEqual(await alphaOf(animation(...frames)), expected);
  });
}

test('a rendition shows what no frame covers as transparent', async () => {
  const { bytes } = await renditionOf(animation(PART, OTHER), { outputFormat: 'webp' });
  const { data } = await sharp(bytes, { page: 1 }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.equal(data[3], 0);
  assert.deepEqual([...data.subarray((4 * SIZE.width + 8) * 4).subarray(3, 4)], [255]);
});

test('a GIF that covers its canvas is not touched', async () => {
  const upload = animation({ ...FULL, disposal: DO_NOT_DISPOSE }, PART);
  const { bytes, picture } = await readUpload(Buffer.from(upload));
  assert.ok(bytes.equals(upload));
  assert.equal(picture.hasAlpha, false);
});

/** Codes of 9 bits, each a pixel, with a clear before each 250 so that they stay as long. */
function literals(indices: readonly number[]): Buffer {
  const codes = indices.flatMap((index, at) => (at % 250 === 0 ? [256, index] : [index]));
  const bits = [...codes, 257].map((code) => [...code.toString(2).padStart(9, '0')].reverse().join('')).join('');
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt([...byte].reverse().join(''), 2)));
}

test('a frame that uses all 256 colours becomes background too, and no colour changes by more than the least step', async () => {
  // Neighbours differ by 2 of 255 in red alone, all others by more.
  const palette = Buffer.from(Array.from({ length: 256 }, (_, at) => [at, (at * 97) % 256, (at * 41) % 256]).flat());
  palette.set([200, 7, 9], 3 * 100);
  palette.set([202, 7, 9], 3 * 101);
  const indices = Array.from({ length: SIZE.width * SIZE.height }, (_, at) => (at * 37) % 256);
  const full = { ...FULL, disposal: BACKGROUND, palette, codeBits: 8, data: literals(indices) };
  const upload = animation(full, OTHER);
  assert.deepEqual(await alphaOf(upload), [shown(FULL), shown(OTHER)]);
  const { bytes } = await readUpload(Buffer.from(upload));
  const data = await sharp(bytes, { page: 0 }).removeAlpha().raw().toBuffer();
  const wrong = indices.flatMap((index, at) =>
    [0, 1, 2].map((channel) => Math.abs((data[3 * at + channel] ?? 0) - (palette[3 * index + channel] ?? 0))),
  );
  assert.equal(Math.max(...wrong), 2);
});
