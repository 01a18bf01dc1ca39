import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMetricFilter } from '../../../../src/aws/cloudwatch/logs/metric-filter.ts';

const filter = (transformation: object) =>
  readMetricFilter({
    LogGroupName: 'log',
    FilterPattern: '{ $.level = "ERROR" }',
    MetricTransformations: [{ MetricNamespace: 'N', MetricName: 'M', MetricValue: '1', ...transformation }],
  });
const valuesOf = (made: ReturnType<typeof filter>, fields: Record<string, unknown>) =>
  made.dataOf({ at: 0, fields }).map(({ values, dimensions }) => ({ values, dimensions }));

test('a line that matches gives the value, another one the default', () => {
  const made = filter({ DefaultValue: 0 });
  assert.deepEqual(valuesOf(made, { level: 'ERROR' }), [{ values: [1], dimensions: {} }]);
  assert.deepEqual(valuesOf(made, { level: 'INFO' }), [{ values: [0], dimensions: {} }]);
  assert.deepEqual(valuesOf(filter({}), { level: 'INFO' }), []);
});

test('a value and a dimension come from fields of the line', () => {
  const made = filter({ MetricValue: '$.ms', Dimensions: [{ Key: 'Code', Value: '$.code' }] });
  assert.deepEqual(valuesOf(made, { level: 'ERROR', ms: 7, code: 'CORRUPT' }), [
    { values: [7], dimensions: { Code: 'CORRUPT' } },
  ]);
  assert.deepEqual(valuesOf(made, { level: 'ERROR', ms: 7 }), [], 'a line without the field');
});

test('what would count differently at AWS is an error', () => {
  assert.throws(() => filter({ DefaultValue: 1 }), /Expected a DefaultValue of 0 but received 1/);
  assert.throws(() => filter({ MetricValue: 'one' }), /Expected a number or a selector for MetricValue/);
  assert.throws(() => filter({ Sampling: 2 }), /Expected only .* for a metric transformation but received Sampling/);
});
