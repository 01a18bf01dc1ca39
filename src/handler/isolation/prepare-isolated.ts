import type { OwnedBytes } from '../../shared/owned-bytes.ts';
import { PassingError, PermanentError } from '../errors/coded-errors.ts';
import type { Prepare, Prepared } from '../image/prepare.ts';
import { createBudget } from '../settings/budget.ts';
import { CHILD_BYTES, type Limits } from '../settings/limits.ts';
import { type Child, startChild } from './child-process.ts';
import { type Answer, createReader, type HeaderAnswer, type RenditionsAnswer } from './child-protocol.ts';

/** Bytes of one rendition. The largest box has none of more. */
const MAX_RENDITION = 128 * 2 ** 20;

/**
 * Prepares in a process of its own, started from the file `entry`: a decoder that crashes, takes all memory or never
 * returns takes only that process with it. One at a time, since each has a copy of the upload. Throws CRASHED and
 * TIMED_OUT besides.
 */
export function createPrepareIsolated(entry: string, limits: Limits): Prepare {
  const turns = createBudget(1);
  return (upload, renditions, deadline) =>
    new Promise((resolve, reject) => {
      const work = async (): Promise<void> => {
        deadline.signal.throwIfAborted();
        const bytes = upload.take();
        const { length } = bytes.read();
        const order = { bytes: length, renditions, limits, milliseconds: deadline.imageMilliseconds };
        const child = startChild(entry, order, deadline);
        try {
          const prepared = await talk(child, bytes, length);
          // The turn ends when the image is closed, or with the invocation, whatever the image still waits for.
          await new Promise<void>((close) => {
            deadline.signal.addEventListener('abort', () => close(), { once: true });
            resolve({ ...prepared, close });
          });
        } finally {
          child.end();
        }
      };
      turns.use(1, work).catch(reject);
    });
}

async function talk(child: Child, bytes: OwnedBytes, length: number): Promise<Omit<Prepared, 'close'>> {
  const output = createReader(child.output);
  const { picture, plan } = await child
    .within(async () => {
      await child.send(bytes.read());
      bytes.free(); // the child has a copy
      return JSON.parse(await output.line()) as HeaderAnswer;
    })
    .then(settle);
  return {
    picture,
    plan: { ...plan, cost: plan.cost + CHILD_BYTES + length },
    async render() {
      const { answer, made } = await child.within(async () => {
        await child.send(Buffer.from('\n'));
        const answer = JSON.parse(await output.line()) as RenditionsAnswer;
        const made: Buffer[] = [];
        for (const { length: expected } of 'value' in answer ? answer.value : []) {
          if (expected > MAX_RENDITION) throw new Error(`Expected a rendition but received ${expected} bytes`);
          made.push(await output.bytes(expected));
        }
        return { answer, made };
      });
      return settle(answer).map(({ length: _, ...rest }, at) => ({ ...rest, bytes: made[at] as Buffer }));
    },
  };
}

function settle<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value;
  const { permanent, passing = 'UNEXPECTED', message } = answer.failure;
  throw permanent === undefined ? new PassingError(passing, message) : new PermanentError(permanent, message);
}
