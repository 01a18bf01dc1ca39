import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costOfMillion } from '../../bench/report/cost.ts';

test('a million images cost their gigabyte-seconds and a request for each batch', () => {
  const cost = { memorySize: 512, milliseconds: 200, batch: 10 };
  // 1e6 × 0.2 s × 0.5 GB = 100,000 GB-s, and 100,000 requests.
  assert.equal(costOfMillion('x86_64', cost).toFixed(4), (1.66667 + 0.02).toFixed(4));
  assert.ok(costOfMillion('arm64', cost) < costOfMillion('x86_64', cost));
});

test('twice the memory in half the time costs the same', () => {
  const [slow, fast] = [
    costOfMillion('arm64', { memorySize: 512, milliseconds: 200, batch: 10 }),
    costOfMillion('arm64', { memorySize: 1024, milliseconds: 100, batch: 10 }),
  ];
  assert.equal(slow, fast);
});
