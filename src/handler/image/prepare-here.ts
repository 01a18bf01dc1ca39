import { release } from '../../shared/release.ts';
import type { Deadline } from '../settings/deadline.ts';
import type { Limits } from '../settings/limits.ts';
import { readUpload } from './picture.ts';
import type { Prepare } from './prepare.ts';
import { render } from './render.ts';
import { planRendition } from './rendition-plan.ts';

/**
 * Prepares in this process: at once, but what libvips does cannot be stopped from outside, and takes the process with
 * it. `isStuck` is true as long as work goes on past the deadline of its invocation: the decoder may never return, so
 * that later invocations had better not rely on this process.
 */
export function createPrepareHere(limits: Limits): { prepare: Prepare; isStuck: () => boolean } {
  let overdue = 0;

  async function watch<T>({ signal }: Deadline, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const onAbort = (): void => {
      overdue++;
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) overdue--;
    }
  }

  return {
    isStuck: () => overdue > 0,
    async prepare(upload, options, deadline) {
      const { picture, bytes } = await watch(deadline, () => readUpload(upload));
      if (bytes.buffer !== upload.buffer) release(upload);
      const plan = planRendition(picture, options, limits);
      return {
        picture,
        plan,
        render: () =>
          watch(deadline, () =>
            render(bytes, picture, plan, options, deadline.imageMilliseconds).finally(() => release(bytes)),
          ),
        close: () => undefined,
      };
    },
  };
}
