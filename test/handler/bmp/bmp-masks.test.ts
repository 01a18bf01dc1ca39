import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { encodeBmp } from './encode.ts';

const BITFIELDS = 3;
const ALPHABITFIELDS = 6;

function decode(bits: number, masks: number[], row: number[], header = masks.length > 3 ? 108 : 40): number[] {
  const file = encodeBmp({ header, rows: [row], bits, compression: BITFIELDS, masks });
  return [...decodeBmp(file, { maxPixels: 100_000 }).data];
}

test('decodes plain 16 bits as 5-5-5 without alpha, scaled to the full range', () => {
  const { data } = decodeBmp(encodeBmp({ rows: [[0x7c00, 0x03e0, 0x001f, 0x8000, 0x4210]], bits: 16 }), {
    maxPixels: 5,
  });
  assert.deepEqual([...data], [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 132, 132, 132]);
});

test('decodes 5-6-5', () => {
  assert.deepEqual(decode(16, [0xf800, 0x07e0, 0x001f], [0xf800, 0x07e0, 0x001f, 0x8410]), [
    ...[255, 0, 0],
    ...[0, 255, 0],
    ...[0, 0, 255],
    ...[132, 130, 132],
  ]);
});

test('decodes 4-4-4-4 with alpha, and one bit of alpha', () => {
  assert.deepEqual(decode(16, [0xf00, 0xf0, 0xf, 0xf000], [0x8f1f, 0x0000]), [255, 17, 255, 136, 0, 0, 0, 0]);
  assert.deepEqual(decode(16, [0x7c00, 0x3e0, 0x1f, 0x8000], [0xfc00, 0x001f]), [255, 0, 0, 255, 0, 0, 255, 0]);
});

test('decodes bytes in every order', () => {
  const bytes = [0xff, 0xff00, 0xff0000, 0xff000000];
  for (const red of bytes)
    for (const green of bytes)
      for (const blue of bytes) {
        if (new Set([red, green, blue]).size < 3) continue;
        const alpha = bytes.find((mask) => mask !== red && mask !== green && mask !== blue) ?? 0;
        const pixel = Buffer.alloc(4);
        for (const [value, mask] of [
          [11, red],
          [22, green],
          [33, blue],
          [44, alpha],
        ] as const)
          pixel[bytes.indexOf(mask)] = value;
        assert.deepEqual(decode(32, [red, green, blue, alpha], [pixel.readUInt32LE()]), [11, 22, 33, 44]);
        assert.deepEqual(decode(32, [red, green, blue], [pixel.readUInt32LE()]), [11, 22, 33]);
      }
});

test('decodes bytes that lie across bytes', () => {
  assert.deepEqual(decode(32, [0xff0, 0xff000, 0xff00000], [0x0abcdef0]), [0xef, 0xcd, 0xab]);
});

test('decodes 10 bits a channel with 2 of alpha, rounded to the nearest', () => {
  const masks = [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000];
  assert.deepEqual(decode(32, masks, [0xffffffff, 0x40000201]), [255, 255, 255, 255, 0, 0, 128, 85]);
});

test('scales a mask of every width from nothing to full', () => {
  for (let bits = 1; bits <= 32; bits++) {
    const mask = 2 ** bits - 1;
    const half = 2 ** (bits - 1);
    const [black, , , white, , , middle] = decode(32, [mask, 0, 0], [0, mask, half]);
    assert.deepEqual([black, white], [0, 255], `${bits} bits`);
    assert.ok(Math.abs((middle ?? Number.NaN) - (half * 255) / mask) <= 0.5, `${bits} bits: ${middle}`);
    assert.deepEqual(decode(32, [0, (mask << (32 - bits)) >>> 0, 0], [0xffffffff]), [0, 255, 0], `top ${bits} bits`);
  }
});

test('gives a colour without a mask as zero', () => {
  assert.deepEqual(decode(16, [0xff00, 0x00ff, 0], [0xffff]), [255, 255, 0]);
});

test('finds the masks in or behind a header of each size', () => {
  const masks = [0xff, 0xff00, 0xff0000];
  for (const header of [40, 52, 56, 108, 124]) assert.deepEqual(decode(32, masks, [0x030201], header), [1, 2, 3]);
});

test('finds four masks of alpha bit fields behind a header of 40 bytes', () => {
  const masks = [0xff, 0xff00, 0xff0000, 0xff000000];
  const file = encodeBmp({ rows: [[0x04030201]], bits: 32, compression: ALPHABITFIELDS, masks });
  assert.deepEqual([...decodeBmp(file, { maxPixels: 1 }).data], [1, 2, 3, 4]);
});

test('decodes alpha bit fields of 16 bits', () => {
  const masks = [0xf, 0xf0, 0xf00, 0xf000];
  const file = encodeBmp({ rows: [[0x4321]], bits: 16, compression: ALPHABITFIELDS, masks });
  assert.deepEqual([...decodeBmp(file, { maxPixels: 1 }).data], [17, 34, 51, 68]);
});

const refused: [string, number, number[], RegExp][] = [
  ['a mask with a hole', 32, [0xff00ff, 0xff00, 0], /adjacent bits for the red mask .* 0xff00ff$/],
  ['masks that share a bit', 16, [0xf800, 0x0fe0, 0x1f], /no other mask for the green mask .* 0xfe0$/],
  ['an alpha mask that shares a bit', 32, [0xff, 0xff00, 0xff0000, 0x800000], /no other mask for the alpha mask/],
  ['a mask wider than the pixel', 16, [0x1f0000, 0x7e0, 0x1f], /at most 16 bits for the red mask/],
  ['no colour mask at all', 32, [0, 0, 0, 0xff], /a colour mask/],
];
for (const [name, bits, masks, message] of refused) {
  test(`refuses ${name}`, () => {
    assert.throws(() => decode(bits, masks, [0]), { name: 'BmpError', code: 'CORRUPT', message });
  });
}
