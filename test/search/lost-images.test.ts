import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Choice, Schedule } from './schedule.ts';
import type { SearchOptions } from './search.ts';
import { searchThread } from './search-thread.ts';

/**
 * Set SCHEDULES for a longer search, of other schedules each time, as .github/workflows/search.yml does; SEED repeats one.
 * Two hundred find all mutants with this seed; with others a deletion without a condition takes 1,200 on the average.
 */
const { SCHEDULES = '', SEED: GIVEN_SEED = '' } = process.env;
const IS_LONG = SCHEDULES !== '';
const RUNS = Number(SCHEDULES || 200);
const SEED = Number(GIVEN_SEED || (IS_LONG ? Date.now() % 2 ** 31 : 20261123));

const thread = searchThread();

/** Prints how much was searched, and fails with the simplest schedule that breaks an invariant. */
async function searchAmong(
  t: TestContext,
  among: SearchOptions['among'],
  runs: number,
  shrink: boolean,
): Promise<void> {
  const searched = await thread.search({ among, runs, seed: SEED, shrink });
  const { seconds, found } = searched;
  const speed = Math.round(searched.runs / seconds);
  t.diagnostic(`${searched.runs} schedules in ${seconds.toFixed(1)} s, ${speed} a second, seed ${SEED}`);
  if (found) assert.fail(found.account);
}

test('no schedule of uploads, events, crashes and faults loses an image or leaves a wrong one', (t) =>
  searchAmong(t, 'ordinary', RUNS, true));

test('no file that crashes or stops its decoder costs another upload its place', (t) =>
  searchAmong(t, 'hostile', Math.ceil(RUNS / 3), IS_LONG));

test('a schedule takes the same course each time', async () => {
  const choices = Array.from({ length: 150 }, (_, at): Choice => {
    const number = (at * 7919) % 97;
    return at % 17 === 13 ? { do: 'fault', at: number, fault: '503' } : { do: 'go', at: number };
  });
  const moves = [1, 2, 1, 0, 2].map((key, at) => ({
    do: 'put' as const,
    key,
    file: at * 5,
    envelope: 0,
    joined: false,
  }));
  const schedule: Schedule = { moves, choices, maxReceiveCount: 3, batchSize: 3, concurrency: 3 };
  const [first, second] = [await thread.courseOf(schedule), await thread.courseOf(schedule)];
  assert.ok(first.length > 50, `Expected a long course but received ${first.length} steps`);
  assert.deepEqual(first, second);
});
