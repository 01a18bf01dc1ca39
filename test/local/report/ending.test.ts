import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEnding, type Ending, endedWell, placeOf } from '../../../src/local/report/ending.ts';

const object = { key: 'processed/a.jpg', size: 1, metadata: {} } as Ending['processed'][number];
const deadLetter = { messageId: 'm', code: 'CORRUPT', reason: 'cut off' };
const ending = (more: Partial<Ending>): Ending => ({
  input: { file: 'a.jpg', key: 'a.jpg', size: 1 },
  processed: [],
  tries: 1,
  ...more,
});

test('an upload has ended well in exactly one of two places', () => {
  const cases: [Partial<Ending>, string, boolean, string][] = [
    [{ processed: [object] }, 'processed', true, 'processed/a.jpg'],
    [{ deadLetter }, 'dead-letter queue', true, 'dead-letter queue: CORRUPT'],
    [{ processed: [object], deadLetter }, 'both', false, 'BOTH processed/a.jpg AND dead-letter queue: CORRUPT'],
    [{}, 'nowhere', false, 'NOWHERE'],
    [{ refused: 'KeyTooLongError' }, 'not uploaded', false, 'NOT UPLOADED: KeyTooLongError'],
  ];
  for (const [more, place, isGood, words] of cases) {
    const it = ending(more);
    assert.deepEqual([placeOf(it), endedWell(it), describeEnding(it)], [place, isGood, words]);
  }
});
