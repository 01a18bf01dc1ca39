import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Which comes first: the end of `work`, or a timer of so many milliseconds that is set before the work begins. Timers of one
 * process fire in order, however busy the machine is; the time that passed on the wall says nothing.
 */
export async function isBefore<T>(
  milliseconds: number,
  work: () => Promise<T>,
): Promise<{ isBefore: boolean; result: T }> {
  const stop = new AbortController();
  const timer = sleep(milliseconds, 'timer', { signal: stop.signal }).catch(() => 'stopped');
  const working = work();
  const first = await Promise.race([timer, working.then(() => 'work')]);
  const result = await working;
  stop.abort();
  return { isBefore: first === 'work', result };
}

/** Milliseconds of a processor that the process takes for `work`. */
export function processorMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
