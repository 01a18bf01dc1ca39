import fc from 'fast-check';
import type { File } from './files.ts';
import type { SearchedFunction } from './function.ts';
import type { Broken } from './invariants.ts';
import { judge } from './play.ts';
import { SCHEDULES, type Schedule } from './schedule.ts';

/** What a search came to; `found` is the simplest schedule that breaks something. */
export type Searched = { runs: number; seconds: number; found?: { invariant: string; account: string } };

export type SearchOptions = {
  among: keyof typeof SCHEDULES;
  runs: number;
  seed: number;
  shrink: boolean;
  /** The invariants to break; without it, any. */
  breaks?: readonly string[];
};

/** From the first schedule that breaks something on; a long one has thousands of simpler ones. */
const SHRINK_MILLISECONDS = 30_000;

/** What is broken, then the schedule as it happened. */
const accountOf = (schedule: Schedule, broken: readonly string[], trace: readonly string[]): string =>
  [
    ...broken,
    '',
    ...trace.map((line, at) => `${String(at + 1).padStart(3)} ${line}`),
    '',
    JSON.stringify(schedule),
  ].join('\n');

/** The SDK makes an error of every object that is not there, and a fifth of a search went into where it was made. */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Plays `runs` schedules against a function, until one breaks an invariant. */
export async function search(
  fn: SearchedFunction,
  files: readonly File[],
  { among, runs, seed, shrink, breaks }: SearchOptions,
): Promise<Searched> {
  const started = performance.now();
  let until = Number.POSITIVE_INFINITY;
  const isWanted = ({ invariant }: Broken): boolean => breaks?.includes(invariant) ?? true;
  const property = fc.asyncProperty(SCHEDULES[among], async (schedule) => {
    if (performance.now() > until) return true;
    const { broken } = await judge(schedule, fn, files);
    const isBroken = broken.some(isWanted);
    if (isBroken) until = Math.min(until, performance.now() + SHRINK_MILLISECONDS);
    return !isBroken;
  });
  const result = await withoutStacks(async () => fc.check(property, { numRuns: runs, seed, endOnFailure: !shrink }));
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
