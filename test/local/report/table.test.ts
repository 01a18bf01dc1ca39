import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportedImage } from '../../../src/local/report/report.ts';
import { drawTable } from '../../../src/local/report/table.ts';
import { printable, shorten, showBytes } from '../../../src/shared/text.ts';

const image = (key: string): ReportedImage => ({
  ending: {
    input: { file: key, key, size: 1_234_567 },
    processed: [],
    deadLetter: { messageId: 'm', code: 'CORRUPT', reason: '' },
    tries: 3,
    milliseconds: 12.6,
  },
  before: { format: 'gif', width: 4, height: 3, frames: 20 },
});

test('a row tells format, size, frames, bytes, time and place', () => {
  const [, line] = drawTable([image('a.gif')], 140).split('\n');
  assert.match(line ?? '', /^a\.gif +gif +4×3 ×20 +1\.2 MB +13 +dead-letter queue: CORRUPT$/);
});

test('long names give way to the width of the terminal, in their middle', () => {
  const lines = drawTable([image(`${'x'.repeat(300)}.jpg`)], 100).split('\n');
  for (const line of lines) assert.ok([...line].length <= 100, line);
  assert.match(lines[1] ?? '', /^x+…x*\.jpg /);
});

test('in and out are two lines of a narrow terminal, so that the names stay whole', () => {
  const processed = {
    key: 'processed/lake.jpg',
    versionId: '1',
    size: 42_519,
    contentType: 'image/jpeg',
    metadata: {},
  };
  const input = { file: 'lake.jpg', key: 'lake.jpg', size: 423_121 };
  const lake: ReportedImage = {
    ending: { input, processed: [processed], tries: 1, milliseconds: 366 },
    before: { format: 'jpeg', width: 1600, height: 1067, frames: 1 },
    after: { format: 'jpeg', width: 800, height: 534, frames: 1 },
  };
  assert.deepEqual(drawTable([lake], 66).split('\n'), [
    'upload    format  size       bytes       ms  where it ended',
    'lake.jpg  jpeg    1600×1067  423 kB     366  processed/lake.jpg',
    '                  → 800×534  → 42.5 kB',
  ]);
  assert.equal(drawTable([lake], 140).split('\n').length, 2);
});

test('names cannot steer the terminal', () => {
  assert.equal(printable('a\u001b[2Jb\u202ec'), 'a\ufffd[2Jb\ufffdc');
});

test('texts are shortened to their width, and bytes are shown with a unit', () => {
  assert.equal(shorten('abcdefghij', 5), 'ab…ij');
  assert.equal(shorten('abc', 5), 'abc');
  assert.deepEqual([0, 999, 1000, 1_234_567, 123_456_789].map(showBytes), [
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 MB',
    '123 MB',
  ]);
});
