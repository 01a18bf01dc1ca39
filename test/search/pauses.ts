/** Takes the place of node:timers/promises in a copy of the handler. */

/** Who waits on behalf of a signal. */
export const waiters = new WeakMap<AbortSignal, () => Promise<void>>();

/** Waits for the schedule instead of for the time. */
export async function setTimeout(_: number, __: unknown, { signal }: { signal: AbortSignal }): Promise<void> {
  const wait = waiters.get(signal);
  if (wait === undefined) throw new Error('Expected a pause of an invocation but received one of nobody');
  await wait();
}
