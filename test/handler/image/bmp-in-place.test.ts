import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBmp } from '../bmp/encode.ts';
import { renditionOf } from './renderings.ts';

const rowsOf = (width: number, height: number): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (((x * 6) % 256) << 16) | (((y * 5) % 256) << 8) | ((x * y) % 256)),
  );

const BOX = { width: 20, height: 15 };

for (const width of [40, 41, 42, 43]) {
  for (const topDown of [false, true]) {
    test(`a BMP of 24 bits, ${width} wide, ${topDown ? 'top' : 'bottom'} row first, becomes what one of 32 bits becomes`, async () => {
      const rows = rowsOf(width, 31);
      for (const fit of ['inside', 'cover', 'contain', 'fill'] as const) {
        for (const outputFormat of ['original', 'png', 'webp'] as const) {
          const options = { ...BOX, fit, outputFormat };
          // 32 bits go by way of the decoder, which puts bytes and rows in order before anything is scaled.
          const decoded = await renditionOf(encodeBmp({ rows, bits: 32, topDown }), options);
          const inPlace = await renditionOf(encodeBmp({ rows, bits: 24, topDown }), options);
          assert.ok(inPlace.bytes.equals(decoded.bytes), `${fit} as ${outputFormat}`);
        }
      }
    });
  }
}

test('the last row of a BMP of 24 bits may lack its padding', async () => {
  const rows = rowsOf(41, 31);
  const whole = encodeBmp({ rows, bits: 24 });
  const cut = Buffer.from(whole.subarray(0, -1));
  assert.ok((await renditionOf(cut)).bytes.equals((await renditionOf(whole)).bytes));
});
