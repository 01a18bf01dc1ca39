import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCutGif } from '../../src/handler/gif.ts';
import { drawGif } from '../pictures.ts';

const WHOLE = await drawGif({ width: 16, height: 16 }, 3, [50, 50, 50]);

test('a whole GIF is whole, also with something after its end or without its end mark', () => {
  assert.equal(isCutGif(WHOLE), false);
  assert.equal(isCutGif(Buffer.concat([WHOLE, Buffer.alloc(10)])), false);
  assert.equal(isCutGif(WHOLE.subarray(0, -1)), false);
});

test('a GIF is cut at any other place but between two blocks', () => {
  const places = Array.from(WHOLE.keys()).slice(13);
  const whole = places.filter((length) => !isCutGif(WHOLE.subarray(0, length)));
  // After the loop's block, each frame's control block and each frame; the colours of all come first or with a frame.
  assert.ok(whole.length > 0 && whole.length <= 9, `${whole}`);
  assert.ok(!whole.includes(WHOLE.length - 10));
});
