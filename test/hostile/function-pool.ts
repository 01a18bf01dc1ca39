import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleHandler } from '../../src/build/bundle.ts';
import type { Environment } from '../../src/handler/settings/environment.ts';
import { type FunctionProcess, type Invoked, type Limits, type Message, startProcess } from './function-process.ts';

export type FunctionPool = {
  /** Waits for a process that is free. */
  invoke(messages: readonly Message[], limits: Limits): Promise<Invoked>;
  close(): Promise<void>;
};

/** Inside the checkout, so that the bundle finds sharp. */
const DIST = path.join(import.meta.dirname, '../../dist/test');

/** Tells its process, for the memory to be looked up, and is the real bundle otherwise. */
const ENTRY = `
process.stdout.write(JSON.stringify({ pid: process.pid }) + '\\n');
export { handler } from './index.mjs';
`;

/** A process that still holds more is not used again: what it keeps would be counted as the next file's. */
const REUSED_BYTES = 200 * 2 ** 20;

/** Bundles the handler and runs it in up to `size` processes at a time, which are kept warm. */
export async function startFunctionPool(variables: Environment, s3Url: string, size: number): Promise<FunctionPool> {
  const directory = path.join(DIST, `hostile-${randomUUID()}`);
  const bundle = path.join(directory, 'entry.mjs');
  await mkdir(directory, { recursive: true });
  await bundleHandler({ outfile: path.join(directory, 'index.mjs') });
  await writeFile(bundle, ENTRY);
  const aws = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: s3Url,
  };
  const idle: FunctionProcess[] = [];
  const all = new Set<FunctionProcess>();
  const waiting: (() => void)[] = [];
  let running = 0;

  function take(): FunctionProcess {
    const warm = idle.pop();
    if (warm) return warm;
    const started = startProcess(bundle, { ...variables, ...aws });
    all.add(started);
    return started;
  }

  return {
    async invoke(messages, limits) {
      while (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
      running++;
      const taken = take();
      try {
        const invoked = await taken.invoke(messages, limits);
        if (taken.isAlive() && invoked.leftBytes <= REUSED_BYTES) idle.push(taken);
        else await taken.close();
        return invoked;
      } finally {
        running--;
        waiting.shift()?.();
      }
    },
    async close() {
      await Promise.all([...all].map((process) => process.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
