import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { BmpError } from '../../../src/handler/bmp/bmp-header.ts';
import { colours, encodeBmp, pattern } from './encode.ts';

const maxPixels = 4096;
const masks = [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000];
const good = [
  ...[1, 2, 4, 8].map((bits) => encodeBmp({ rows: pattern(9, 4, 2 ** bits), bits, palette: colours(2 ** bits) })),
  ...[12, 16, 64].map((header) => encodeBmp({ header, rows: pattern(5, 4, 16), bits: 4, palette: colours(16) })),
  ...[16, 24, 32].map((bits) => encodeBmp({ rows: pattern(5, 4, 99), bits, topDown: bits === 24 })),
  ...[40, 56, 108, 124].map((header) =>
    encodeBmp({ header, rows: pattern(5, 4, 99), bits: 32, compression: header === 40 ? 6 : 3, masks }),
  ),
  ...[1, 2].map((compression) =>
    encodeBmp({
      rows: pattern(9, 4, 16),
      bits: compression === 1 ? 8 : 4,
      compression,
      palette: colours(16),
      data: [9, 7, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 2, 1, 1, 3, 0x45, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1],
    }),
  ),
];

/** Decodes, or is refused with a BmpError; in both cases the pixels allocated are those allowed. True if it decodes. */
function survives(bytes: Uint8Array): boolean {
  try {
    const { width, height, channels, data } = decodeBmp(bytes, { maxPixels });
    assert.ok(width > 0 && height > 0 && width * height <= maxPixels);
    assert.equal(data.length, width * height * channels);
    assert.ok(data.buffer.byteLength <= Math.max(maxPixels * 4, Buffer.poolSize));
    return true;
  } catch (error) {
    if (!(error instanceof BmpError)) throw error;
    assert.match(error.message, /^Expected .+ but received .+$/);
    return false;
  }
}

test('decodes all the files that the properties begin with', () => {
  assert.deepEqual(good.map(survives), Array(good.length).fill(true));
});

test('decodes or refuses random bytes behind a signature', () => {
  const headers = fc.constantFrom(12, 16, 40, 56, 64, 108, 124);
  fc.assert(
    fc.property(headers, fc.uint8Array({ minLength: 0, maxLength: 300 }), (header, bytes) => {
      survives(bytes);
      survives(Buffer.concat([Buffer.from('BM'), bytes]));
      survives(Buffer.concat([encodeBmp({ header, rows: [], bits: 0 }).subarray(0, 18), bytes]));
    }),
    { numRuns: 500 },
  );
});

test('decodes or refuses good files with bytes changed and the end cut off', () => {
  const change = fc.record({ at: fc.nat(), value: fc.oneof(fc.constantFrom(0, 1, 2, 127, 128, 255), fc.nat(255)) });
  const inHeader = fc.record({ at: fc.nat(70), value: fc.constantFrom(0, 1, 2, 3, 4, 8, 16, 24, 32, 255) });
  let decoded = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...good),
      fc.array(fc.oneof(change, inHeader), { maxLength: 6 }),
      fc.oneof(fc.constant(0), fc.nat(200)),
      (file, changes, cut) => {
        const bytes = Buffer.from(file);
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        if (survives(bytes.subarray(0, Math.max(0, bytes.length - cut)))) decoded++;
        else refused++;
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(decoded > 100 && refused > 100, `${decoded} decoded, ${refused} refused: the property says too little`);
});
