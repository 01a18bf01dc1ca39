import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CORPUS } from './corpus.ts';
import type { HostileFile } from './hostile-file.ts';
import { judge } from './judge.ts';
import { KNOWN_REPEATED } from './known.ts';
import { nameOf, observe } from './observe.ts';
import { type Run, startRun } from './start-run.ts';

/** What may end a process: each is refused by its headers, or ends a process of its own. */
const DEADLY = [
  'bombs-bmp/rle8-end-8500000x8',
  'bombs-png/75000000x1',
  'bombs-png/1x75000000',
  'bombs-webp/three-hundred-thousand-frames',
];

/** Short, so that what does not end is stopped soon. */
const LIMITS = { timeoutMilliseconds: 12_000, maxProcessorMilliseconds: 30_000 };

describe('the bundled function with 512 MB at the second try of a message', () => {
  let run: Run;
  before(async () => {
    run = await startRun(1);
  });
  after(() => run.end());

  for (const name of DEADLY) {
    const known = KNOWN_REPEATED[name];
    it(`${known ? 'is known not to survive' : 'survives'} ${name}, and processes the good one beside it`, async () => {
      const file = CORPUS.find((one) => nameOf(one) === name) as HostileFile;
      const batch = [
        { name: 'hostile', bytes: await file.bytes() },
        { name: 'good', bytes: run.good },
      ];
      const observed = await observe(`${name}.`, batch, run.buckets, run.pool, { receiveCount: 2, limits: LIMITS });
      const expected = [file.expected, 'CRASHED', 'TIMED_OUT'].flat() as HostileFile['expected'];
      const fault = judge({ ...file, expected }, observed, run.goodOutput);
      if (known) assert.match(fault ?? '', known, 'it is handled right, take it off the known ones');
      else assert.equal(fault, undefined);
    });
  }
});
