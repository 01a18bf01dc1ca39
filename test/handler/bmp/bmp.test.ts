import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { type Bmp, colours, encodeBmp, inColour, pattern } from './encode.ts';

const limits = { maxPixels: 10_000 };

function assertPixels(bmp: Bmp, expected: number[], channels: 3 | 4 = 3): void {
  const { data, ...image } = decodeBmp(encodeBmp(bmp), limits);
  assert.deepEqual(image, { width: bmp.rows[0]?.length, height: bmp.rows.length, channels });
  assert.deepEqual([...data], expected);
}

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const GREY = [1, 2, 3];
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];

for (const bits of [1, 2, 4, 8]) {
  const palette = colours(2 ** bits);
  for (const width of [1, 3, 8, 9, 33]) {
    const rows = pattern(width, 3, palette.length);
    test(`decodes ${bits} bits per pixel, ${width} wide`, () => {
      assertPixels({ rows, bits, palette }, inColour(rows, palette));
    });
  }
}

for (const header of [12, 16, 36, 40, 42, 48, 52, 56, 64, 108, 124]) {
  test(`decodes an image header of ${header} bytes with a full palette and with 24 bits`, () => {
    const palette = colours(16);
    const rows = pattern(5, 3, 16);
    assertPixels({ header, rows, bits: 4, palette }, inColour(rows, palette));
    assertPixels(
      {
        header,
        rows: [
          [0xff0000, 0x00ff00],
          [0x0000ff, 0x010203],
        ],
        bits: 24,
      },
      [...RED, ...GREEN, ...BLUE, ...GREY],
    );
  });
}

test('decodes 24 bits for every padding of a row', () => {
  for (const width of [1, 2, 3, 4, 5]) {
    const rows = pattern(width, 3, 7).map((row) => row.map((pixel) => pixel * 0x01_02_03));
    assertPixels(
      { rows, bits: 24 },
      rows.flat().flatMap((pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255]),
    );
  }
});

test('keeps the top of a top-down image on top', () => {
  const rows = [
    [0xff0000, 0x00ff00, 0x0000ff],
    [0x010203, 0xffffff, 0],
  ];
  const expected = [...RED, ...GREEN, ...BLUE, ...GREY, ...WHITE, ...BLACK];
  assertPixels({ rows, bits: 24, topDown: true }, expected);
  assertPixels({ rows, bits: 24, topDown: false }, expected);
  assertPixels({ rows, bits: 32, topDown: true }, expected);
  const indices = [
    [0, 1],
    [1, 1],
    [0, 0],
  ];
  assertPixels({ rows: indices, bits: 1, palette: [RED, BLUE], topDown: true }, inColour(indices, [RED, BLUE]));
});

test('skips a gap before the pixels', () => {
  assertPixels({ rows: [[0xff0000], [0x010203]], bits: 24, gap: 7 }, [...RED, ...GREY]);
  assertPixels({ rows: [[1], [0]], bits: 8, palette: [RED, BLUE], gap: 5 }, [...BLUE, ...RED]);
});

test('takes no alpha from the fourth byte of a plain 32-bit image, whatever its header', () => {
  for (const header of [40, 56, 108, 124]) {
    assertPixels({ header, rows: [[0x80ff0000, 0x000000ff]], bits: 32 }, [...RED, ...BLUE]);
    assertPixels({ header, rows: [[0x80ff0000, 0x000000ff]], bits: 32, masks: [255, 255, 255, 0xff000000] }, [
      ...RED,
      ...BLUE,
    ]);
  }
});

test('keeps the alpha that a mask declares, a transparent pixel included', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  for (const header of [56, 108, 124]) {
    assertPixels(
      { header, rows: [[0x80ff0000], [0x000000ff]], bits: 32, compression: 3, masks },
      [...RED, 128, ...BLUE, 0],
      4,
    );
  }
});

test('shows an image opaque whose alpha mask finds zero in every pixel', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  assertPixels(
    {
      header: 108,
      rows: [
        [0xff0000, 0x00ff00],
        [0x0000ff, 0x010203],
      ],
      bits: 32,
      compression: 3,
      masks,
    },
    [...RED, ...GREEN, ...BLUE, ...GREY],
  );
});

test('shows an index without a colour as black', () => {
  const rows = [[0, 1, 2, 255]];
  assertPixels({ rows, bits: 8, palette: [RED, BLUE] }, [...RED, ...BLUE, ...BLACK, ...BLACK]);
});

test('reads only the colours before the pixels when the header declares more', () => {
  const rows = [[0, 1, 2]];
  assertPixels({ rows, bits: 8, palette: [RED, BLUE], declaredColours: 256 }, [...RED, ...BLUE, ...BLACK]);
  assertPixels({ rows, bits: 8, palette: [RED, BLUE], declaredColours: 0 }, [...RED, ...BLUE, ...BLACK]);
  assertPixels({ header: 12, rows, bits: 8, palette: [RED, BLUE] }, [...RED, ...BLUE, ...BLACK]);
});

test('reads the compression and the number of colours in the shortest OS/2 header that has them', () => {
  const bmp = { bits: 8, palette: [RED, BLUE] };
  assertPixels({ ...bmp, header: 20, rows: [[1, 1, 0]], compression: 1, data: [2, 1, 1, 0, 0, 1] }, [
    ...BLUE,
    ...BLUE,
    ...RED,
  ]);
  assertPixels({ ...bmp, header: 36, rows: [[0, 1]], declaredColours: 1 }, [...RED, ...BLACK]);
  assertPixels({ ...bmp, header: 35, rows: [[0, 1]], declaredColours: 1 }, [...RED, ...BLUE]);
});

test('reads a palette with room for one colour', () => {
  assertPixels({ rows: [[0, 1]], bits: 8, palette: [RED], declaredColours: 2 }, [...RED, ...BLACK]);
});

test('reads only the declared colours when there is room for more', () => {
  assertPixels({ rows: [[0, 1]], bits: 8, palette: [RED, BLUE], declaredColours: 1 }, [...RED, ...BLACK]);
});

test('ignores colours beyond what an index can reach, and any palette of a true-colour image', () => {
  assertPixels({ rows: [[0xff0000]], bits: 24, declaredColours: 65_536 }, RED);
  assertPixels({ rows: [[1, 0]], bits: 1, palette: colours(300) }, inColour([[1, 0]], colours(2)));
  assertPixels({ rows: [[0xff0000]], bits: 24, palette: colours(300) }, RED);
});

test('finds the pixels behind the palette when the offset forgets it', () => {
  for (const offset of [54, 57]) {
    const bmp = { rows: [[1, 0]], bits: 8, palette: [RED, BLUE], patch: { 10: [offset, 0, 0, 0] } };
    assertPixels(bmp, [...BLUE, ...RED]);
  }
});

test('does without the padding of the last row', () => {
  const file = encodeBmp({ rows: [[0xff0000], [0x010203]], bits: 24 });
  assert.deepEqual([...decodeBmp(file.subarray(0, -1), limits).data], [...RED, ...GREY]);
});

test('reads a view that begins in the middle of a larger buffer', () => {
  const file = encodeBmp({
    header: 124,
    rows: [[0x3ff]],
    bits: 32,
    compression: 3,
    masks: [0x3ff, 0xffc00, 0x3ff00000, 0],
  });
  const larger = new Uint8Array(file.length + 10).fill(255);
  larger.set(file, 3);
  assert.deepEqual([...decodeBmp(larger.subarray(3, 3 + file.length), limits).data], RED);
});

test('leaves the input as it was', () => {
  const file = encodeBmp({ rows: [[0xff0000]], bits: 24 });
  const before = Buffer.from(file);
  decodeBmp(file, limits).data.fill(9);
  assert.deepEqual(file, before);
});

/** Chromium shows a BMP with any number of planes and of colours as it shows one with the right numbers. */
for (const [what, at, value] of [
  ['no planes', 26, 0],
  ['many planes', 26, 65_535],
  ['an offset of 0', 10, 0],
  ['no file size', 2, 0],
  ['a wrong image size', 34, 7],
] as const) {
  test(`a BMP with ${what} is decoded as one with the right number`, () => {
    for (const bits of [8, 24] as const) {
      const palette = bits === 8 ? colours(4) : [];
      const whole = encodeBmp({ rows: pattern(2, 2, 4), bits, palette });
      const wrong = Buffer.from(whole);
      at === 26 ? wrong.writeUInt16LE(value, at) : wrong.writeUInt32LE(value, at);
      assert.deepEqual(decodeBmp(wrong, { maxPixels: 4 }), decodeBmp(whole, { maxPixels: 4 }));
    }
  });
}
