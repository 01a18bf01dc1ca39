import { waiters } from './pauses.ts';
import type { Invocation, World } from './world.ts';

/** Whose signal it is: everything that the handler does for an invocation carries it. */
export type Owner = { world: World; invocation: Invocation };

const owners = new WeakMap<AbortSignal, Owner>();

export const abortError = (): Error => Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });

export const never = <T>(): Promise<T> => new Promise(() => undefined);

export function own(signal: AbortSignal, owner: Owner): void {
  owners.set(signal, owner);
  waiters.set(signal, () => wait(owner, 'pauses', (end) => end(abortError())));
}

export function ownerOf(signal: AbortSignal): Owner {
  const owner = owners.get(signal);
  if (owner === undefined) throw new Error('Expected the signal of an invocation but received another');
  return owner;
}

/** Resolves when the schedule lets it go on. `onAbort` is told when the deadline comes while it waits. */
export function wait(
  { world, invocation }: Owner,
  name: string,
  onAbort: (reject: (error: Error) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const { signal } = invocation.controller;
    const stop = (): void => onAbort(reject);
    signal.addEventListener('abort', stop, { once: true });
    world.ops.push({
      name: `${invocation.name} ${name}`,
      invocation,
      go() {
        signal.removeEventListener('abort', stop);
        resolve();
      },
    });
  });
}
