import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFlat } from '../../../src/handler/image/encode.ts';

const SIZE = { width: 16, height: 8 };

/** Pixels of which each runs of `run` are alike, by columns, but for their last channel. */
const runs = (run: number, channels: number): Buffer =>
  Buffer.from(
    Uint8Array.from({ length: SIZE.width * SIZE.height * channels }, (_, at) => {
      const x = Math.floor(at / channels) % SIZE.width;
      return at % channels === channels - 1 ? Math.floor(x / run) : 7;
    }),
  );

test('a picture is flat where a third of its pixels are as the one to their left, in all channels', () => {
  for (const channels of [1, 2, 3, 4]) {
    assert.equal(isFlat(runs(1, channels), { ...SIZE, channels }), false);
    assert.equal(isFlat(runs(2, channels), { ...SIZE, channels }), true);
  }
});

test('a picture of one column is as flat as anything', () => {
  assert.equal(isFlat(Buffer.alloc(8), { width: 1, height: 8, channels: 1 }), true);
});
