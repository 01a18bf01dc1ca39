import type { Context } from '../../src/handler/batch/context.ts';
import { renditionKeys, reportKey } from '../../src/handler/s3/object-key.ts';
import type { File } from './files.ts';
import { createMemoryS3, type MemoryS3, type S3Call } from './memory-s3.ts';
import type { Fault, Schedule } from './schedule.ts';

/** One version of a key. */
export type Upload = {
  name: string;
  key: string;
  versionId: string;
  sequencer: string;
  file: File;
  /** Its own user metadata. */
  owner: string;
  /** Deleted for good. */
  isGone: boolean;
};

/** One message of the image queue, and each time that it was received. */
export type Message = {
  id: string;
  body: string;
  uploads: readonly Upload[];
  /** No event at all: it has to end in the dead-letter queue. */
  isJunk: boolean;
  state: 'waiting' | 'taken' | 'deleted' | 'dead';
  tries: Try[];
};

/** Whose fault it is that a try may fail: of chance, of another upload's file, or of its own. */
export type Blame = 'chance' | 'sibling' | 'itself';

export type Try = {
  message: Message;
  /** From 1. */
  receiveCount: number;
  /** `leavesReport` where the handler can still write one. */
  mishaps: { what: string; blame: Blame; leavesReport?: boolean }[];
  /** What the handler said of it. */
  said?: 'done' | 'failed';
};

/** A process of the function. */
export type Environment = { name: string; context: Context; isAlive: boolean; isBusy: boolean; overdue: number };

export type Invocation = {
  name: string;
  environment: Environment;
  tries: readonly Try[];
  controller: AbortController;
  mayStart: boolean;
  state: 'running' | 'answered' | 'over';
  /** Message ids that failed. */
  failed: ReadonlySet<string>;
};

/** Something that can go on. */
export type Op = { name: string; invocation?: Invocation; call?: S3Call; fault?(kind: Fault): void; go(): void };

/** An event that S3 has not delivered yet. */
export type PendingEvent = { uploads: Upload[]; records?: unknown[]; body(): string; isJunk: boolean };

/** All that there is at one moment of a schedule. */
export type World = {
  schedule: Schedule;
  files: readonly File[];
  s3: MemoryS3;
  uploads: Upload[];
  /** How many of the schedule's moves are done. */
  moved: number;
  events: PendingEvent[];
  messages: Message[];
  environments: Environment[];
  invocations: Invocation[];
  ops: Op[];
  trace: string[];
  /** Keys of the processed bucket that were said to be absent, or written when nobody waited for it any more. */
  unwatched: Set<string>;
  /** What was seen to be wrong on the way. */
  broken: { invariant: string; what: string }[];
};

export const UPLOADS = 'uploads';
export const PROCESSED = 'processed';

export const createWorld = (schedule: Schedule, files: readonly File[]): World => ({
  schedule,
  files,
  s3: createMemoryS3(),
  uploads: [],
  moved: 0,
  events: [],
  messages: [],
  environments: [],
  invocations: [],
  ops: [],
  trace: [],
  unwatched: new Set(),
  broken: [],
});

/** Keys that the objects of an upload may have in the processed bucket. */
export const keysFor = (key: string): string[] => [...renditionKeys(key), reportKey(key)];

/** Which tries of an invocation make a call. Two versions of a key in one batch cannot be told apart in the processed bucket. */
export const triesOf = ({ tries }: Invocation, call: S3Call): Try[] =>
  tries.filter(({ message }) =>
    message.uploads.some(({ key, versionId }) =>
      call.bucket === UPLOADS ? key === call.key && versionId === call.versionId : keysFor(key).includes(call.key),
    ),
  );

export const running = ({ invocations }: World): Invocation[] => invocations.filter(({ state }) => state === 'running');

/** Ends the process of an invocation in the middle. What it has sent may still reach S3. */
export function crash(world: World, invocation: Invocation, blame: (attempt: Try) => Blame): void {
  world.trace.push(`${invocation.name} crashes`);
  invocation.state = 'over';
  invocation.environment.isAlive = false;
  for (const attempt of invocation.tries) {
    attempt.mishaps.push({ what: 'crash', blame: blame(attempt) });
    giveBack(invocation, attempt);
  }
  world.ops = world.ops.filter((op) => op.invocation !== invocation || isUnderWay(op));
}

/** What was sent to change something reaches S3 sometime, though nobody waits for its answer any more. */
export const isUnderWay = ({ call }: Op): boolean => call?.method === 'PUT' || call?.method === 'DELETE';

/** The message can be received again, unless it has been already. */
export function giveBack({ tries }: Invocation, attempt: Try): void {
  const { message } = attempt;
  if (tries.includes(attempt) && message.tries.at(-1) === attempt && message.state === 'taken') {
    message.state = 'waiting';
  }
}

/** The time of an invocation is over. */
export function strike(world: World, invocation: Invocation, blame: (attempt: Try) => Blame): void {
  world.trace.push(`${invocation.name} is at its deadline`);
  invocation.mayStart = false;
  for (const attempt of invocation.tries) attempt.mishaps.push({ what: 'deadline', blame: blame(attempt) });
  invocation.controller.abort();
}
