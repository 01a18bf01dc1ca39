import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { drawFiles, type File } from './files.ts';
import { createFunction, settingsOf } from './function.ts';
import { loadHandler } from './handler-copy.ts';
import { MUTANTS } from './mutants.ts';
import { search } from './search.ts';

/** Most are found within a hundred schedules. */
const RUNS = 3000;
const SEED = 20261123;

let files: readonly File[];
before(async () => {
  files = await drawFiles(settingsOf(await loadHandler('real')).render);
});

for (const [at, { name, edits, breaks, among = 'ordinary' }] of MUTANTS.entries()) {
  test(`the search finds a handler that ${name}`, async (t) => {
    const fn = await createFunction(await loadHandler(`mutant-${at}`, edits), files);
    const { runs, found } = await search(fn, files, { among, runs: RUNS, seed: SEED, shrink: false, breaks });
    assert.ok(found, `Expected to break "${breaks.join('" or "')}" but received ${runs} schedules in which all held`);
    t.diagnostic(`after ${runs} schedules: ${found.invariant}`);
  });
}
