import type { File } from './files.ts';
import type { SearchedFunction } from './function.ts';
import { type Broken, brokenInvariants } from './invariants.ts';
import { mishap } from './mishaps.ts';
import type { Schedule } from './schedule.ts';
import { progress } from './steps.ts';
import { createWorld, running, strike, type Try, type World } from './world.ts';

/** Far above what any schedule takes. */
const MAX_STEPS = 3000;

/** Lets a schedule happen, and after its last choice all that is still to come without mishaps. */
export async function play(schedule: Schedule, fn: SearchedFunction, files: readonly File[]): Promise<World> {
  const world = createWorld(schedule, files);
  for (let step = 0; step < MAX_STEPS; step++) {
    const choice = schedule.choices[step];
    if (choice !== undefined && choice.do !== 'go') {
      mishap(world, choice);
    } else {
      let possible = progress(world, fn);
      if (possible.length === 0 && running(world).length > 0) {
        await fn.rest(true);
        possible = progress(world, fn);
      }
      const next = possible[(choice?.at ?? 0) % Math.max(1, possible.length)];
      if (next !== undefined) next.go();
      else if (!strikeEndless(world)) return world;
    }
    await fn.rest();
  }
  world.broken.push({ invariant: 'everything comes to rest', what: `after ${MAX_STEPS} steps it had not` });
  return world;
}

const hasEndless = ({ message }: Try): boolean => message.uploads.some(({ file }) => file.kind === 'endless');

/** Nothing goes on but the time. Only a decoder that does not return may have brought it to that. */
function strikeEndless(world: World): boolean {
  const [invocation] = running(world);
  if (invocation === undefined) return false;
  const { environment, tries, name } = invocation;
  if (invocation.controller.signal.aborted) {
    world.broken.push({ invariant: 'the handler answers at the deadline', what: name });
    return false;
  }
  if (environment.overdue === 0 && !tries.some(hasEndless)) {
    world.broken.push({ invariant: 'nothing waits for nothing', what: name });
  }
  strike(world, invocation, (attempt) => (attempt.receiveCount === 1 && hasEndless(attempt) ? 'itself' : 'sibling'));
  return true;
}

/** What is broken at the end of a schedule, and how it came to that. */
export async function judge(
  schedule: Schedule,
  fn: SearchedFunction,
  files: readonly File[],
): Promise<{ broken: readonly Broken[]; trace: readonly string[] }> {
  const world = await play(schedule, fn, files);
  return { broken: [...world.broken, ...brokenInvariants(world)], trace: world.trace };
}
