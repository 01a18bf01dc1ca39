import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { processorMilliseconds } from '../../ordering.ts';
import { colours, encodeBmp, inColour } from './encode.ts';

const EOL = [0, 0];
const END = [0, 1];
const palette = colours(16);

/** Decodes the codes and compares with the rows, which are in the order of the picture, its top first. */
function assertRows(bits: 4 | 8, data: number[], rows: number[][], topDown = false): void {
  const file = encodeBmp({ rows, bits, compression: bits === 8 ? 1 : 2, palette, data, topDown });
  assert.deepEqual([...decodeBmp(file, { maxPixels: 1000 }).data], inColour(rows, palette));
}

const assertTruncated = (bits: 4 | 8, data: number[], rows: number[][]): void =>
  assert.throws(() => assertRows(bits, data, rows), {
    name: 'BmpError',
    code: 'CORRUPT',
    message: /^Expected \d+ rows .* in row \d+$/,
  });

test('decodes runs of RLE8 from the bottom row up', () => {
  assertRows(
    8,
    [3, 1, 2, 2, ...EOL, 5, 3, ...END],
    [
      [3, 3, 3, 3, 3],
      [1, 1, 1, 2, 2],
    ],
  );
});

test('decodes runs of RLE4 as two colours in turn', () => {
  assertRows(
    4,
    [5, 0x12, 1, 0x34, ...EOL, 6, 0xff, ...END],
    [
      [15, 15, 15, 15, 15, 15],
      [1, 2, 1, 2, 1, 3],
    ],
  );
});

test('decodes absolute pixels of RLE8 with and without padding', () => {
  assertRows(
    8,
    [0, 3, 1, 2, 3, 0, 1, 4, ...EOL, 0, 4, 5, 6, 7, 8, ...END],
    [
      [5, 6, 7, 8],
      [1, 2, 3, 4],
    ],
  );
});

test('decodes absolute pixels of RLE4 with each padding', () => {
  assertRows(
    4,
    [0, 5, 0x12, 0x34, 0x50, 0, 1, 0x60, ...EOL, 0, 3, 0x12, 0x30, 3, 0x45, ...END],
    [
      [1, 2, 3, 4, 5, 4],
      [1, 2, 3, 4, 5, 6],
    ],
  );
  assertRows(4, [0, 6, 0x12, 0x34, 0x56, 0, 0, 4, 0x78, 0x9a, ...END], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
});

test('fills what a delta, an early end of line or an early end of bitmap passes over with the first colour', () => {
  assertRows(
    8,
    [1, 1, 0, 2, 1, 1, 1, 2, ...EOL, 1, 3, ...END],
    [
      [0, 0, 0],
      [3, 0, 0],
      [0, 0, 2],
      [1, 0, 0],
    ],
  );
  assertRows(
    4,
    [1, 0x10, 0, 2, 2, 1, 1, 0x20, ...END],
    [
      [0, 0, 0, 0],
      [0, 0, 0, 2],
      [1, 0, 0, 0],
    ],
  );
  assertRows(
    8,
    [...END],
    [
      [0, 0],
      [0, 0],
    ],
  );
});

test('drops what a run or absolute pixels put beyond the end of a row', () => {
  assertRows(
    8,
    [255, 1, 9, 2, ...EOL, 0, 5, 3, 4, 5, 6, 7, 0, ...END],
    [
      [3, 4],
      [1, 1],
    ],
  );
  assertRows(
    4,
    [255, 0x12, ...EOL, 0, 5, 0x34, 0x56, 0x70, 0, ...END],
    [
      [3, 4, 5],
      [1, 2, 1],
    ],
  );
});

test('drops what a delta puts beside the image', () => {
  assertRows(
    8,
    [0, 2, 200, 0, 3, 1, ...EOL, 1, 2, ...END],
    [
      [2, 0],
      [0, 0],
    ],
  );
});

test('ends when a delta or an end of line leaves the last row', () => {
  assertRows(
    8,
    [2, 1, 0, 2, 0, 255, 2, 2],
    [
      [0, 0],
      [1, 1],
    ],
  );
  assertRows(
    8,
    [2, 1, ...EOL, 2, 2, ...EOL, 2, 3, ...EOL],
    [
      [2, 2],
      [1, 1],
    ],
  );
});

test('does without an end of bitmap after the last pixel', () => {
  assertRows(
    8,
    [2, 1, ...EOL, 2, 2],
    [
      [2, 2],
      [1, 1],
    ],
  );
  assertRows(
    8,
    [2, 1, 0, 2, 0, 1],
    [
      [0, 0],
      [1, 1],
    ],
  );
  assertRows(8, [0, 3, 1, 2, 3], [[1, 2, 3]]);
});

test('ignores what follows the end of bitmap', () => {
  assertRows(8, [1, 1, ...END, 1, 2, 0, 200], [[1]]);
});

test('decodes a compressed top-down image from the top row down', () => {
  assertRows(
    8,
    [2, 1, ...EOL, 2, 2, ...END],
    [
      [1, 1],
      [2, 2],
    ],
    true,
  );
});

test('decodes compressed images under an OS/2 header', () => {
  const bmp = { header: 64, rows: [[1, 2]], palette };
  for (const [bits, compression, data] of [
    [8, 1, [1, 1, 1, 2, ...END]],
    [4, 2, [2, 0x12, ...END]],
  ] as const) {
    const { data: pixels } = decodeBmp(encodeBmp({ ...bmp, bits, compression, data }), { maxPixels: 2 });
    assert.deepEqual([...pixels], inColour([[1, 2]], palette));
  }
});

test('shows an index without a colour as black', () => {
  assertRows(8, [1, 3, 1, 200, ...END], [[3, 200]]);
});

test('refuses a file that ends in the middle', () => {
  const rows = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  assertTruncated(8, [0, 3, 1, 2], rows.slice(1));
  assertTruncated(8, [0, 2, 3], rows.slice(1));
  for (const data of [[1], [3, 1], [3, 1, 0], [3, 1, ...EOL, 2, 2], [0, 2, 1], [0, 3, 1, 2], [0, 200, 1, 2]])
    assertTruncated(8, data, rows);
  for (const data of [
    [3, 0x11, ...EOL, 2, 0x22],
    [0, 5, 0x12, 0x34],
  ])
    assertTruncated(4, data, rows);
});

test('passes over a million runs beside the image without drawing them', () => {
  const file = encodeBmp({ rows: [[0]], bits: 8, compression: 1, palette, data: Array(2_000_000).fill(255) });
  const taken = processorMilliseconds(() =>
    assert.deepEqual([...decodeBmp(Buffer.concat([file, Buffer.from(END)]), { maxPixels: 1 }).data], [0, 0, 0]),
  );
  assert.ok(taken < 1000, `${taken} ms of a processor`);
});
