import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IS_USUAL, seedOf } from './length.ts';
import { MUTANTS } from './mutants.ts';
import { searchThread } from './search-thread.ts';

/**
 * With its own seed or the usual one each is found within nine schedules, one within 57; with any other, of which
 * SCHEDULES or SEED make it a search, that takes 1,200 on the average.
 */
const RUNS = IS_USUAL ? 1_000 : 20_000;

const thread = searchThread();

for (const { name, edits, breaks, among = 'ordinary', seed: own } of MUTANTS) {
  test(`the search finds a handler that ${name}`, async (t) => {
    const seed = seedOf(own);
    const { runs, found } = await thread.search({ edits, among, runs: RUNS, seed, shrink: false, breaks });
    assert.ok(
      found,
      `Expected to break "${breaks.join('" or "')}" but received ${runs} schedules of seed ${seed} in which all held`,
    );
    t.diagnostic(`after ${runs} schedules of seed ${seed}: ${found.invariant}`);
  });
}
