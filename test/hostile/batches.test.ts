import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { BATCHES, LARGEST } from './batches.ts';
import { fileOf } from './corpus.ts';
import { ONE_IMAGE } from './function-process.ts';
import { judgeBatch } from './judge-batch.ts';
import { type Run, startedRun } from './start-run.ts';

/** One upload at a time; all three at once would fit too, with 330 MB. */
const MOST_FOR_LARGEST = 280 * 2 ** 20;

/** Of an invocation, so that it is not cut off: what it takes of a processor is looked at instead. */
const TIMEOUT_MILLISECONDS = 300_000;

describe('the bundled function with 512 MB and a batch of the hungriest that it takes', {
  skip: !canMeasureMemory() && 'memory is measured in /proc',
}, () => {
  let run: Run;
  before(async () => {
    run = await startedRun();
  });

  for (const [title, names] of Object.entries(BATCHES)) {
    it(`processes ${title}, and a good one beside them`, async (t) => {
      const files = names.map((name) => ({ ...fileOf(name), expected: 'processed' as const }));
      const { observed, faults } = await judgeBatch(`${title}.`, files, run, {
        limits: {
          timeoutMilliseconds: TIMEOUT_MILLISECONDS,
          // All copies of a file together have the time of one.
          maxProcessorMilliseconds: new Set(names).size * ONE_IMAGE.maxProcessorMilliseconds,
        },
      });
      t.diagnostic(`${Math.round(observed.peakBytes / 2 ** 20)} MB`);
      assert.deepEqual(faults, []);
      if (names.includes(LARGEST)) assert.ok(observed.peakBytes < MOST_FOR_LARGEST, `${observed.peakBytes} bytes`);
    });
  }
});
