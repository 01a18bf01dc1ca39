import type { SearchedFunction } from './function.ts';
import type { Choice } from './schedule.ts';
import { makeMove } from './uploader.ts';
import {
  crash,
  giveBack,
  type Invocation,
  type Message,
  type Op,
  running,
  strike,
  type Try,
  triesOf,
  type World,
} from './world.ts';

const byChance = () => 'chance' as const;

/** Receives messages as SQS does: who was received too often goes to the dead-letter queue instead. */
function receive(world: World, wanted: readonly Message[], invoke: SearchedFunction['invoke']): void {
  const tries: Try[] = [];
  for (const message of wanted) {
    if (message.tries.length >= world.schedule.maxReceiveCount) {
      message.state = 'dead';
      world.trace.push(`${message.id} goes to the dead-letter queue`);
      continue;
    }
    const attempt: Try = { message, receiveCount: message.tries.length + 1, mishaps: [] };
    message.state = 'taken';
    message.tries.push(attempt);
    tries.push(attempt);
  }
  if (tries.length > 0) invoke(world, tries);
}

/** Deletes what the function did and lets the rest come back, as an event source mapping does. */
function settle(world: World, invocation: Invocation, isLost: boolean): void {
  const { name, tries, failed, environment } = invocation;
  invocation.state = 'over';
  environment.isBusy = false;
  const failures = tries.filter(({ message }) => failed.has(message.id)).map(({ message }) => message.id);
  const lost = isLost ? ', and its messages are not deleted' : '';
  world.trace.push(`${name} answers${failures.length > 0 ? ` with failures ${failures.join(', ')}` : ''}${lost}`);
  for (const attempt of tries) {
    const { message } = attempt;
    attempt.said = failed.has(message.id) ? 'failed' : 'done';
    if (isLost) attempt.mishaps.push({ what: 'lost delete', blame: 'chance' });
    if (isLost || attempt.said === 'failed') giveBack(invocation, attempt);
    else if (message.tries.at(-1) === attempt && message.state !== 'dead') message.state = 'deleted';
  }
}

function deliver(world: World, at: number): void {
  const [event] = world.events.splice(at, 1);
  if (event === undefined) return;
  const id = `message ${world.messages.length + 1}`;
  const { uploads, isJunk } = event;
  const of = uploads.map(({ name }) => name).join(', ');
  world.trace.push(`${id} is sent${of && ` of ${of}`}`);
  world.messages.push({ id, body: event.body(), uploads: [...uploads], isJunk, state: 'waiting', tries: [] });
}

/** Everything that can go on, the most natural first. */
export function progress(world: World, { invoke }: SearchedFunction): Op[] {
  const { ops, invocations, messages, events, schedule } = world;
  const started: Op[] = ops.map((op) => ({
    ...op,
    go() {
      world.ops = world.ops.filter((each) => each !== op);
      world.trace.push(op.name);
      op.go();
    },
  }));
  const answers = invocations
    .filter(({ state }) => state === 'answered')
    .map((invocation): Op => ({ name: `${invocation.name} answers`, go: () => settle(world, invocation, false) }));
  const waiting = messages.filter(({ state }) => state === 'waiting');
  const busy = invocations.filter(({ state }) => state !== 'over').length;
  const batches =
    waiting.length === 0 ? [] : [waiting.slice(0, schedule.batchSize), ...waiting.slice(1).map((one) => [one])];
  const receipts =
    busy < schedule.concurrency
      ? batches.map((batch): Op => ({ name: 'receive', go: () => receive(world, batch, invoke) }))
      : [];
  const deliveries = events.map((_, at): Op => ({ name: 'deliver', go: () => deliver(world, at) }));
  const moves = world.moved < schedule.moves.length ? [{ name: 'move', go: () => makeMove(world) }] : [];
  return [...started, ...answers, ...receipts, ...deliveries, ...moves];
}

const pick = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];

/** A condition that is said not to hold, and an object that is said to be absent, are what the handler has to bear. */
const isBearable = (method: string, fault: string): boolean =>
  (method === 'PUT' && ['412', '409'].includes(fault)) || (method === 'HEAD' && fault === '403');

const canHappen = ({ call }: Op, fault: string): boolean =>
  call !== undefined &&
  (fault.endsWith('body') ? call.method === 'GET' : !['412', '409'].includes(fault) || call.method === 'PUT');

/** What goes wrong; nothing, where there is no chance. */
export function mishap(world: World, choice: Exclude<Choice, { do: 'go' }>): void {
  const { at } = choice;
  const running_ = running(world);
  switch (choice.do) {
    case 'crash': {
      const invocation = pick(
        world.invocations.filter(({ state }) => state !== 'over'),
        at,
      );
      if (invocation) crash(world, invocation, byChance);
      return;
    }
    case 'deadline': {
      const invocation = pick(running_, at);
      if (invocation && !invocation.controller.signal.aborted) strike(world, invocation, byChance);
      return;
    }
    case 'close': {
      const invocation = pick(running_, at);
      if (!invocation?.mayStart) return;
      world.trace.push(`${invocation.name} is near its deadline`);
      invocation.mayStart = false;
      for (const attempt of invocation.tries) attempt.mishaps.push({ what: 'near the deadline', blame: 'chance' });
      return;
    }
    case 'expire': {
      const message = pick(
        world.messages.filter(({ state }) => state === 'taken'),
        at,
      );
      if (message === undefined) return;
      world.trace.push(`${message.id} becomes visible again`);
      message.tries.at(-1)?.mishaps.push({ what: 'visible again', blame: 'chance' });
      message.state = 'waiting';
      return;
    }
    case 'duplicate': {
      const message = pick(world.messages, at);
      if (message === undefined || world.messages.length > 12) return;
      const id = `message ${world.messages.length + 1}`;
      world.trace.push(`${id} is sent, the same as ${message.id}`);
      world.messages.push({ ...message, id, state: 'waiting', tries: [] });
      return;
    }
    case 'lose delete': {
      const invocation = pick(
        world.invocations.filter(({ state }) => state === 'answered'),
        at,
      );
      if (invocation) settle(world, invocation, true);
      return;
    }
    case 'fault': {
      const op = pick(
        world.ops.filter((each) => canHappen(each, choice.fault)),
        at,
      );
      if (!op?.call || !op.invocation) return;
      world.ops = world.ops.filter((each) => each !== op);
      world.trace.push(`${op.name} meets ${choice.fault}`);
      op.fault?.(choice.fault);
      if (isBearable(op.call.method, choice.fault)) return;
      for (const attempt of triesOf(op.invocation, op.call)) {
        attempt.mishaps.push({ what: choice.fault, blame: 'chance' });
      }
    }
  }
}
