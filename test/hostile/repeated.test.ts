import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { fileOf } from './corpus.ts';
import type { HostileFile } from './hostile-file.ts';
import { judgeBatch } from './judge-batch.ts';
import { type Run, startedRun } from './start-run.ts';

/** What may end a process: it is refused by its headers, or ends one that is there for it alone. */
const DEADLY = [
  'bombs-bmp/rle8-end-8500000x8',
  'bombs-png/75000000x1',
  'bombs-png/1x75000000',
  'bombs-webp/three-hundred-thousand-frames',
];

/** What is processed at the first try: the second may be for the sake of others in its batch, and must not lose it. */
const HUNGRY = [
  ['bombs-gif/eighty-frames-of-1500x1500', 'bombs-webp/twenty-five-frames-of-1500x1500'],
  ['bombs-bmp/32-bit-alpha-3600x3600', 'bombs-gif/flat-6900x6900'],
  ['bombs-jpeg/progressive-5800x5800', 'bombs-png/interlaced-16-bit-alpha-5000x5000'],
  ['bombs-png/interlaced-8200x8200', 'bombs-webp/one-small-frame-on-6300x6300', 'sizes/jpeg-of-50-MiB'],
];

/** Milliseconds of an invocation: short for what does not end, so that it is stopped soon. */
const SOON = 12_000;
const IN_GOOD_TIME = 50_000;
const MAX_PROCESSOR_MILLISECONDS = 30_000;

describe('the bundled function with 512 MB at the second try of a message', {
  skip: !canMeasureMemory() && 'memory is measured in /proc',
}, () => {
  let run: Run;
  before(async () => {
    run = await startedRun();
  });

  async function faultsOf(
    names: readonly string[],
    timeoutMilliseconds: number,
    expected: HostileFile['expected'],
  ): Promise<string[]> {
    const limits = { timeoutMilliseconds, maxProcessorMilliseconds: MAX_PROCESSOR_MILLISECONDS };
    const files = names.map((name) => ({ ...fileOf(name), expected }));
    return (await judgeBatch(`${names[0]}.`, files, run, { receiveCount: 2, limits })).faults;
  }

  it('survives a batch of what may end a process and processes the good one beside it', async () => {
    const expected = ['CORRUPT', 'CRASHED', 'TIMED_OUT', 'TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'] as const;
    assert.deepEqual(await faultsOf(DEADLY, SOON, expected), []);
  });

  for (const names of HUNGRY) {
    it(`processes ${names.join(' and ')} and the good one beside`, async () => {
      assert.deepEqual(await faultsOf(names, IN_GOOD_TIME, 'processed'), []);
    });
  }
});
