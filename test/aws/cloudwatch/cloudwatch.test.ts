import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResolvedResource } from '../../../src/aws/cloudformation/attribute-of.ts';
import { MINUTE_MILLISECONDS, startCloudWatch } from '../../../src/aws/cloudwatch/cloudwatch.ts';
import { readLogLine } from '../../../src/aws/cloudwatch/logs/log-line.ts';
import { type Monitoring, readMonitoring } from '../../../src/aws/cloudwatch/monitoring.ts';
import { PSEUDO } from './pseudo.ts';

type Properties = Record<string, unknown>;

const resources = (all: Record<string, [type: string, properties: Properties]>): Record<string, ResolvedResource> =>
  Object.fromEntries(
    Object.entries(all).map(([LogicalId, [Type, Properties]]) => [
      LogicalId,
      { LogicalId, Type, Properties, DependsOn: [] },
    ]),
  );

const ALARM: Properties = {
  AlarmName: 'errors',
  ...{ Namespace: 'N', MetricName: 'Errors', Statistic: 'Sum', Period: 60, Threshold: 2 },
  ...{ EvaluationPeriods: 3, DatapointsToAlarm: 2, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
  ...{ TreatMissingData: 'notBreaching', AlarmActions: ['topic'] },
};

const withAlarm = (properties: Properties): Monitoring =>
  readMonitoring(resources({ Alarm: ['AWS::CloudWatch::Alarm', { ...ALARM, ...properties }] }), PSEUDO);

const FILTER: Properties = {
  LogGroupName: 'log',
  FilterPattern: '{ $.level = "ERROR" }',
  MetricTransformations: [{ MetricNamespace: 'N', MetricName: 'Errors', MetricValue: '1', DefaultValue: 0 }],
};

test('lines become a metric, the metric a state, the states that of a composite alarm, which alone is told', () => {
  const { AlarmActions: _, ...silent } = ALARM;
  const monitoring = readMonitoring(
    resources({
      Filter: ['AWS::Logs::MetricFilter', FILTER],
      Alarm: ['AWS::CloudWatch::Alarm', silent],
      Health: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM("errors")', AlarmActions: ['topic'] }],
    }),
    PSEUDO,
  );
  const cloudwatch = startCloudWatch(monitoring, 0);
  for (let minute = 0; minute < 8; minute++) {
    const level = minute === 2 || minute === 3 ? 'ERROR' : 'INFO';
    for (let line = 0; line < 2; line++)
      cloudwatch.log(readLogLine(minute * MINUTE_MILLISECONDS, JSON.stringify({ level })));
    cloudwatch.advance((minute + 1) * MINUTE_MILLISECONDS);
  }
  assert.deepEqual(
    cloudwatch.transitions().map(({ at, alarm, to, told }) => [at / MINUTE_MILLISECONDS, alarm, to, told.join()]),
    [
      [1, 'Alarm', 'OK', ''],
      [1, 'Health', 'OK', ''],
      [4, 'Alarm', 'ALARM', ''],
      [4, 'Health', 'ALARM', 'topic'],
      [6, 'Alarm', 'OK', ''],
      [6, 'Health', 'OK', ''],
    ],
  );
});

test('actions that are not enabled tell nobody', () => {
  const cloudwatch = startCloudWatch(withAlarm({ ActionsEnabled: 'false', TreatMissingData: 'breaching' }), 0);
  cloudwatch.advance(MINUTE_MILLISECONDS);
  assert.deepEqual(
    cloudwatch.transitions().map(({ to, told }) => [to, told]),
    [['ALARM', []]],
  );
});

const WRONG: [string, Properties, RegExp][] = [
  [
    'a property that would be ignored',
    { ThresholdMetricId: 'band' },
    /Expected only .* for Alarm but received Threshold/,
  ],
  ['a statistic', { Statistic: 'Median' }, /but received Median/],
  [
    'a comparison',
    { ComparisonOperator: 'LessThanLowerThreshold' },
    /known ComparisonOperator for Alarm but received Less/,
  ],
  ['a way to treat missing data', { TreatMissingData: 'guess' }, /TreatMissingData of Alarm but received guess/],
  ['a period below a minute', { Period: 10 }, /one period of whole minutes for Alarm but received 10/],
  ['a threshold that is none', { Threshold: 'high' }, /a number for Threshold of Alarm but received high/],
  [
    'two results',
    {
      Metrics: [
        { Id: 'a', Expression: 'b' },
        { Id: 'b', Expression: 'a' },
      ],
    },
    /one metric with ReturnData for an alarm but received 2/,
  ],
  [
    'a setting of a metric',
    { Metrics: [{ Id: 'a', AccountId: '1', Expression: 'a' }] },
    /the metric a of an alarm but received AccountId/,
  ],
];
for (const [what, properties, message] of WRONG)
  test(`${what} that the model does not know is an error`, () => {
    assert.throws(() => withAlarm(properties), message);
  });

test('a composite alarm whose actions may be suppressed, or that names no alarm of the stack, is an error', () => {
  const composite = (properties: Properties) =>
    readMonitoring(
      resources({ Health: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'TRUE', ...properties }] }),
      PSEUDO,
    );
  assert.throws(() => composite({ ActionsSuppressor: 'other' }), /for Health but received ActionsSuppressor/);
  const cloudwatch = startCloudWatch(composite({ AlarmRule: 'ALARM("other")' }), 0);
  assert.throws(() => cloudwatch.advance(MINUTE_MILLISECONDS), /an alarm of the template but received other/);
});
