import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSequencers } from '../../src/handler/events/identity.ts';
import { earliestSequencer } from '../../src/ops/backfill-send.ts';

test('an announcement comes before every event of its second, and after those of the second before', () => {
  const sequencer = earliestSequencer(new Date(0x6b04588c * 1000));
  assert.ok(compareSequencers(sequencer, '006B04588C00000000') < 0);
  assert.ok(compareSequencers(sequencer, '006B04588BFFFFFFFE') > 0);
});
