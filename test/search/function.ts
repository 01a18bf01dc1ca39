import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Deadline } from '../../src/handler/settings/deadline.ts';
import { ENVIRONMENT } from '../handler/environment.ts';
import { record } from '../handler/handling.ts';
import { createDecoders } from './decoders.ts';
import type { File } from './files.ts';
import type { HandlerCopy } from './handler-copy.ts';
import { own } from './owners.ts';
import { createScheduledS3 } from './s3-calls.ts';
import { crash, type Environment, type Invocation, type Try, type World } from './world.ts';

/** The function of one copy of the handler: starts processes and invocations in a world. */
export type SearchedFunction = {
  invoke(world: World, tries: readonly Try[]): void;
  /** Resolves when everything that goes on by itself has come to rest; `isThorough` where nobody knows what that is. */
  rest(isThorough?: boolean): Promise<void>;
};

/** Of the event loop: the SDK and Node's streams take one. */
const [FEW_TURNS, MANY_TURNS] = [2, 20];

/** So small that tiny pictures are scaled. */
const BOX = { ...ENVIRONMENT, IMAGE_WIDTH: '4', IMAGE_HEIGHT: '3', LOG_LEVEL: 'ERROR' };

export const settingsOf = (handler: HandlerCopy) => handler.readEnvironment(BOX);

export async function createFunction(handler: HandlerCopy, files: readonly File[]): Promise<SearchedFunction> {
  const settings = settingsOf(handler);
  const log = handler.createLog(settings.logLevel, () => undefined);
  const s3 = createScheduledS3();
  const decoders = await createDecoders(handler, settings.renditions[0], files);
  // The SDK reads its configuration at the first call. This one is of nobody, and fails.
  const { signal: abortSignal } = new AbortController();
  await s3.send(new HeadBucketCommand({ Bucket: 'any' }), { abortSignal }).catch(() => undefined);

  function startEnvironment(world: World): Environment {
    const name = `process ${world.environments.length + 1}`;
    const context = handler.createContext({ settings, s3, isCustomEndpoint: false, write: () => undefined, entry: '' });
    const environment: Environment = { name, context, isAlive: true, isBusy: false, overdue: 0 };
    environment.context = {
      ...context,
      maxReceiveCount: world.schedule.maxReceiveCount,
      here: decoders.here(environment),
      prepareIsolated: decoders.isolated(),
    };
    world.environments.push(environment);
    return environment;
  }

  function startInvocation(world: World, tries: readonly Try[]): Invocation {
    const environment =
      world.environments.findLast(({ isAlive, isBusy }) => isAlive && !isBusy) ?? startEnvironment(world);
    environment.isBusy = true;
    const invocation: Invocation = {
      name: `invocation ${world.invocations.length + 1}`,
      environment,
      tries,
      controller: new AbortController(),
      mayStart: true,
      state: 'running',
      failed: new Set(),
    };
    world.invocations.push(invocation);
    const batch = tries.map(({ message, receiveCount }) => `${message.id} (${receiveCount})`).join(', ');
    world.trace.push(`${invocation.name} in ${environment.name} gets ${batch}`);
    return invocation;
  }

  return {
    invoke(world, tries) {
      const invocation = startInvocation(world, tries);
      const { signal } = invocation.controller;
      const { signal: lastSignal } = new AbortController();
      for (const each of [signal, lastSignal]) own(each, { world, invocation });
      const deadline: Deadline = {
        mayStart: () => invocation.mayStart,
        signal,
        lastSignal,
        imageMilliseconds: 10_000,
        end: () => undefined,
      };
      const records = tries.map(({ message, receiveCount }) => record(message.id, message.body, receiveCount));
      handler.handleBatch(records, deadline, log, invocation.environment.context).then(
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
    async rest(isThorough = false) {
      const least = isThorough ? MANY_TURNS : FEW_TURNS;
      for (let turns = 0; turns < least || decoders.isBusy(); turns++) await new Promise(setImmediate);
    },
  };
}
