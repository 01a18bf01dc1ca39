import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResolvedResource } from '../../../../src/aws/cloudformation/attribute-of.ts';
import { readMonitoring } from '../../../../src/aws/cloudwatch/monitoring.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import { drawDashboard } from '../../../../src/local/report/dashboard/dashboard.ts';
import { type Observation, observe } from '../../../../src/local/report/dashboard/observe.ts';
import { PSEUDO } from '../../../aws/cloudwatch/pseudo.ts';

const ALARM_ARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:too-many';

const resource = (LogicalId: string, Type: string, Properties: Record<string, unknown>): ResolvedResource => ({
  LogicalId,
  Type,
  Properties,
  DependsOn: [],
});

function monitoringOf(widgets: object[]) {
  const alarm = {
    AlarmName: 'too-many',
    AlarmDescription: 'Too many.',
    ...{ Namespace: 'N', MetricName: 'Letters', Dimensions: [{ Name: 'Queue', Value: 'q' }] },
    ...{ Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 2 },
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  };
  return readMonitoring(
    {
      TooManyAlarm: resource('TooManyAlarm', 'AWS::CloudWatch::Alarm', alarm),
      Dashboard: resource('Dashboard', 'AWS::CloudWatch::Dashboard', {
        DashboardBody: JSON.stringify({
          widgets: widgets.map((properties, index) => ({ x: 0, y: 6 * index, width: 24, height: 6, ...properties })),
        }),
      }),
    },
    PSEUDO,
  );
}

const FROM = Date.UTC(2026, 0, 5, 12, 0, 30);

/** One letter a second for three seconds, and one more at the end. */
const RECORDING: Recording = {
  from: FROM,
  to: FROM + 3000,
  lines: [],
  data: [1, 2, 3, 4].map((value, index) => ({
    ...{ namespace: 'N', name: 'Letters', dimensions: { Queue: 'q' } },
    at: FROM + 1000 * index,
    values: [value],
  })),
};

const metricWidget = (metrics: unknown[], more: object = {}) => ({
  type: 'metric',
  properties: { title: 'Letters', stat: 'Maximum', metrics, ...more },
});

const LETTERS = ['N', 'Letters', 'Queue', 'q'];

const observed = (...widgets: object[]): Observation => observe(monitoringOf(widgets), RECORDING);
const drawnOf = (observation: Observation) =>
  observation.widgets.flatMap((widget) => ('drawn' in widget ? widget.drawn : []));
const page = (...widgets: object[]): string => drawDashboard(observed(...widgets)).html;

test('an alarm is in the state that the run brings it into', () => {
  assert.deepEqual(
    observed().alarms.map(({ logicalId, state }) => [logicalId, state]),
    [['TooManyAlarm', 'ALARM']],
  );
  const quiet = observe(monitoringOf([]), { ...RECORDING, data: [] });
  assert.deepEqual(
    quiet.alarms.map(({ state }) => state),
    ['INSUFFICIENT_DATA'],
  );
});

test('a row is drawn over the seconds of the run, with its figure for the whole of it', () => {
  const [maximum, doubled] = drawnOf(
    observed(metricWidget([[...LETTERS, { id: 'm', label: 'letters' }], [{ expression: 'm * 2', label: 'double' }]])),
  );
  assert.deepEqual(maximum?.points, [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  assert.deepEqual([maximum?.label, maximum?.total, doubled?.label, doubled?.total], ['letters', 4, 'double', 8]);
});

test('a row that is not visible is not drawn, and one that searches is drawn once for each metric found', () => {
  const drawn = drawnOf(
    observed(
      metricWidget([
        [...LETTERS, { id: 'm', visible: false }],
        [{ expression: `SEARCH('{N,Queue} MetricName="Letters"', 'Sum', 60)` }],
      ]),
    ),
  );
  assert.deepEqual(
    drawn.map(({ label, total }) => [label, total]),
    [['q', 10]],
  );
});

test('what a metric widget has nothing for is said', () => {
  assert.match(page(metricWidget([['N', 'Absent', 'Queue', 'q']])), /Nothing in this run/);
});

test('views of single values and of bars show the figure of the whole run', () => {
  assert.match(page(metricWidget([LETTERS], { view: 'singleValue' })), /<dd>4<\/dd><dt>Letters<\/dt>/);
  assert.match(
    page(metricWidget([LETTERS], { view: 'bar' })),
    /Letters <b>4<\/b><i class="c0" style="width: 100\.0%">/,
  );
});

test('alarm, text and log widgets are drawn as what they are', () => {
  const html = page(
    { type: 'alarm', properties: { title: 'Alarms', alarms: [ALARM_ARN] } },
    { type: 'text', properties: { markdown: '# Head\nSee **this** and [the log](https://example.com/x)' } },
    { type: 'log', properties: { title: 'Slowest', query: 'fields key | sort milliseconds desc' } },
  );
  assert.match(html, /<li class="chip alarm" title="Too many\.">Too many <b>in alarm<\/b><\/li>/);
  assert.match(html, /<h4>Head<\/h4><p>See <b>this<\/b> and <span class="link">the log<\/span><\/p>/);
  assert.match(
    html,
    /Only CloudWatch Logs Insights runs this query.*<pre>fields key \| sort milliseconds desc<\/pre>/s,
  );
  assert.doesNotMatch(html, /https?:/);
});

test('names of whatever origin stay text', () => {
  const evil = '<img src=x onerror=alert(1)>';
  const html = page(
    metricWidget([[...LETTERS, { label: evil }]], { title: evil }),
    { type: 'text', properties: { markdown: `# ${evil}\n${evil}` } },
    { type: 'log', properties: { title: evil, query: evil } },
  );
  assert.ok(!html.includes('<img'));
});

test('a widget of another kind, or a setting that would be ignored, is an error that names it', () => {
  assert.throws(() => observed({ type: 'explorer', properties: {} }), /Expected metric, .* but received explorer/);
  assert.throws(() => observed(metricWidget([LETTERS], { view: 'pie' })), /for the view of a widget but received pie/);
  assert.throws(() => observed(metricWidget([LETTERS], { colours: 3 })), /a metric widget but received colours/);
  assert.throws(() => observed(metricWidget([[{ expression: 'x' }]])), /the id of a metric but received x/);
});
