import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { type BmpErrorCode, readBmpHeader } from '../../../src/handler/bmp/bmp-header.ts';
import { type Bmp, colours, encodeBmp, u16, u32 } from './encode.ts';

const good: Bmp = {
  rows: [
    [1, 2],
    [3, 4],
  ],
  bits: 24,
};
const indexed: Bmp = { rows: [[1, 0]], bits: 8, palette: colours(2) };

test('tells what a file holds without decoding it', () => {
  assert.deepEqual(readBmpHeader(encodeBmp({ ...good, topDown: true, gap: 4 })), {
    width: 2,
    height: 2,
    topDown: true,
    bitsPerPixel: 24,
    isCompressed: false,
    pixelOffset: 58,
    rowBytes: 8,
    palette: { offset: 54, entries: 0, entryBytes: 4 },
    masks: [
      { shift: 16, bits: 8 },
      { shift: 8, bits: 8 },
      { shift: 0, bits: 8 },
    ],
    hasAlpha: false,
  });
  const { palette, isCompressed } = readBmpHeader(encodeBmp({ ...indexed, compression: 1, header: 64 }));
  assert.deepEqual(
    { palette, isCompressed },
    { palette: { offset: 78, entries: 2, entryBytes: 4 }, isCompressed: true },
  );
});

test('says that there is no alpha where the alpha mask is empty', () => {
  const masks = [0xff, 0xff00, 0xff0000];
  const bmp = { header: 108, rows: [[0]], bits: 32, compression: 3 };
  assert.equal(readBmpHeader(encodeBmp({ ...bmp, masks })).hasAlpha, false);
  assert.equal(readBmpHeader(encodeBmp({ ...bmp, masks: [...masks, 0xff000000] })).hasAlpha, true);
});

test('says how many bytes the headers need', () => {
  const cut = (length: number) => () => readBmpHeader(encodeBmp(good).subarray(0, length));
  assert.throws(cut(0), { message: 'Expected at least 26 bytes for the BMP headers but received 0' });
  assert.throws(cut(25), { message: 'Expected at least 26 bytes for the BMP headers but received 25' });
  assert.throws(cut(26), { message: 'Expected at least 54 bytes for the BMP headers but received 26' });
  assert.throws(cut(53), { message: 'Expected at least 54 bytes for the BMP headers but received 53' });
  assert.throws(cut(54), { message: /^Expected an offset from 54 on and inside the file of 54 bytes/ });
});

const refused: [string, BmpErrorCode, Bmp, RegExp][] = [
  [
    'another signature',
    'UNSUPPORTED_FORMAT',
    { ...good, patch: { 0: [0x42, 0x41] } },
    /BM for .* received bytes 66 65$/,
  ],
  ...[0, 11, 13, 15, 65, 66, 107, 125, 2 ** 32 - 1].map((size): [string, BmpErrorCode, Bmp, RegExp] => [
    `a header of ${size} bytes`,
    'UNSUPPORTED_FORMAT',
    { ...good, patch: { 14: u32(size) } },
    new RegExp(`12, 16 to 64, 108 or 124 for the size of the BMP header but received ${size}$`),
  ]),
  ['a header longer than the file', 'CORRUPT', { ...good, patch: { 14: u32(124) } }, /at least 138 bytes/],
  ['a negative width', 'CORRUPT', { ...good, patch: { 18: u32(-2) } }, /width and height above 0 .* received -2×2$/],
  ['a width of zero', 'CORRUPT', { ...good, patch: { 18: u32(0) } }, /received 0×2$/],
  ['a height of zero', 'CORRUPT', { ...good, patch: { 22: u32(0) } }, /received 2×0$/],
  ...[0, 3, 12, 48, 64, 65535].map((bits): [string, BmpErrorCode, Bmp, RegExp] => [
    `${bits} bits per pixel`,
    'UNSUPPORTED_FORMAT',
    { ...good, patch: { 28: u16(bits) } },
    new RegExp(`bits per pixel .* received ${bits}$`),
  ]),
  ['an embedded JPEG', 'UNSUPPORTED_FORMAT', { ...good, patch: { 28: [...u16(0), ...u32(4)] } }, /compression .* 4$/],
  ['an embedded PNG', 'UNSUPPORTED_FORMAT', { ...good, patch: { 28: [...u16(0), ...u32(5)] } }, /compression .* 5$/],
  ['Huffman of OS/2', 'UNSUPPORTED_FORMAT', { ...good, header: 64, compression: 3 }, /compression .* 3$/],
  ['RLE24 of OS/2', 'UNSUPPORTED_FORMAT', { ...good, header: 64, compression: 4 }, /compression .* 4$/],
  ['CMYK', 'UNSUPPORTED_FORMAT', { ...good, header: 124, compression: 11 }, /compression .* 11$/],
  ['RLE8 of 24 bits', 'CORRUPT', { ...good, compression: 1 }, /Expected 8 for the bits .* compression 1 .* 24$/],
  ['RLE4 of 8 bits', 'CORRUPT', { ...indexed, compression: 2 }, /Expected 4 for the bits/],
  ['bit fields of 24 bits', 'CORRUPT', { ...good, compression: 3 }, /Expected 16, 32 for the bits/],
  [
    'pixels inside the header',
    'CORRUPT',
    { ...good, patch: { 10: u32(53) } },
    /offset from 54 on .* 70 bytes .* received 53$/,
  ],
  [
    'pixels inside the masks',
    'CORRUPT',
    { ...good, bits: 16, compression: 3, patch: { 10: u32(54) } },
    /offset from 66 on/,
  ],
  [
    'pixels beyond the file',
    'CORRUPT',
    { ...good, patch: { 10: u32(70) } },
    /offset from 54 on .* 70 bytes .* received 70$/,
  ],
  ['pixels far beyond the file', 'CORRUPT', { ...good, patch: { 10: u32(2 ** 32 - 1) } }, /received 4294967295$/],
  [
    'a palette that leaves no pixels',
    'CORRUPT',
    { ...indexed, declaredColours: 256, patch: { 10: u32(54) } },
    /at least 1080 bytes/,
  ],
  [
    'one row less than declared',
    'CORRUPT',
    { ...good, patch: { 22: u32(3) } },
    /at least 76 bytes .* 2×3 but received 70$/,
  ],
  [
    'more pixels than the limit',
    'TOO_MANY_PIXELS',
    { ...good, patch: { 18: u32(51) } },
    /at most 100 .* received 51×2$/,
  ],
  [
    'the largest size',
    'TOO_MANY_PIXELS',
    { ...good, patch: { 18: [...u32(2 ** 31 - 1), ...u32(2 ** 31)] } },
    /×-2147483648$/,
  ],
  ['65,535²', 'TOO_MANY_PIXELS', { ...good, header: 12, patch: { 18: u32(2 ** 32 - 1) } }, /received 65535×65535$/],
  ['a compressed bomb', 'TOO_MANY_PIXELS', { ...indexed, compression: 1, patch: { 18: u32(101) } }, /received 101×1$/],
];
for (const [name, code, bmp, message] of refused) {
  test(`refuses ${name} before it allocates pixels`, (t) => {
    const file = encodeBmp(bmp);
    const alloc = t.mock.method(Buffer, 'alloc'); // counts the calls and lets them through
    assert.throws(() => decodeBmp(file, { maxPixels: 100 }), { name: 'BmpError', code, message });
    assert.equal(alloc.mock.callCount(), 0);
  });
}

test('refuses a file cut at any byte of what it needs', () => {
  const files = [
    encodeBmp(good),
    encodeBmp({ ...good, header: 12 }),
    encodeBmp({ ...indexed, gap: 3 }),
    encodeBmp({ rows: [[1], [2]], bits: 32, header: 124, compression: 3, masks: [255, 0, 0, 0xff00] }),
    encodeBmp({ rows: [[1], [2]], bits: 32, compression: 6, masks: [255, 0, 0, 0xff00] }),
    encodeBmp({ ...indexed, compression: 1, data: [0, 2, 1, 0, 1, 1] }),
  ];
  for (const file of files) {
    const { isCompressed, width, bitsPerPixel, rowBytes } = readBmpHeader(file);
    const padding = isCompressed ? 0 : rowBytes - (width * bitsPerPixel) / 8;
    for (let length = 0; length < file.length - padding; length++)
      assert.throws(() => decodeBmp(file.subarray(0, length), { maxPixels: 100 }), {
        name: 'BmpError',
        code: 'CORRUPT',
      });
    decodeBmp(file, { maxPixels: 100 });
  }
});

test('never allows more than 2^29 pixels, and none for a limit that is no number', () => {
  const file = encodeBmp({ ...indexed, compression: 1, patch: { 18: [...u32(2 ** 15), ...u32(2 ** 14 + 1)] } });
  for (const maxPixels of [Number.POSITIVE_INFINITY, Number.NaN])
    assert.throws(() => decodeBmp(file, { maxPixels }), { code: 'TOO_MANY_PIXELS' });
  assert.throws(() => readBmpHeader(file), { code: 'TOO_MANY_PIXELS', message: /at most 536870912 pixels/ });
});
