import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { canMeasureMemory } from '../../src/local/lambda/memory.ts';
import { BATCHES } from './batches.ts';
import { CORPUS } from './corpus.ts';
import { type HostileFile, nameOf } from './hostile-file.ts';
import { judgeBatch } from './judge-batch.ts';
import type { Observed } from './observe.ts';
import { PROCESSES, type Run, startedRun } from './start-run.ts';

/** The most that the event source mapping gives the function, one of which is good. */
const BATCH_SIZE = 10;

/** Whose memory or time is what is tried. */
const HUNGRY = /^(bombs-.+|sizes|.*metadata)$/;

/** Alone with the good one, so that memory and time are its own; but for those that must not be decoded at all. */
const isAlone = ({ family, expected }: HostileFile): boolean =>
  HUNGRY.test(family) && [expected].flat().includes('processed');

/** These are tried with more of their kind beside them. */
const IN_BATCHES = new Set(Object.values(BATCHES).flat());

type Measured = { name: string; observed: Observed };

describe('the bundled function with 512 MB', { skip: !canMeasureMemory() && 'memory is measured in /proc' }, () => {
  let run: Run;

  before(async () => {
    run = await startedRun();
  });

  async function faultsOf(files: readonly HostileFile[], measured: Measured[]): Promise<string[]> {
    const name =
      files.length === 1 ? files.map(nameOf).join() : `${files.length} from ${files.slice(0, 1).map(nameOf)}`;
    const { observed, faults } = await judgeBatch(`${name}.`, files, run);
    measured.push({ name, observed });
    return faults;
  }

  async function faultsOfAll(batches: readonly (readonly HostileFile[])[], measured: Measured[]): Promise<string[]> {
    const queue = [...batches];
    const faults: string[] = [];
    const work = async (): Promise<void> => {
      for (let batch = queue.shift(); batch; batch = queue.shift()) faults.push(...(await faultsOf(batch, measured)));
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
    const files = CORPUS.filter((file) => file.family === family && !IN_BATCHES.has(nameOf(file)));
    it(`handles ${files.length} files of the family ${family} and a good one beside them`, async (t) => {
      const measured: Measured[] = [];
      const faults = await faultsOfAll(batchesOf(files), measured);
      t.diagnostic(most(measured, 'ms of a processor', (observed) => observed.processorMilliseconds));
      t.diagnostic(most(measured, 'MB', (observed) => observed.peakBytes / 2 ** 20));
      assert.deepEqual(faults, []);
    });
  }
});

/** With room for a good one in each. */
function batchesOf(files: readonly HostileFile[]): HostileFile[][] {
  const length = BATCH_SIZE - 1;
  const together = files.filter((file) => !isAlone(file));
  const batches = Array.from({ length: Math.ceil(together.length / length) }, (_, at) =>
    together.slice(at * length, (at + 1) * length),
  );
  return [...batches, ...files.filter(isAlone).map((file) => [file])];
}

/** The one that took most, in words. */
function most(measured: readonly Measured[], unit: string, of: (observed: Observed) => number): string {
  const [top] = measured.toSorted((a, b) => of(b.observed) - of(a.observed));
  return top ? `${top.name} ${Math.round(of(top.observed))} ${unit}` : 'nothing';
}
