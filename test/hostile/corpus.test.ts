import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { CORPUS } from './corpus.ts';
import type { HostileFile } from './hostile-file.ts';
import { judge } from './judge.ts';
import { nameOf, type Observed, observe } from './observe.ts';
import { type Run, startRun } from './start-run.ts';

const PROCESSES = 2;

type Measured = { name: string; observed: Observed };

describe('the bundled function with 512 MB', { skip: !canMeasureMemory() && 'memory is measured in /proc' }, () => {
  let run: Run;

  before(async () => {
    run = await startRun(PROCESSES);
  });
  after(() => run.end());

  async function faultOf(file: HostileFile, measured: Measured[]): Promise<string | undefined> {
    const name = nameOf(file);
    const batch = [
      { name: 'hostile', bytes: await file.bytes() },
      { name: 'good', bytes: run.good },
    ];
    const observed = await observe(`${name}.`, batch, run.buckets, run.pool);
    measured.push({ name, observed });
    const fault = await judge(file, observed, run.goodOutput);
    return fault && `${name}: ${fault}`;
  }

  async function faultsOf(files: readonly HostileFile[], measured: Measured[]): Promise<string[]> {
    const queue = [...files];
    const faults: string[] = [];
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file; file = queue.shift()) {
        const fault = await faultOf(file, measured);
        if (fault) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: PROCESSES }, work));
    return faults;
  }

  it('is tried with at least 150 files, each of its own name', () => {
    const names = CORPUS.map(nameOf);
    assert.ok(names.length >= 150);
    assert.equal(new Set(names).size, names.length);
  });

  for (const family of new Set(CORPUS.map((file) => file.family))) {
    const files = CORPUS.filter((file) => file.family === family);
    it(`handles ${files.length} files of the family ${family} and a good one beside each`, async (t) => {
      const measured: Measured[] = [];
      const faults = await faultsOf(files, measured);
      t.diagnostic(most(measured, 'ms of a processor', (observed) => observed.processorMilliseconds));
      t.diagnostic(most(measured, 'MB', (observed) => observed.peakBytes / 2 ** 20));
      assert.deepEqual(faults, []);
    });
  }
});

/** The one that took most, in words. */
function most(measured: readonly Measured[], unit: string, of: (observed: Observed) => number): string {
  const [top] = measured.toSorted((a, b) => of(b.observed) - of(a.observed));
  return top ? `${top.name} ${Math.round(of(top.observed))} ${unit}` : 'nothing';
}
