import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { IS_LONG, runsOf, seedOf } from './length.ts';
import type { Choice, Schedule } from './schedule.ts';
import type { SearchOptions } from './search.ts';
import { searchThread } from './search-thread.ts';

/**
 * So many find all mutants with the usual seed; with others a deletion without a condition takes 1,200 on the average.
 * SCHEDULES asks for more.
 */
const RUNS = runsOf(200);
const SEED = seedOf();

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
