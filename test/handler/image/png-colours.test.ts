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

CASES.push(['cICP of sRGB beside an ICC profile', [cicp(1, 13, 0, 1), PROFILE], PATCHES]);

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

const middle = async (bytes: Buffer): Promise<number[]> => {
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data.subarray(((info.height >> 1) * info.width + (info.width >> 1)) * 3).subarray(0, 3)];
};
const assertNear = (received: number[], expected: readonly number[]): void => {
  const isNear = expected.every((value, at) => Math.abs(value - (received[at] ?? 0)) <= TOLERANCE);
  assert.ok(isNear, `Expected ${expected} but received ${received}`);
};

test('what is half transparent is mixed with white after its colours are converted', async () => {
  const half = { create: { ...SIZE, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } } } as const;
  const png = await sharp(half).png().toBuffer();
  for (const chunks of [[LINEAR], [cicp(1, 8, 0, 1)], [PROFILE], []]) {
    const made = await renditionOf(withChunks(png, chunks), { ...SIZE, outputFormat: 'jpeg' });
    assertNear(await middle(made.bytes), [127, 127, 127]);
  }
});

/** ICC.1:2022, 8.4: a white point and a curve are enough for gray. A power of 1.8, as u8Fixed8Number. */
function grayProfile(): Buffer {
  const tags = { desc: 'desc\0\0\0\0\0\0\0\x02g\0', wtpt: 'XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d' };
  const bodies = [Buffer.from(tags.desc, 'latin1'), Buffer.from(tags.wtpt, 'latin1')];
  bodies.push(Buffer.from('curv\0\0\0\0\0\0\0\x01\x01\xcd\0\0', 'latin1'));
  const header = Buffer.alloc(132 + 12 * bodies.length);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  Buffer.from('0000f6d6000100000000d32d', 'hex').copy(header, 68);
  header.writeUInt32BE(bodies.length, 128);
  let at = header.length;
  for (const [index, body] of bodies.entries()) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    header.write(['desc', 'wtpt', 'kTRC'][index] ?? '', 132 + 12 * index, 'latin1');
    header.writeUInt32BE(at, 136 + 12 * index);
    header.writeUInt32BE(body.length, 140 + 12 * index);
    bodies[index] = padded;
    at += padded.length;
  }
  header.writeUInt32BE(at, 0);
  return Buffer.concat([header, ...bodies]);
}

test('the profile of a gray PNG counts, of 8 bits and of 16', async () => {
  const profile: Chunk = ['iCCP', Buffer.concat([Buffer.from('gray\0\0'), deflateSync(grayProfile())])];
  // 128 of 255 to the power of 1.8 is light of 0.289, and sRGB's curve has 147 for that: IEC 61966-2-1.
  const gray = { create: { ...SIZE, channels: 3, background: { r: 128, g: 128, b: 128 } } } as const;
  for (const space of ['b-w', 'grey16'] as const) {
    const png = await sharp(gray).toColourspace(space).png().toBuffer();
    for (const outputFormat of ['png', 'webp', 'jpeg'] as const) {
      const made = await renditionOf(withChunks(png, [profile]), { ...SIZE, outputFormat });
      assertNear(await middle(made.bytes), [147, 147, 147]);
    }
  }
});

/** BITMAPV5HEADER with an embedded profile behind the pixels. */
function bmpWith(profile: Buffer, bits: 24 | 32, colour: Rgb): Buffer {
  const header = Buffer.alloc(14 + 124);
  const row = SIZE.width * (bits / 8);
  header.write('BM');
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(124, 14);
  header.writeInt32LE(SIZE.width, 18);
  header.writeInt32LE(SIZE.height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(0x4d424544, 14 + 56);
  header.writeUInt32LE(124 + row * SIZE.height, 14 + 112);
  header.writeUInt32LE(profile.length, 14 + 116);
  const pixel = Buffer.from([...colour.toReversed(), 0].slice(0, bits / 8));
  return Buffer.concat([header, Buffer.alloc(row * SIZE.height, pixel), profile]);
}

test('the profile that a BMP embeds counts, as in Chromium, and one that is none changes nothing', async () => {
  for (const bits of [24, 32] as const) {
    for (const outputFormat of ['original', 'png', 'webp'] as const) {
      const converted = await renditionOf(bmpWith(ICC, bits, [200, 60, 40]), { ...SIZE, outputFormat });
      assertNear(await middle(converted.bytes), [217, 42, 23]);
      const left = await renditionOf(bmpWith(Buffer.alloc(200, 7), bits, [200, 60, 40]), { ...SIZE, outputFormat });
      assertNear(await middle(left.bytes), [200, 60, 40]);
    }
  }
});
