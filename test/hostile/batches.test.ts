import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { CORPUS } from './corpus.ts';
import { nameOf, observe } from './observe.ts';
import { type Run, startedRun } from './start-run.ts';

const of = (count: number, name: string): string[] => Array<string>(count).fill(name);
/** Two that were decoded at once would take too much. */
const two = (name: string): string[] => of(2, name);

const BMP = 'bombs-bmp/rle8-end-8240x8240';
const LARGEST = 'sizes/jpeg-of-50-MiB';
const WEBP = 'bombs-webp/one-small-frame-on-7100x7100';

/** Whatever comes later in a batch finds what the former leave behind. */
const BATCHES: Readonly<Record<string, readonly string[]>> = {
  'large GIFs, progressive JPEGs and PNGs of 16 bits': [
    ...two('bombs-gif/flat-7000x7000'),
    ...two('bombs-jpeg/progressive-5800x5800'),
    ...two('bombs-png/16-bit-alpha-30000x600'),
  ],
  'large BMPs, side by side and in turn with large WEBPs': [...two(BMP), WEBP, BMP, WEBP],
  'PNGs that are small enough to be decoded side by side': of(5, 'bombs-png/interlaced-16-bit-alpha-2400x2400'),
  'uploads of 50 MiB': of(3, LARGEST),
};

/** One upload at a time; all three at once would fit too, with 330 MB. */
const MOST_FOR_LARGEST = 280 * 2 ** 20;

/** Time is not looked at here. */
const LIMITS = { timeoutMilliseconds: 300_000, maxProcessorMilliseconds: 60_000 };

describe('the bundled function with 512 MB and a batch of the hungriest that it takes', {
  skip: !canMeasureMemory() && 'memory is measured in /proc',
}, () => {
  let run: Run;
  before(async () => {
    run = await startedRun();
  });

  const bytesOf = async (name: string): Promise<Buffer> => {
    const file = CORPUS.find((one) => nameOf(one) === name);
    assert.ok(file, `Expected ${name} in the corpus`);
    return file.bytes();
  };

  for (const [title, names] of Object.entries(BATCHES)) {
    it(`processes ${title}`, async (t) => {
      const files = [];
      for (const [index, name] of names.entries()) files.push({ name: `${index}`, bytes: await bytesOf(name) });
      const { stopped, results, peakBytes } = await observe(`${title}.`, files, run.buckets, run.pool, {
        limits: LIMITS,
      });
      t.diagnostic(`${Math.round(peakBytes / 2 ** 20)} MB`);
      const outcomes = results.map(({ outcome }) => outcome);
      assert.deepEqual([stopped, outcomes], [undefined, names.map(() => 'processed')]);
      if (names.includes(LARGEST)) assert.ok(peakBytes < MOST_FOR_LARGEST, `${peakBytes} bytes`);
    });
  }
});
