import fc from 'fast-check';
import type { File } from './files.ts';
import type { SearchedFunction } from './function.ts';
import type { Broken } from './invariants.ts';
import { judge } from './play.ts';
import { type Schedule, schedules } from './schedule.ts';

/** What a search came to; `found` is the simplest schedule that breaks something. */
export type Searched = { runs: number; seconds: number; found?: { invariant: string; account: string } };

export type SearchOptions = {
  runs: number;
  seed: number;
  shrink: boolean;
  /** The invariants to break; without it, any. */
  breaks?: readonly string[];
};

/** What is broken, then the schedule as it happened. */
const accountOf = (schedule: Schedule, broken: readonly string[], trace: readonly string[]): string =>
  [
    ...broken,
    '',
    ...trace.map((line, at) => `${String(at + 1).padStart(3)} ${line}`),
    '',
    JSON.stringify(schedule),
  ].join('\n');

/** Plays `runs` schedules against a function, until one breaks an invariant. */
export async function search(
  fn: SearchedFunction,
  files: readonly File[],
  { runs, seed, shrink, breaks }: SearchOptions,
): Promise<Searched> {
  const started = performance.now();
  const isWanted = ({ invariant }: Broken): boolean => breaks?.includes(invariant) ?? true;
  const property = fc.asyncProperty(schedules, async (schedule) => {
    const { broken } = await judge(schedule, fn, files);
    return !broken.some(isWanted);
  });
  const result = await fc.check(property, { numRuns: runs, seed, endOnFailure: !shrink });
  const seconds = (performance.now() - started) / 1000;
  const [schedule] = result.counterexample ?? [];
  if (schedule === undefined) return { runs: result.numRuns, seconds };
  const { broken, trace } = await judge(schedule, fn, files);
  const sentences = broken.map(({ invariant, what }) => `Expected that ${invariant}, but received ${what}`);
  const account = accountOf(schedule, sentences, trace);
  return {
    runs: result.numRuns,
    seconds,
    found: { invariant: broken.find(isWanted)?.invariant ?? 'another, when it was played again', account },
  };
}
