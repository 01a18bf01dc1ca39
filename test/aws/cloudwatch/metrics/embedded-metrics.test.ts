import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedMetrics } from '../../../../src/aws/cloudwatch/metrics/embedded-metrics.ts';

const line = (directive: object, root: object) => ({
  _aws: { Timestamp: 1_574_109_732_004, CloudWatchMetrics: [directive] },
  ...root,
});
const DIRECTIVE = {
  Namespace: 'lambda-function-metrics',
  Dimensions: [['functionVersion'], ['functionVersion', 'region']],
  Metrics: [{ Name: 'time', Unit: 'Milliseconds' }],
};

test('each set of dimensions makes a metric, and a list is many values', () => {
  const data = embeddedMetrics(line(DIRECTIVE, { functionVersion: '$LATEST', region: 'r', time: [100, 50] }));
  const common = { namespace: 'lambda-function-metrics', name: 'time', at: 1_574_109_732_004, values: [100, 50] };
  assert.deepEqual(data, [
    { ...common, dimensions: { functionVersion: '$LATEST' }, unit: 'Milliseconds' },
    { ...common, dimensions: { functionVersion: '$LATEST', region: 'r' }, unit: 'Milliseconds' },
  ]);
});

test('a line without metadata holds no metrics', () => {
  assert.deepEqual(embeddedMetrics({ time: 3 }), []);
});

const WRONG: [string, object, RegExp][] = [
  ['a metric without a member', line(DIRECTIVE, { functionVersion: 'v', region: 'r' }), /numbers for the metric time/],
  ['a value that is no number', line(DIRECTIVE, { functionVersion: 'v', region: 'r', time: '3' }), /received "3"/],
  [
    'a dimension without a member',
    line(DIRECTIVE, { functionVersion: 'v', time: 3 }),
    /a text for the dimension region/,
  ],
  ['no namespace', line({ ...DIRECTIVE, Namespace: undefined }, {}), /a Namespace/],
  ['a metadata without a time', { _aws: { CloudWatchMetrics: [] } }, /milliseconds for Timestamp/],
  [
    'too many values',
    line(DIRECTIVE, { functionVersion: 'v', region: 'r', time: Array(101).fill(1) }),
    /at most 100 values for time/,
  ],
];
for (const [what, fields, message] of WRONG)
  test(`${what} is an error, where CloudWatch drops the line`, () => {
    assert.throws(() => embeddedMetrics(fields as Record<string, unknown>), message);
  });
