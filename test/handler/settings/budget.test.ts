import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { createBudget } from '../../../src/handler/settings/budget.ts';

test('work waits until what is at work leaves room for its weight', async () => {
  const budget = createBudget(10);
  const events: string[] = [];
  const work = (name: string, weight: number) =>
    budget.use(weight, async () => {
      events.push(`${name} starts`);
      await setImmediate();
      events.push(`${name} ends`);
    });
  await Promise.all([work('a', 6), work('b', 6), work('c', 4)]);
  assert.deepEqual(events, ['a starts', 'a ends', 'b starts', 'c starts', 'b ends', 'c ends']);
});

test('a weight above the capacity runs alone instead of never', async () => {
  const budget = createBudget(10);
  assert.equal(await budget.use(11, async () => 'done'), 'done');
});

test('work that throws gives its room back', async () => {
  const budget = createBudget(1);
  await assert.rejects(
    budget.use(1, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await budget.use(1, async () => 'done'), 'done');
});

test('whatever the weights, the capacity is kept, all is done, and in the order in which it came', async () => {
  const weights = fc.array(fc.nat({ max: 12 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 }), weights, async (capacity, all) => {
      const budget = createBudget(capacity);
      const started: number[] = [];
      let inFlight = 0;
      await Promise.all(
        all.map((weight, index) =>
          budget.use(weight, async () => {
            started.push(index);
            inFlight += Math.min(weight, capacity);
            assert.ok(inFlight <= capacity);
            await setImmediate();
            inFlight -= Math.min(weight, capacity);
          }),
        ),
      );
      assert.deepEqual(started, [...all.keys()]);
    }),
  );
});
