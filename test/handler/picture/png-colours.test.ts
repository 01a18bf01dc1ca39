import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { insertPngChunk } from '../../../src/handler/formats/insert.ts';
import { renditionOf } from './renderings.ts';

type Rgb = readonly [number, number, number];
type Four = readonly [Rgb, Rgb, Rgb, Rgb];

const PATCHES: Four = [
  [200, 60, 40],
  [40, 180, 90],
  [128, 128, 192],
  [64, 64, 64],
];
const SIDE = 16;
const SIZE = { width: 4 * SIDE, height: SIDE };

const pixels = Buffer.from(
  Array.from(
    { length: SIZE.width * SIZE.height },
    (_, at) => PATCHES[Math.floor((at % SIZE.width) / SIDE)] ?? [],
  ).flat(),
);
const draw = (): Sharp => sharp(pixels, { raw: { ...SIZE, channels: 3 } });

/** What a PNG may be, and which of its patches are coloured. */
const KINDS: [name: string, png: Buffer, isGray: boolean][] = [
  ['8 bits', await draw().png().toBuffer(), false],
  ['16 bits', await draw().toColourspace('rgb16').png().toBuffer(), false],
  ['a palette', await draw().png({ palette: true }).toBuffer(), false],
  ['alpha', await draw().ensureAlpha().png().toBuffer(), false],
  ['interlaced rows', await draw().png({ progressive: true }).toBuffer(), false],
  ['8 bits of gray', await draw().toColourspace('b-w').png().toBuffer(), true],
  ['16 bits of gray', await draw().toColourspace('grey16').png().toBuffer(), true],
];

type Chunk = [name: string, body: Buffer];
const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};
const gama = (value: number): Chunk => ['gAMA', uint32(value)];
const P3: Chunk = ['cHRM', uint32(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000)];
const SRGB: Chunk = ['sRGB', Buffer.from([0])];
const cicp = (...values: number[]): Chunk => ['cICP', Buffer.from(values)];
const DISPLAY_P3 = cicp(12, 13, 0, 1);
const LINEAR = gama(100_000);
const ICC = (await sharp(await draw().withIccProfile('p3').png().toBuffer()).metadata()).icc ?? Buffer.alloc(0);
const PROFILE: Chunk = ['iCCP', Buffer.concat([Buffer.from('p3\0\0'), deflateSync(ICC)])];

/** What Chromium 156 shows of the patches, as a canvas in sRGB has it. */
const CASES: [name: string, chunks: Chunk[], shown: Four][] = [
  [
    'gAMA of 1.0',
    [LINEAR],
    [
      [229, 133, 110],
      [110, 219, 160],
      [188, 188, 225],
      [137, 137, 137],
    ],
  ],
  [
    'gAMA of 1 / 1.8',
    [gama(55_556)],
    [
      [210, 77, 53],
      [53, 193, 109],
      [146, 146, 203],
      [81, 81, 81],
    ],
  ],
  ['gAMA of 1 / 2.2', [gama(45_455)], PATCHES],
  [
    'cHRM of P3',
    [gama(45_455), P3],
    [
      [219, 37, 13],
      [0, 185, 77],
      [129, 129, 198],
      [62, 62, 62],
    ],
  ],
  ['cHRM without gAMA', [P3], PATCHES],
  ['sRGB beside gAMA', [SRGB, LINEAR], PATCHES],
  [
    'cICP of Display P3',
    [DISPLAY_P3],
    [
      [217, 42, 23],
      [0, 183, 78],
      [128, 128, 197],
      [64, 64, 64],
    ],
  ],
  [
    'cICP beside sRGB and gAMA',
    [SRGB, LINEAR, DISPLAY_P3],
    [
      [217, 42, 23],
      [0, 183, 78],
      [128, 128, 197],
      [64, 64, 64],
    ],
  ],
  [
    'cICP of BT.709',
    [cicp(1, 1, 0, 1)],
    [
      [197, 49, 28],
      [28, 176, 81],
      [121, 121, 189],
      [54, 54, 54],
    ],
  ],
  [
    'cICP of BT.2020',
    [cicp(9, 1, 0, 1)],
    [
      [244, 0, 0],
      [0, 186, 62],
      [114, 120, 195],
      [53, 54, 54],
    ],
  ],
  [
    'cICP of linear light',
    [cicp(1, 8, 0, 1)],
    [
      [229, 133, 110],
      [110, 219, 160],
      [188, 188, 225],
      [137, 137, 137],
    ],
  ],
  [
    'cICP of PAL',
    [cicp(5, 5, 0, 1)],
    [
      [192, 36, 17],
      [0, 165, 68],
      [106, 106, 179],
      [40, 40, 40],
    ],
  ],
  [
    'cICP of cinema',
    [cicp(11, 17, 0, 1)],
    [
      [213, 8, 0],
      [0, 181, 60],
      [118, 118, 196],
      [48, 48, 48],
    ],
  ],
  ['cICP of narrow range, which is not permitted', [cicp(12, 13, 0, 0)], PATCHES],
  ['cICP that says nothing', [cicp(2, 2, 0, 1)], PATCHES],
  [
    'cICP of PQ',
    [cicp(9, 16, 0, 1)],
    [
      [255, 0, 0],
      [0, 255, 0],
      [46, 83, 255],
      [30, 30, 30],
    ],
  ],
  [
    'cICP of HLG',
    [cicp(9, 18, 0, 1)],
    [
      [230, 0, 8],
      [0, 170, 58],
      [93, 100, 178],
      [43, 43, 43],
    ],
  ],
  [
    'an ICC profile beside gAMA',
    [PROFILE, LINEAR],
    [
      [217, 42, 23],
      [0, 183, 78],
      [128, 128, 197],
      [64, 64, 64],
    ],
  ],
];

/** Of 255, in any channel. */
const TOLERANCE = 4;

const withChunks = (png: Buffer, chunks: readonly Chunk[]): Buffer =>
  chunks.reduce((bytes, [name, body]) => insertPngChunk(bytes, name, body), png);

for (const [name, chunks, shown] of CASES) {
  test(`a PNG with ${name} looks as in a browser`, async () => {
    for (const [kind, png, isGray] of KINDS) {
      if (isGray && chunks.includes(PROFILE)) continue; // a profile of colours is none for gray
      for (const outputFormat of ['png', 'webp'] as const) {
        const made = await renditionOf(withChunks(png, chunks), { ...SIZE, outputFormat });
        const data = await sharp(made.bytes).toColourspace('srgb').removeAlpha().raw().toBuffer();
        for (const [index, expected] of shown.entries()) {
          if (isGray && index < 3) continue;
          const at = (8 * SIZE.width + index * SIDE + 8) * 3;
          const received = [...data.subarray(at, at + 3)];
          // Lossy colours are less exact.
          const allowed = outputFormat === 'webp' ? 2 * TOLERANCE : TOLERANCE;
          const isSame = expected.every((value, channel) => Math.abs(value - (received[channel] ?? 0)) <= allowed);
          assert.ok(isSame, `Expected ${expected} for ${kind} as ${outputFormat} but received ${received}`);
        }
      }
    }
  });
}

test('a PNG whose colour chunks are those of sRGB is not converted', async () => {
  const srgb: Chunk = ['cHRM', uint32(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6000)];
  const png = await draw().png().toBuffer();
  const plain = await renditionOf(png, SIZE);
  for (const chunks of [[gama(45_455), srgb], [gama(45_455)], [cicp(1, 13, 0, 1)], [SRGB, gama(45_455), srgb]]) {
    assert.ok((await renditionOf(withChunks(png, chunks), SIZE)).bytes.equals(plain.bytes));
  }
});
