import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surveyGif } from '../../src/handler/gif.ts';
import { drawGif } from '../pictures.ts';

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
