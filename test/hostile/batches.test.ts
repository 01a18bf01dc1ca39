import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { CORPUS } from './corpus.ts';
import { nameOf, observe } from './observe.ts';
import { type Run, startedRun } from './start-run.ts';

/** Two that were decoded at once would take too much; a third finds what they leave behind. */
const three = (name: string): string[] => Array<string>(3).fill(name);
/** More than are in flight at a time. */
const five = (name: string): string[] => Array<string>(5).fill(name);

const BMP = 'bombs-bmp/rle8-end-8240x8240';
const LARGEST = 'sizes/jpeg-of-50-MiB';
const WEBP = 'bombs-webp/one-small-frame-on-7100x7100';

const BATCHES: Readonly<Record<string, readonly string[]>> = {
  'large BMPs': three(BMP),
  'large GIFs': three('bombs-gif/flat-7000x7000'),
  'large progressive JPEGs': three('bombs-jpeg/progressive-5800x5800'),
  'large PNGs of 16 bits': three('bombs-png/16-bit-alpha-30000x600'),
  'PNGs that are small enough to be decoded side by side': five('bombs-png/interlaced-16-bit-alpha-2400x2400'),
  'uploads of 50 MiB': three(LARGEST),
  'large BMPs and large WEBPs in turn': [BMP, WEBP, BMP, WEBP],
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
