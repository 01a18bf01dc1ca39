import { createHash } from 'node:crypto';
import type { Deadline } from '../../src/handler/deadline.ts';
import type { Desk } from '../../src/handler/desk.ts';
import type { Prepare, Prepared } from '../../src/handler/prepare.ts';
import { ENVIRONMENT } from '../handler/environment.ts';
import { record } from '../handler/handling.ts';
import type { File } from './files.ts';
import type { HandlerCopy } from './handler-copy.ts';
import { type S3Answer, s3Failure } from './memory-s3.ts';
import { waiters } from './pauses.ts';
import { type Answered, createS3Client } from './s3-client.ts';
import { crash, type Environment, type Invocation, isUnderWay, type Op, type Try, type World } from './world.ts';

/** The function of one copy of the handler: starts processes and invocations in a world. */
export type SearchedFunction = {
  invoke(world: World, tries: readonly Try[]): void;
  /** Resolves when everything that could go on by itself has come to rest. */
  rest(): Promise<void>;
};

/** Who a signal belongs to. */
type Owner = { world: World; invocation: Invocation };

const BOX = { ...ENVIRONMENT, IMAGE_WIDTH: '4', IMAGE_HEIGHT: '3', LOG_LEVEL: 'ERROR' };

const abortError = (): Error => Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
const never = <T>(): Promise<T> => new Promise(() => undefined);

export const settingsOf = (handler: HandlerCopy) => handler.readEnvironment(BOX);

export function createFunction(handler: HandlerCopy, files: readonly File[]): SearchedFunction {
  const settings = settingsOf(handler);
  const log = handler.createLog(settings.logLevel, () => undefined);
  const owners = new WeakMap<AbortSignal, Owner>();
  const ownerOf = (signal: AbortSignal): Owner => {
    const owner = owners.get(signal);
    if (owner === undefined) throw new Error('Expected the signal of an invocation but received another');
    return owner;
  };

  /** An operation of the world that resolves when it may go on. `onAbort` is told of the deadline while it waits. */
  function wait({ world, invocation }: Owner, name: string, onAbort: (reject: (error: Error) => void) => void) {
    return new Promise<void>((resolve, reject) => {
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

  const s3 = createS3Client((call, signal) => {
    const { world, invocation } = ownerOf(signal);
    if (invocation.state !== 'running') return never();
    const name = `${invocation.name} ${call.method} ${call.bucket}/${shorten(call.key)}${call.versionId ? ` ${call.versionId.replace(/^v0*/, 'v')}` : ''}`;
    return new Promise<Answered>((resolve, reject) => {
      const drop = (op: Op): void => {
        world.ops = world.ops.filter((each) => each !== op);
      };
      const answer = (answered: Answered, what: string): void => {
        if (invocation.state !== 'running' || signal.aborted) return;
        const op: Op = { name: `${name} → ${what}`, invocation, go: () => resolve(answered) };
        world.ops.push(op);
        signal.addEventListener('abort', () => drop(op), { once: true });
      };
      const reset = (): void => {
        if (invocation.state === 'running')
          reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'Error' }));
      };
      const request: Op = {
        name,
        invocation,
        call,
        go() {
          const answered = world.s3.answer(call);
          answer(answered, describe(answered));
        },
        fault(fault) {
          if (fault === 'reset') return reset();
          if (fault === 'lost answer') {
            world.s3.answer(call);
            return reset();
          }
          if (fault === 'cut body' || fault === 'broken body') {
            const answered = world.s3.answer(call);
            return answer({ ...answered, ...(fault === 'cut body' ? { isCut: true } : { isReset: true }) }, fault);
          }
          const failure = s3Failure(Number(fault), CODES[fault] ?? 'InternalError');
          answer(call.method === 'HEAD' ? { ...failure, body: Buffer.alloc(0) } : failure, fault);
        },
      };
      world.ops.push(request);
      signal.addEventListener(
        'abort',
        () => {
          if (!isUnderWay(request)) drop(request);
          reject(abortError());
        },
        { once: true },
      );
    });
  });

  // What a file becomes depends on nothing else: it is made once, for real.
  const made = new Map<string, Promise<Prepared & { rendition: ReturnType<Prepared['render']> }>>();
  let busy = 0;
  const { prepare } = handler.createPrepareHere();
  const workFor: Deadline = {
    mayStart: () => true,
    signal: new AbortController().signal,
    imageMilliseconds: 10_000,
    end: () => undefined,
  };
  function make(bytes: Buffer) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = made.get(hash);
    if (known) return known;
    busy++;
    const making = prepare(bytes, settings.render, workFor).then(async (prepared) => {
      const rendition = prepared.render();
      await rendition.catch(() => undefined);
      return { ...prepared, rendition };
    });
    making.catch(() => undefined).finally(() => busy--);
    made.set(hash, making);
    return making;
  }
  const fileOf = (bytes: Buffer): File | undefined => files.find((file) => file.bytes.equals(bytes));

  function createHere(environment: Environment): { prepare: Prepare; isStuck: () => boolean } {
    const overdue = async (owner: Owner, name: string): Promise<void> => {
      let isLate = false;
      await wait(owner, name, () => {
        environment.overdue++;
        isLate = true;
      });
      if (isLate) environment.overdue--;
    };
    return {
      isStuck: () => environment.overdue > 0,
      async prepare(bytes, _, { signal }) {
        signal.throwIfAborted();
        const owner = ownerOf(signal);
        const file = fileOf(bytes);
        await overdue(owner, `reads headers of ${file?.name ?? 'unknown bytes'}`);
        if (file?.kind === 'killer') {
          crash(owner.world, owner.invocation, ({ message, receiveCount }) =>
            receiveCount === 1 && message.uploads.some((upload) => upload.file === file) ? 'itself' : 'sibling',
          );
          return never();
        }
        if (file?.kind === 'endless') {
          signal.addEventListener('abort', () => environment.overdue++, { once: true });
          return never();
        }
        const prepared = await make(bytes);
        return {
          ...prepared,
          async render() {
            signal.throwIfAborted();
            await overdue(owner, `renders ${file?.name ?? 'unknown bytes'}`);
            return prepared.rendition;
          },
        };
      },
    };
  }

  /** As the real one takes its turns; the process is left out, and what it would say of a killer is said for it. */
  function createIsolated(): Prepare {
    const turns = handler.createBudget(1);
    return (bytes, _, { signal }) =>
      new Promise((resolve, reject) => {
        const work = async (): Promise<void> => {
          signal.throwIfAborted();
          const owner = ownerOf(signal);
          const file = fileOf(bytes);
          const name = file?.name ?? 'unknown bytes';
          const isolated = (what: string) => wait(owner, what, (end) => end(abortError()));
          await isolated(`isolates ${name}`);
          if (file?.kind === 'killer' || file?.kind === 'endless') throw new handler.PermanentError(file.code, name);
          const prepared = await make(bytes);
          const render = async () => {
            await isolated(`renders ${name} in isolation`);
            return prepared.rendition;
          };
          await new Promise<void>((close) => resolve({ ...prepared, render, close }));
        };
        turns.use(1, work).catch(reject);
      });
  }

  function startEnvironment(world: World): Environment {
    const name = `process ${world.environments.length + 1}`;
    const desk = handler.createDesk({ settings, s3, isForeign: false, write: () => undefined, entry: '' });
    const environment: Environment = { name, desk, isAlive: true, isBusy: false, overdue: 0 };
    const workshop: Desk['workshop'] = {
      ...desk.workshop,
      here: createHere(environment),
      prepareIsolated: createIsolated(),
    };
    environment.desk = { ...desk, workshop };
    world.environments.push(environment);
    return environment;
  }

  return {
    invoke(world, tries) {
      const environment =
        world.environments.findLast(({ isAlive, isBusy }) => isAlive && !isBusy) ?? startEnvironment(world);
      environment.isBusy = true;
      const controller = new AbortController();
      const invocation: Invocation = {
        name: `invocation ${world.invocations.length + 1}`,
        environment,
        tries,
        controller,
        mayStart: true,
        state: 'running',
        failed: new Set(),
      };
      world.invocations.push(invocation);
      const batch = tries.map(({ message, receiveCount }) => `${message.id} (${receiveCount})`).join(', ');
      world.trace.push(`${invocation.name} in ${environment.name} gets ${batch}`);
      const { signal } = controller;
      const owner = { world, invocation };
      owners.set(signal, owner);
      waiters.set(signal, () => wait(owner, 'pauses', (end) => end(abortError())));
      const deadline: Deadline = {
        mayStart: () => invocation.mayStart,
        signal,
        imageMilliseconds: 10_000,
        end: () => undefined,
      };
      const records = tries.map(({ message, receiveCount }) => record(message.id, message.body, receiveCount));
      handler.handleBatch(records, deadline, log, environment.desk).then(
        ({ batchItemFailures }) => {
          if (invocation.state !== 'running') return;
          invocation.failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
          invocation.state = 'answered';
        },
        (error: unknown) => {
          world.broken.push({ invariant: 'the handler always answers', what: String(error) });
          crash(world, invocation, () => 'chance');
        },
      );
    },
    async rest() {
      for (let turns = 0; turns < 2 || busy > 0; turns++) await new Promise(setImmediate);
    },
  };
}

const CODES: Readonly<Record<string, string>> = {
  503: 'SlowDown',
  403: 'AccessDenied',
  409: 'ConditionalRequestConflict',
  412: 'PreconditionFailed',
};

const shorten = (key: string): string => (key.length > 50 ? `${key.slice(0, 20)}…` : key);
const describe = ({ status }: S3Answer): string => String(status);
