import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { drawFiles, type File } from './files.ts';
import { createFunction, type SearchedFunction, settingsOf } from './function.ts';
import { loadHandler } from './handler-copy.ts';
import { play } from './play.ts';
import type { Choice, Schedule } from './schedule.ts';
import { search } from './search.ts';

/** Set SCHEDULES for a longer search, of other schedules each time; SEED repeats one. */
const RUNS = Number(process.env['SCHEDULES'] ?? 1500);
const SEED = Number(process.env['SEED'] ?? (process.env['SCHEDULES'] === undefined ? 20261123 : Date.now() % 2 ** 31));

let fn: SearchedFunction;
let files: readonly File[];

before(async () => {
  const handler = await loadHandler('real');
  files = await drawFiles(settingsOf(handler).render);
  fn = createFunction(handler, files);
});

test('no schedule of uploads, events, crashes and faults loses an image or leaves a wrong one', async (t) => {
  const { runs, seconds, found } = await search(fn, files, { runs: RUNS, seed: SEED, shrink: true });
  t.diagnostic(`${runs} schedules in ${seconds.toFixed(1)} s, ${Math.round(runs / seconds)} a second, seed ${SEED}`);
  if (found) assert.fail(found.account);
});

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
  const [first, second] = [await play(schedule, fn, files), await play(schedule, fn, files)];
  assert.ok(first.trace.length > 50, `Expected a long course but received ${first.trace.length} steps`);
  assert.deepEqual(first.trace, second.trace);
});
