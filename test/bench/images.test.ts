import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { encodeIndexedBmp } from '../../bench/images/encode-indexed-bmp.ts';
import { graphic } from '../../bench/images/graphic.ts';
import { photograph } from '../../bench/images/photograph.ts';
import { decodeBmp } from '../../src/handler/bmp/bmp.ts';

test('a drawn photograph has the size that was asked for, and grain that no encoder can leave out', async () => {
  for (const [width, height] of [
    [320, 240],
    [1600, 1200],
  ] as const) {
    const { data, info } = await photograph(width, height).jpeg({ quality: 90 }).toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [width, height]);
    assert.ok(data.length > width * height * 0.15, `${data.length}`);
  }
});

test('a graphic has few colours, and none where it has no ground', async () => {
  const { channels } = await graphic(400, 300, { ground: 'none' }).stats();
  assert.equal(channels[3]?.min, 0);
  const png = await graphic(400, 300).removeAlpha().png().toBuffer();
  assert.ok(png.length < 40_000, `${png.length}`);
});

test('an indexed BMP is what the decoder reads, in 256 colours', async () => {
  const { data, info } = await sharp({ create: { width: 4, height: 2, channels: 3, background: '#ff9248' } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const bmp = decodeBmp(encodeIndexedBmp({ data, width: info.width, height: info.height }), { maxPixels: 100 });
  assert.deepEqual([bmp.width, bmp.height, [...bmp.data.subarray(0, 3)]], [4, 2, [252, 144, 85]]);
});
