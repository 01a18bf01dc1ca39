import type { Choice } from './schedule.ts';
import { settle } from './steps.ts';
import { crash, type Op, running, strike, triesOf, type World } from './world.ts';

/** So that a schedule ends. */
const MOST_MESSAGES = 12;

const byChance = () => 'chance' as const;

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
      const invocation = pick(running(world), at);
      if (invocation && !invocation.controller.signal.aborted) strike(world, invocation, byChance);
      return;
    }
    case 'close': {
      const invocation = pick(running(world), at);
      if (!invocation?.mayStart) return;
      world.trace.push(`${invocation.name} is near its deadline`);
      invocation.mayStart = false;
      for (const attempt of invocation.tries)
        attempt.mishaps.push({ what: 'near the deadline', blame: 'chance', leavesReport: true });
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
      if (message === undefined || world.messages.length >= MOST_MESSAGES) return;
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
      const { method, key } = op.call;
      if (method === 'HEAD' && choice.fault === '403') world.unwatched.add(key);
      if (isBearable(method, choice.fault)) return;
      for (const attempt of triesOf(op.invocation, op.call)) {
        attempt.mishaps.push({ what: choice.fault, blame: 'chance', leavesReport: method === 'GET' });
      }
    }
  }
}
