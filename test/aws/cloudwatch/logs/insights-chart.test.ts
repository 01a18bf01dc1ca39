import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInsightsChart } from '../../../../src/aws/cloudwatch/logs/insights-chart.ts';

const report = (at: number, used: number) => ({
  at,
  fields: { type: 'platform.report', record: { metrics: { maxMemoryUsedMB: used, memorySizeMB: 512 } } },
});
const LINES = [
  report(0, 100),
  report(1, 140),
  report(60_000, 90),
  { at: 60_001, fields: { type: 'other', record: { metrics: { maxMemoryUsedMB: 900 } } } },
  { at: 60_002, fields: undefined },
];
const WINDOW = { to: 120_000, seconds: 60, count: 2 };

const pointsOf = (query: string) =>
  readInsightsChart(query)
    .series(LINES, WINDOW)
    .map(({ label, points }) => [label, ...points.values()]);

test('statistics of the lines that pass the filters are drawn over time', () => {
  const query =
    'SOURCE \'/aws/x\' | filter type = "platform.report" | stats max(record.metrics.maxMemoryUsedMB) as used, max(record.metrics.memorySizeMB) as given by bin(5m)';
  assert.deepEqual(pointsOf(query), [
    ['used', 140, 90],
    ['given', 512, 512],
  ]);
});

test('lines are counted, and a field has to be present where the query asks for it', () => {
  assert.deepEqual(pointsOf('filter ispresent(type) and type != "other" | stats count(*) by bin(1m)'), [
    ['count(*)', 2, 1],
  ]);
});

for (const query of [
  'fields key | sort milliseconds desc',
  'filter type = "x"',
  'filter key like /x/ | stats count(*) by bin(1m)',
  'stats pct(ms, 99) by bin(1m)',
  'stats count(*) by code',
])
  test(`${query} is an error: only CloudWatch runs it`, () => {
    assert.throws(() => readInsightsChart(query), { name: 'UnknownPart' });
  });
