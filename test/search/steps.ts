import type { SearchedFunction } from './function.ts';
import { makeMove } from './uploader.ts';
import { giveBack, type Invocation, type Message, type Op, type Try, type World } from './world.ts';

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
export function settle(world: World, invocation: Invocation, isLost: boolean): void {
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
