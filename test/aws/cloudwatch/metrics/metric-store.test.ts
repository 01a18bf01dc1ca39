import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetricStore } from '../../../../src/aws/cloudwatch/metrics/metric-store.ts';
import { statisticOf } from '../../../../src/aws/cloudwatch/metrics/statistic.ts';

const METRIC = { namespace: 'N', name: 'M', dimensions: { b: '2', a: '1' } };
const MINUTE = 60_000;

function stored() {
  const store = createMetricStore();
  for (const [minute, value] of [
    [0, 1],
    [0, 2],
    [1, 10],
    [4, 7],
  ] as const)
    store.put({ ...METRIC, at: minute * MINUTE + 59_999, values: [value] });
  return store;
}

test('a period holds the values of its minutes, and none where nothing was published', () => {
  const window = { to: 5 * MINUTE, seconds: 60, count: 5 };
  assert.deepEqual(
    [...stored().series(METRIC, 'Sum', window)],
    [
      [0, 3],
      [MINUTE, 10],
      [4 * MINUTE, 7],
    ],
  );
});

test('a window slides by minutes: its periods end where it ends', () => {
  const window = { to: 5 * MINUTE, seconds: 120, count: 2 };
  assert.deepEqual(
    [...stored().series(METRIC, 'Maximum', window)],
    [
      [MINUTE, 10],
      [3 * MINUTE, 7],
    ],
  );
});

test('a metric is another one under other dimensions, whatever their order', () => {
  const store = stored();
  assert.ok(store.has({ ...METRIC, dimensions: { a: '1', b: '2' } }));
  assert.ok(!store.has({ ...METRIC, dimensions: { a: '1' } }));
  assert.equal(store.series({ ...METRIC, name: 'm' }, 'Sum', { to: 5 * MINUTE, seconds: 60, count: 5 }).size, 0);
});

test('statistics are computed from all values of a period', () => {
  const values = [4, 1, 3, 2];
  const computed = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p99', 'p0'].map((name) =>
    statisticOf(name)(values),
  );
  assert.deepEqual(computed, [10, 2.5, 1, 4, 4, 2, 4, 1]);
  assert.throws(() => statisticOf('tm99'), /Expected Sum, .* or a percentile such as p99 but received tm99/);
});
