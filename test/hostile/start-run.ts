import assert from 'node:assert/strict';
import { after } from 'node:test';
import { startBuckets } from '../handler/buckets.ts';
import { ENVIRONMENT } from '../handler/environment.ts';
import { assertQuarters } from '../handler/image/renderings.ts';
import { drawJpeg } from '../pictures.ts';
import { type FunctionPool, startFunctionPool } from './function-pool.ts';
import { pixelsOf } from './judge.ts';
import { type Buckets, observe } from './observe.ts';

export type Run = {
  buckets: Buckets;
  pool: FunctionPool;
  /** A good upload, and the pixels of what the function makes of it when it is alone. */
  good: Buffer;
  goodPixels: Buffer;
};

/** As in the template's defaults. */
const BOX = { IMAGE_WIDTH: '800', IMAGE_HEIGHT: '600' };

/** In how many processes the function runs at a time. */
export const PROCESSES = 2;

const ends: (() => unknown)[] = [];
after(async () => {
  for (const end of ends.reverse()) await end();
});

async function startRun(): Promise<Run> {
  const buckets = await startBuckets({ after: (end) => ends.push(end as () => unknown) });
  const pool = await startFunctionPool({ ...ENVIRONMENT, ...BOX, LOG_LEVEL: 'INFO' }, buckets.url, PROCESSES);
  ends.push(() => pool.close());
  const good = await drawJpeg({ width: 320, height: 240 });
  const alone = await observe('alone', [{ name: '.jpg', bytes: good }], buckets, pool);
  const goodOutput = alone.results[0]?.outputs[0]?.bytes;
  assert.ok(goodOutput, `Expected a good upload to be processed but received ${JSON.stringify(alone)}`);
  await assertQuarters(goodOutput);
  return { buckets, pool, good, goodPixels: await pixelsOf(goodOutput) };
}

let shared: Promise<Run> | undefined;

/** Buckets, and the function in up to PROCESSES processes: one run for all tests of a process, which it ends with. */
export function startedRun(): Promise<Run> {
  shared ??= startRun();
  return shared;
}
