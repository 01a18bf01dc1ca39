import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareSequencers, isSequencer } from '../../../src/handler/events/identity.ts';

const pairs: [title: string, older: string, newer: string][] = [
  ['a later second', '0055AED6DCD90281E5', '0055AED6DD00000000'],
  ['a later fraction of a second', '0055AED6DCD90281E5', '0055AED6DCD90281E6'],
  ['a shorter one of a later second', '0055AED6DCD90281E5', '0055AED6DD'],
  ['a longer one of the same second', '0055AED6DC', '0055AED6DC01'],
  ['another case', '0055aed6dc', '0055AED6DD'],
];

for (const [title, older, newer] of pairs) {
  test(`${title} is newer`, () => {
    assert.equal(compareSequencers(older, newer), -1);
    assert.equal(compareSequencers(newer, older), 1);
  });
}

test('zeros at the end and case make no difference', () => {
  assert.equal(compareSequencers('0055AED6DC', '0055aed6dc00'), 0);
});

test('sequencers have one order, whatever their lengths', () => {
  const sequencer = fc.stringMatching(/^00[0-9A-F]{0,6}$/);
  fc.assert(
    fc.property(sequencer, sequencer, sequencer, (a, b, c) => {
      assert.equal(compareSequencers(a, b), 0 - compareSequencers(b, a));
      if (compareSequencers(a, b) <= 0 && compareSequencers(b, c) <= 0) assert.ok(compareSequencers(a, c) <= 0);
    }),
  );
});

test('only hexadecimal digits make a sequencer', () => {
  assert.ok(isSequencer('0055AED6DCD90281E5'));
  for (const value of ['', 'later', '0x1F', ' 1', '1'.repeat(65)]) assert.equal(isSequencer(value), false, value);
});
