import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkQueries, computeQuery, expressionQuery, type Query } from '../../../../src/aws/cloudwatch/math/query.ts';
import { isArray, type Value } from '../../../../src/aws/cloudwatch/math/value.ts';
import { createMetricStore } from '../../../../src/aws/cloudwatch/metrics/metric-store.ts';

const MINUTE = 60_000;

/** Series as AWS's page writes them: values of one minute each, - where there is none. */
function compute(text: string, series: Readonly<Record<string, string>>): Value {
  const store = createMetricStore();
  const queries = Object.entries(series).map(([id, values]): Query => {
    const metric = { namespace: 'N', name: id, dimensions: { Id: id } };
    values.split(' ').forEach((value, minute) => {
      if (value !== '-') store.put({ ...metric, at: minute * MINUTE, values: [Number(value)] });
    });
    return { id, label: id, metric, statistic: 'Sum', periodSeconds: 60 };
  });
  const query = expressionQuery('result', text, text);
  checkQueries([...queries, query]);
  const count = Math.max(...Object.values(series).map((values) => values.split(' ').length));
  return computeQuery(query, [...queries, query], store, { to: count * MINUTE, seconds: 60, count });
}

function show(value: Value, count = 5): string {
  if (typeof value !== 'object') return String(value);
  if (isArray(value)) return value.map((series) => show(series, count)).join(' | ');
  return Array.from({ length: count }, (_, minute) => value.points.get(minute * MINUTE) ?? '-').join(' ');
}

/** Operators and IF are those of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const TWO = { metric1: '30 20 0 0', metric2: '20 - 20 -' };
const IF_A = { metric1: '1 1 0 0 -', metric2: '30 - 0 0 30', metric3: '0 0 20 - 20' };
const CASES: [string, Readonly<Record<string, string>>, string][] = [
  ['metric1 < metric2', TWO, '0 0 1 0 -'],
  ['metric1 >= 30', TWO, '1 0 0 0 -'],
  ['metric1 > 15 AND metric2 > 15', TWO, '1 0 0 0 -'],
  ['metric1 > 15 && metric2 > 15', TWO, '1 0 0 0 -'],
  ['IF(metric1, metric2, metric3)', IF_A, '30 0 20 - -'],
  ['IF(metric1, 5, metric3)', IF_A, '5 5 20 - -'],
  ['IF(metric1, metric2, 5)', IF_A, '30 0 5 5 -'],
  ['IF(metric1, metric2)', IF_A, '30 0 - - -'],
  ['m1 - m2', { m1: '5 - 3', m2: '1 2 -' }, '4 -2 3 - -'],
  ['100 * failed / (processed + failed)', { failed: '1 0 -', processed: '3 0 2' }, '25 - 0 - -'],
  [
    'IF(processed + failed >= 4, 100 * failed / (processed + failed), 0)',
    { failed: '1 1', processed: '3 1' },
    '25 0 - - -',
  ],
  ['-2 ^ 2 + m1', { m1: '0' }, '4 - - - -'],
  ['2 + 3 * m1 - 1', { m1: '4' }, '13 - - - -'],
  ['FILL(m1, 0)', { m1: '1 - 3' }, '1 0 3 - -'],
  ['FILL(m1, REPEAT)', { m1: '1 - 3 -' }, '1 1 3 3 -'],
  ['FILL(m1, LINEAR)', { m1: '1 - 3' }, '1 2 3 - -'],
  ['SUM(METRICS())', { m1: '1 - 3', m2: '1 2 -' }, '2 2 3 - -'],
  ['AVG([m1, m2])', { m1: '1 - 3', m2: '1 2 -' }, '1 1 1.5 - -'],
  ['MAX(METRICS("m"))', { m1: '1 - 3', m2: '4 2 -', other: '9 9 9' }, '4 2 3 - -'],
  ['m1 / MAX(m1)', { m1: '1 2 4' }, '0.25 0.5 1 - -'],
  ['m1 / PERIOD(m1)', { m1: '120' }, '2 - - - -'],
  ['RATE(m1)', { m1: '0 60 180' }, '- 1 2 - -'],
  ['RUNNING_SUM(m1)', { m1: '1 2 - 3' }, '1 3 - 6 -'],
  ['TIME_SERIES(SUM(m1))', { m1: '1 2' }, '3 3 - - -'],
  ['[m1, m2] * 2', { m1: '1', m2: '2' }, '2 - - - - | 4 - - - -'],
  [`SEARCH('{N,Id} MetricName="m1"', 'Sum', 60)`, { m1: '1 2', m2: '3 4' }, '1 2 - - -'],
  [`SUM(SEARCH('{N,Id}', 'Sum'))`, { m1: '1 2', m2: '3 4' }, '4 6 - - -'],
];
for (const [text, series, expected] of CASES)
  test(`${text} of ${JSON.stringify(series)} is ${expected}`, () => {
    assert.equal(show(compute(text, series)), expected);
  });

const WRONG: [string, RegExp][] = [
  ['ANOMALY_DETECTION_BAND(m1)', /Expected one of the functions .* but received ANOMALY_DETECTION_BAND/],
  ['m1 + typo', /Expected the id of a metric but received typo/],
  ['m1 %', /Expected metric math but received "%"/],
  ['m1 +', /Expected a metric, a number or a function/],
  ['FILL(m1, MEDIAN)', /Expected a number, REPEAT or LINEAR/],
  [`SEARCH('{N,Id} m', 'Sum')`, /Expected a term such as/],
  [`SEARCH('m', 'Sum')`, /Expected \{ in a search expression/],
];
for (const [text, message] of WRONG)
  test(`${text} is an error that names it`, () => {
    assert.throws(() => compute(text, { m1: '1 - 2' }), message);
  });
