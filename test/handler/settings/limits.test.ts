import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHILD_BYTES, limitsOf, MOST_MEMORY, mostUploadMegabytes } from '../../../src/handler/settings/limits.ts';
import { relations } from '../../../src/pipeline/relations.ts';
import { synthesized } from '../../synthesized.ts';

/** Node with sharp and the SDK, as measured: bench/numbers/start.md and memory.md. */
const IDLE_AND_KEPT = 200e6;
/** What the copy of a damaged JPEG has more than the upload. */
const FILLING = 8 * 2 ** 20;

const { MemorySize, MaximumUploadMegabytes } = synthesized().template.Parameters ?? {};
const leastMemory = Number(MemorySize?.MinValue);
const mostMemory = Number(MemorySize?.MaxValue);
const mostMegabytes = Number(MaximumUploadMegabytes?.MaxValue);

const capacity = fc.integer({ min: leastMemory, max: mostMemory }).chain((memorySize) =>
  fc.record({
    memorySize: fc.constant(memorySize),
    functionTimeout: fc.integer({ min: 10, max: 900 }),
    maximumUploadMegabytes: fc.integer({
      min: 1,
      max: Math.min(mostUploadMegabytes(memorySize), mostMegabytes),
    }),
    animationOverLimit: fc.constant('degrade' as const),
  }),
);

test('the budgets together fit into the memory, and the largest upload into each of them', () => {
  fc.assert(
    fc.property(capacity, (of) => {
      const { memorySize, bytesInFlight, decodedBytes, uploadBytes } = limitsOf(of);
      assert.ok(bytesInFlight + decodedBytes + IDLE_AND_KEPT <= memorySize * 2 ** 20);
      assert.ok(bytesInFlight >= uploadBytes);
      // In a process of its own, and once more where it is damaged: its place in the function is free by then.
      assert.ok(decodedBytes + uploadBytes >= CHILD_BYTES + 2 * uploadBytes + FILLING, JSON.stringify(of));
    }),
  );
});

test('what a long run of large images takes and leaves is within the plan, as measured', async () => {
  const measured = await readFile('bench/numbers/memory.md', 'utf8');
  const bytesOf = (row: string): number =>
    1e6 * Number(new RegExp(`^\\| ${row} +\\| +(\\d+) \\|$`, 'm').exec(measured)?.[1]);
  assert.ok(bytesOf('idle at first, MB') + bytesOf('most that stays after a batch beside that, MB') <= IDLE_AND_KEPT);
  assert.ok(bytesOf('most in use, MB') <= leastMemory * 2 ** 20);
});

test('more memory and more time never allow less', () => {
  fc.assert(
    fc.property(capacity, fc.integer({ min: 0, max: 900 }), (of, more) => {
      const [less, larger] = [
        limitsOf(of),
        limitsOf({
          ...of,
          memorySize: Math.min(MOST_MEMORY, of.memorySize + more),
          functionTimeout: of.functionTimeout + more,
        }),
      ];
      for (const name of ['decodedBytes', 'workInFlight', 'stillMilliseconds', 'jpegMilliseconds'] as const) {
        assert.ok(larger[name] >= less[name], name);
      }
    }),
  );
});

test('the relation of the template allows as large an upload as the handler does, and no larger one', () => {
  const relation = relations.find(({ parameters: names }) => names[0] === 'MaximumUploadMegabytes');
  for (const memorySize of [512, 1769, 10_240]) {
    const most = mostUploadMegabytes(memorySize);
    const holds = (megabytes: number) =>
      relation?.holds({ MaximumUploadMegabytes: String(megabytes), MemorySize: String(memorySize) });
    assert.deepEqual([holds(most), holds(most + 1)], [true, false]);
  }
});

test('no time is gained by more than one processor for one image', () => {
  const of = { functionTimeout: 50, maximumUploadMegabytes: 50, animationOverLimit: 'degrade' } as const;
  const [one, two] = [limitsOf({ ...of, memorySize: 1769 }), limitsOf({ ...of, memorySize: 3538 })];
  assert.equal(one.stillMilliseconds, 12_000);
  assert.equal(two.stillMilliseconds, one.stillMilliseconds);
  assert.equal(two.workInFlight, 2 * one.workInFlight);
});
