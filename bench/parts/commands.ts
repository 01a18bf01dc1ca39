import { type ExecFileException, execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { markdownTable } from '../report/markdown-table.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

/** Scripts of package.json, how often each is run, and the seconds that it may take on two processors. */
const COMMANDS = [
  { name: 'synth', rounds: 5, goal: 0.5 },
  { name: 'policy', rounds: 5, goal: 1 },
  { name: 'test', rounds: 1, goal: 120 },
] as const;

/** What a command took, in seconds: on the wall, and of all processors, where others that are at work count too. */
type Taken = { wall: number; processors: number };

/** Milliseconds that all processors have worked since the machine was started. */
const worked = (): number =>
  os.cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);

/** Bytes of output that are taken; all tests say a quarter of a million. */
const MOST_SAID = 16 * 1024 ** 2;

/** Runs a script of a package.json in `cwd`. Throws with the end of what it says where it fails. */
export async function runScript(name: string, cwd = '.'): Promise<Taken> {
  const [started, before] = [performance.now(), worked()];
  await promisify(execFile)(process.execPath, ['--run', name], { cwd, maxBuffer: MOST_SAID }).catch(
    ({ code, stdout, stderr }: ExecFileException) => {
      throw new Error(
        `Expected npm run ${name} to pass but it ended with ${code}: ${`${stdout}${stderr}`.slice(-2000)}`,
      );
    },
  );
  return { wall: (performance.now() - started) / 1000, processors: (worked() - before) / 1000 };
}

/** How long the project's own commands take without the start of npm, and how busy they keep the processors meanwhile. */
export async function benchCommands({ options, write }: Bench): Promise<void> {
  const rows: string[][] = [];
  for (const { name, rounds, goal } of COMMANDS) {
    const taken: Taken[] = [];
    for (let round = 0; round < (options.isQuick ? 1 : rounds); round++) taken.push(await runScript(name));
    const [wall, processors] = [median(taken.map((each) => each.wall)), median(taken.map((each) => each.processors))];
    const busy = processors / wall / os.availableParallelism();
    rows.push([name, wall.toFixed(1), processors.toFixed(1), `${(busy * 100).toFixed(0)} %`, String(goal)]);
  }
  write(markdownTable(['Script, seconds', 'wall', 'of a processor', 'busy', 'goal'], rows));
}
