import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRange } from '../../../src/aws/s3/get-object.ts';

test('a range is read against the size of the body', () => {
  for (const [text, size, expected] of [
    ['bytes=0-4', 10, [0, 4]],
    ['bytes=0-99', 10, [0, 9]],
    ['bytes=9-', 10, [9, 9]],
    ['bytes=-4', 10, [6, 9]],
    ['bytes=-99', 10, [0, 9]],
  ] as const) {
    assert.deepEqual([text, parseRange(text, size)], [text, { start: expected[0], end: expected[1] }]);
  }
});

test('what is no single range of bytes is not taken into account', () => {
  for (const text of [undefined, 'bytes=-', 'bytes=4-2', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b']) {
    assert.equal(parseRange(text, 10), undefined);
  }
});

test('a range outside the body is refused', () => {
  for (const [text, size] of [
    ['bytes=10-', 10],
    ['bytes=10-20', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
    ['bytes=-1', 0],
  ] as const) {
    assert.throws(() => parseRange(text, size), { code: 'InvalidRange' });
  }
});
