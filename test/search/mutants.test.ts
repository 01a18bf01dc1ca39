import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { searchThread } from './search-thread.ts';

/** All are found within 119 schedules of this seed. */
const RUNS = 3000;
const SEED = 20261123;

const thread = searchThread();

for (const { name, edits, breaks, among = 'ordinary' } of MUTANTS) {
  test(`the search finds a handler that ${name}`, async (t) => {
    const { runs, found } = await thread.search({ edits, among, runs: RUNS, seed: SEED, shrink: false, breaks });
    assert.ok(found, `Expected to break "${breaks.join('" or "')}" but received ${runs} schedules in which all held`);
    t.diagnostic(`after ${runs} schedules: ${found.invariant}`);
  });
}
