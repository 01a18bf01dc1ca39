import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goalTable } from '../../bench/report/goals.ts';
import type { ImageResult } from '../../bench/report/image-table.ts';

const times = (one: number[], bytes = 100) => ({ one, all: one, bytes, ssim: 1, peakBytes: 1 });
const image = (name: string, ours: number, other: number): ImageResult => ({
  name,
  bytes: 100,
  measured: new Map([
    ['handler', times([ours, ours])],
    ['original', times([4 * other, 4 * other])],
  ]),
  core: { ours: [ours, ours], plain: [other, other], tuned: [other, other], decode: [] },
});

test('a goal is met or missed by the mean of the images that it is about, and left out where there are none', () => {
  const lines = goalTable([image('GIF 1 MP', 10, 20), image('JPEG 5 MP', 12, 10), image('JPEG 12 MP', 9, 10)]).split(
    '\n',
  );
  assert.equal(lines.length, 2 + 3 + 1);
  assert.match(lines[2] ?? '', /^\| JPEG of 5 to 14 MP: .*\| +1\.04 \| +≤ 1\.05 \| +met \|$/);
  assert.match(lines[3] ?? '', /^\| JPEG of 5 to 14 MP: the original .*\| +3\.85 \| +≥ 2\.9 \| +met \|$/);
  assert.match(lines[4] ?? '', /^\| GIF, still: .*\| +2\.00 \| +≥ 1\.8 \| +met \|$/);
  assert.match(goalTable([image('GIF 1 MP', 15, 20)]), /1\.33 \| +≥ 1\.8 \| +missed/);
});
