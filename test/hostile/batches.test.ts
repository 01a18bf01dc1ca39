import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CORPUS } from './corpus.ts';
import { KNOWN_BATCHES } from './known.ts';
import { nameOf, observe } from './observe.ts';
import { type Run, startRun } from './start-run.ts';

/** As many as are in flight at a time, and one that waits. */
const AT_ONCE = 5;
/** Time is not looked at here. */
const LIMITS = { timeoutMilliseconds: 300_000, maxProcessorMilliseconds: 60_000 };

const HUNGRY = [
  'bombs-bmp/rle8-end-8240x8240',
  'bombs-gif/flat-7000x7000',
  'bombs-jpeg/progressive-5800x5800',
  'bombs-png/16-bit-alpha-8660x8660',
  'bombs-png/8660x8660',
  'bombs-png/interlaced-8200x8200',
  'bombs-webp/one-small-frame-on-7100x7100',
  'sizes/jpeg-of-50-MiB',
];

describe('the bundled function with 512 MB and a batch of the hungriest that it takes', () => {
  let run: Run;
  before(async () => {
    run = await startRun(1);
  });
  after(() => run.end());

  for (const name of HUNGRY) {
    const known = KNOWN_BATCHES[name];
    it(`${known ? 'is known not to process' : 'processes'} ${AT_ONCE} of ${name}`, async () => {
      const file = CORPUS.find((one) => nameOf(one) === name);
      const bytes = await file?.bytes();
      assert.ok(bytes, `Expected ${name} in the corpus`);
      const batch = Array.from({ length: AT_ONCE }, (_, index) => ({ name: `${index}`, bytes }));
      const { stopped, results } = await observe(`${name}.`, batch, run.buckets, run.pool, { limits: LIMITS });
      if (known) assert.match(stopped ?? '', known, 'it is handled right, take it off the known ones');
      else {
        assert.equal(stopped, undefined);
        assert.deepEqual(
          results.map(({ outcome }) => outcome),
          Array(AT_ONCE).fill('processed'),
        );
      }
    });
  }
});
