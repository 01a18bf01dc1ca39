import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../../../src/local/deploy/plan.ts';
import { type LocalFunction, startFunction } from '../../../../src/local/lambda/function.ts';
import { type Recording, startRecorder } from '../../../../src/local/metrics/recording.ts';
import type { Recordings } from './recordings.ts';

/** Of the function that only waits. */
export const WAITING = { timeoutSeconds: 1, waitMilliseconds: 950, reservedConcurrency: 2 };

const WAITING_HANDLER = `export const handler = (event) => new Promise((resolve) => setTimeout(resolve, event.wait));`;

/** Lambda with a function that waits as long as it is told to. */
export async function recordWaiting(plan: Plan): Promise<Pick<Recordings, 'slow' | 'busy' | 'throttled'>> {
  const folder = await mkdtemp(join(tmpdir(), 'waiting-'));
  const bundle = join(folder, 'index.mjs');
  await writeFile(bundle, WAITING_HANDLER);
  const lambda = Object.values(plan.resources).find(({ Type }) => Type === 'AWS::Lambda::Function');
  async function record(act: (local: LocalFunction) => Promise<unknown>): Promise<Recording> {
    const recorder = startRecorder();
    const local = startFunction({
      ...{ name: String(lambda?.Properties['FunctionName']), bundle, exportName: 'handler', variables: {} },
      ...{ memoryMebibytes: 512, log: recorder.log, publish: recorder.publish },
      ...{ timeoutSeconds: WAITING.timeoutSeconds, reservedConcurrency: WAITING.reservedConcurrency },
    });
    await act(local);
    await local.close();
    return recorder.recording();
  }
  const invoke = (local: LocalFunction, count: number) =>
    Promise.all(Array.from({ length: count }, () => local.invoke({ wait: 0 })));
  try {
    return {
      slow: await record((local) => local.invoke({ wait: WAITING.waitMilliseconds })),
      busy: await record((local) => invoke(local, WAITING.reservedConcurrency)),
      throttled: await record((local) => invoke(local, WAITING.reservedConcurrency + 1)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
