import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUTANTS } from './mutants.ts';
import { searchThread } from './search-thread.ts';

/** With SCHEDULES among others each time, as .github/workflows/search.yml does. */
const IS_LONG = (process.env['SCHEDULES'] ?? '') !== '';

/** With its own seed or this each is found within nine schedules, one within 57; of any seed that takes 1,200 on the average. */
const SEED = 20261123;
const RUNS = IS_LONG ? 20_000 : 1_000;

const thread = searchThread();

for (const { name, edits, breaks, among = 'ordinary', seed: own = SEED } of MUTANTS) {
  test(`the search finds a handler that ${name}`, async (t) => {
    const seed = IS_LONG ? Date.now() % 2 ** 31 : own;
    const { runs, found } = await thread.search({ edits, among, runs: RUNS, seed, shrink: false, breaks });
    assert.ok(
      found,
      `Expected to break "${breaks.join('" or "')}" but received ${runs} schedules of seed ${seed} in which all held`,
    );
    t.diagnostic(`after ${runs} schedules of seed ${seed}: ${found.invariant}`);
  });
}
