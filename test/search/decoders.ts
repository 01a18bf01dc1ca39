import { createHash } from 'node:crypto';
import type { Context } from '../../src/handler/batch/context.ts';
import type { Prepare, Prepared } from '../../src/handler/image/prepare.ts';
import type { Deadline } from '../../src/handler/settings/deadline.ts';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { LIMITS } from '../handler/environment.ts';
import type { File } from './files.ts';
import type { HandlerCopy } from './handler-copy.ts';
import { abortError, never, type Owner, ownerOf, wait } from './owners.ts';
import { crash, type Environment } from './world.ts';

/** What decodes in a process of the function, and beside it. */
export type Decoders = {
  here(environment: Environment): Context['here'];
  isolated(): Prepare;
  /** True while something is decoded for real. */
  isBusy(): boolean;
};

type Made = Prepared & { renditions: ReturnType<Prepared['render']> };

const UNHURRIED: Deadline = {
  mayStart: () => true,
  signal: new AbortController().signal,
  lastSignal: new AbortController().signal,
  imageMilliseconds: 10_000,
  end: () => undefined,
};

/**
 * The handler's own decoding, which the schedule lets go on step by step. What a file becomes depends on nothing else, so
 * it is made once, for real, and given again. Files that crash or stop their decoder do so here.
 */
export async function createDecoders(
  handler: HandlerCopy,
  options: RenderOptions,
  files: readonly File[],
): Promise<Decoders> {
  const known = new Map<string, Promise<Made>>();
  const { prepare } = handler.createPrepareHere(LIMITS);
  let busy = 0;

  function make(bytes: Buffer): Promise<Made> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const made = known.get(hash);
    if (made) return made;
    busy++;
    // A copy: pixels are put in order where they lie.
    const making = prepare(ownedBytes(Buffer.from(bytes)), [options], UNHURRIED).then(async (prepared) => {
      const renditions = prepared.render();
      await renditions.catch(() => undefined);
      return { ...prepared, renditions };
    });
    making.catch(() => undefined).finally(() => busy--);
    known.set(hash, making);
    return making;
  }

  const fileOf = (bytes: Buffer): Partial<File> =>
    files.find((file) => file.bytes.equals(bytes)) ?? { name: 'unknown bytes' };

  await Promise.all(files.map(({ bytes }) => make(bytes).catch(() => undefined)));
  return { here, isolated, isBusy: () => busy > 0 };

  /** libvips goes on past the deadline. */
  async function inProcess(environment: Environment, owner: Owner, name: string): Promise<void> {
    let isLate = false;
    await wait(owner, name, () => {
      environment.overdue++;
      isLate = true;
    });
    if (isLate) environment.overdue--;
  }

  function here(environment: Environment): Context['here'] {
    return {
      isStuck: () => environment.overdue > 0,
      async prepare(upload, _, { signal }) {
        signal.throwIfAborted();
        const bytes = upload.take().read();
        const owner = ownerOf(signal);
        const file = fileOf(bytes);
        await inProcess(environment, owner, `reads headers of ${file.name}`);
        if (file.kind === 'killer') {
          crash(owner.world, owner.invocation, ({ message, receiveCount }) =>
            receiveCount === 1 && message.uploads.some((upload) => upload.file === file) ? 'itself' : 'sibling',
          );
          return never();
        }
        const made = await make(bytes);
        return {
          ...made,
          // One whose decoder does not return may be as large as any.
          plan: file.kind === 'endless' ? { ...made.plan, work: LIMITS.workInFlight } : made.plan,
          async render() {
            signal.throwIfAborted();
            await inProcess(environment, owner, `renders ${file.name}`);
            if (file.kind !== 'endless') return made.renditions;
            if (signal.aborted) environment.overdue++;
            else signal.addEventListener('abort', () => environment.overdue++, { once: true });
            return never();
          },
        };
      },
    };
  }

  /**
   * As prepare-isolated.ts takes its turns and ends at the deadline. No process is started: what would be said of one that
   * crashed or did not return is said at once.
   */
  function isolated(): Prepare {
    const turns = handler.createBudget(1);
    return (upload, _, { signal }) =>
      new Promise((resolve, reject) => {
        const work = async (): Promise<void> => {
          signal.throwIfAborted();
          const bytes = upload.take().read();
          const file = fileOf(bytes);
          const step = (what: string) => wait(ownerOf(signal), what, (end) => end(abortError()));
          await step(`isolates ${file.name}`);
          if (file.kind === 'killer' || file.kind === 'endless') {
            throw new handler.PermanentError(file.code ?? 'CRASHED', `Expected ${file.name} to be decoded`);
          }
          const made = await make(bytes);
          const render = async () => {
            await step(`renders ${file.name} in isolation`);
            return made.renditions;
          };
          await new Promise<void>((close) => {
            signal.addEventListener('abort', () => close(), { once: true });
            resolve({ ...made, render, close });
          });
        };
        turns.use(1, work).catch(reject);
      });
  }
}
