import { after } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Edit } from './handler-copy.ts';
import type { Schedule } from './schedule.ts';
import type { Searched, SearchOptions } from './search.ts';

/** A search of the handler as it is, or with `edits`. */
type Search = SearchOptions & { edits?: readonly Edit[] };

export type Question = { search: Search } | { courseOf: Schedule };
export type Answer = Searched | readonly string[] | Error;

function startSearchThread() {
  const thread = new Worker(new URL('./search-worker.ts', import.meta.url));

  /** One at a time. */
  const ask = (question: Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const end = (code: number): void =>
        reject(new Error(`Expected what a search came to but its thread ended with ${code}`));
      thread.removeAllListeners();
      thread.once('error', reject).once('exit', end);
      thread.once('message', (answer: Answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      thread.postMessage(question);
    });

  return {
    search: (options: Search) => ask({ search: options }) as Promise<Searched>,
    /** What happens in a schedule, in words. */
    courseOf: (schedule: Schedule) => ask({ courseOf: schedule }) as Promise<readonly string[]>,
    async end(): Promise<void> {
      thread.removeAllListeners();
      await thread.terminate();
    },
  };
}

let shared: ReturnType<typeof startSearchThread> | undefined;
after(() => shared?.end());

/**
 * Searches in a thread, where nothing follows each promise: node:test does, for a third of the time. One serves all tests of
 * a process, which it ends with.
 */
export function searchThread(): ReturnType<typeof startSearchThread> {
  shared ??= startSearchThread();
  return shared;
}
