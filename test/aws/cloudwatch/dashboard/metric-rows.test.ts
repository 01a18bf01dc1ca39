import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRows } from '../../../../src/aws/cloudwatch/dashboard/metric-rows.ts';

const DEFAULTS = { stat: 'Average', period: 300 };

const metricsOf = (rows: unknown[]) =>
  readRows(rows, DEFAULTS).map(({ query }) => ('metric' in query ? [query.metric, query.statistic] : query.text));

const metric = (namespace: string, name: string, dimensions: Record<string, string>) => ({
  namespace,
  name,
  dimensions,
});

test('dots stand for what is in the row before', () => {
  const rows = [
    ['AWS/SQS', 'Sent', 'QueueName', 'q', { stat: 'Sum' }],
    ['.', 'Age', '.', '.'],
    ['...', 'other', { stat: 'p99' }],
    ['...'],
  ];
  assert.deepEqual(metricsOf(rows), [
    [metric('AWS/SQS', 'Sent', { QueueName: 'q' }), 'Sum'],
    [metric('AWS/SQS', 'Age', { QueueName: 'q' }), 'Average'],
    [metric('AWS/SQS', 'Age', { QueueName: 'other' }), 'p99'],
    [metric('AWS/SQS', 'Age', { QueueName: 'other' }), 'Average'],
  ]);
});

test('an expression between metrics leaves the row before as it is', () => {
  const rows = [['N', 'A', 'D', 'd', { id: 'a' }], [{ expression: 'a * 2' }], ['.', 'B', '.', '.']];
  assert.deepEqual(metricsOf(rows)[1], 'a * 2');
  assert.deepEqual(metricsOf(rows)[2], [metric('N', 'B', { D: 'd' }), 'Average']);
});

test('what the model does not know is an error', () => {
  assert.throws(() => readRows([['N', 'A', 'D']], DEFAULTS), /pairs of dimension and value for A but received D/);
  assert.throws(
    () => readRows([['N', 'A', { accountId: '1' }]], DEFAULTS),
    /a metric of a widget but received accountId/,
  );
  assert.throws(() => readRows([['N', 'A', { stat: 'tm90' }]], DEFAULTS), /but received tm90/);
  assert.throws(() => readRows([['N', 'A', { label: '${LAST}' }]], DEFAULTS), /dynamic parts but received \$\{LAST\}/);
});
