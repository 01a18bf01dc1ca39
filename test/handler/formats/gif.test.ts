import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { surveyGif } from '../../../src/handler/formats/gif.ts';
import { drawGif } from '../../pictures.ts';

const WHOLE = await drawGif({ width: 16, height: 16 }, 3, [50, 50, 50]);

test('a whole GIF is whole, also with something after its end or without its end mark', () => {
  assert.equal(surveyGif(WHOLE).isCut, false);
  assert.equal(surveyGif(Buffer.concat([WHOLE, Buffer.alloc(10)])).isCut, false);
  assert.equal(surveyGif(WHOLE.subarray(0, -1)).isCut, false);
});

test('a GIF is cut at any other place but between two blocks', () => {
  const places = Array.from(WHOLE.keys()).slice(13);
  const whole = places.filter((length) => !surveyGif(WHOLE.subarray(0, length)).isCut);
  // After the loop's block, each frame's control block and each frame; the colours of all come first or with a frame.
  assert.ok(whole.length > 0 && whole.length <= 9, `${whole}`);
  assert.ok(!whole.includes(WHOLE.length - 10));
});

test('the frames of a GIF are counted, also of one that breaks off', () => {
  assert.equal(surveyGif(WHOLE).frames, 3);
  assert.ok(surveyGif(WHOLE.subarray(0, -20)).frames <= 3);
});

const COLOUR_BITS_AT = WHOLE.lastIndexOf(Buffer.from([0x2c, 0, 0, 0, 0]));

test('no frame of a whole GIF lacks pixels, whatever its size', async () => {
  assert.equal(surveyGif(WHOLE).lacksPixels, false);
  for (const side of [1, 100, 700]) {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const image = sharp({ create: { width: side, height: side, channels: 3, background: 'gray', noise } });
    assert.equal(surveyGif(await image.gif().toBuffer()).lacksPixels, false);
  }
});

test('a GIF lacks pixels where a frame is said to be larger than its codes are', () => {
  const taller = Buffer.from(WHOLE);
  taller.writeUInt16LE(17, COLOUR_BITS_AT + 7);
  assert.equal(surveyGif(taller).lacksPixels, true);
});

test('a GIF whose codes have no bits or too many lacks pixels', () => {
  const flags = WHOLE[COLOUR_BITS_AT + 9] ?? 0;
  const at = COLOUR_BITS_AT + 10 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  for (const bits of [0, 12, 255]) {
    const bytes = Buffer.from(WHOLE);
    bytes[at] = bits;
    assert.equal(surveyGif(bytes).lacksPixels, true);
  }
});
