import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { FAILURES_BY_CODE, IMAGE_METRICS } from '../../../policy/facts/metric-tables.ts';
import { alarmActions } from '../../../policy/rules/alarm-actions.ts';
import { alarmComposite } from '../../../policy/rules/alarm-composite.ts';
import { alarmDeadLetters } from '../../../policy/rules/alarm-dead-letters.ts';
import { alarmDimensions } from '../../../policy/rules/alarm-dimensions.ts';
import { alarmMetricMath } from '../../../policy/rules/alarm-metric-math.ts';
import { alarmMetrics } from '../../../policy/rules/alarm-metrics.ts';
import { alarmPeriods } from '../../../policy/rules/alarm-periods.ts';
import { logsRetentionChoices } from '../../../policy/rules/logs-retention-choices.ts';
import { createImageMetric } from '../../../src/handler/logging/image-metric.ts';
import { findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);
const alarm = (properties: string): string => `
Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { ${properties} }
`;

test('metrics of services that are not in the tables, and of programs elsewhere, are not judged', () => {
  const foreign = 'MetricName: RequestCount, Dimensions: [ { Name: LoadBalancer, Value: app/web/1 } ]';
  accepts(alarmMetrics, alarm(`Namespace: AWS/ApplicationELB, ${foreign}`));
  accepts(alarmMetrics, alarm(`Namespace: Shop, ${foreign}`));
  accepts(alarmDimensions, alarm(`Namespace: Shop, ${foreign}`));
});

test('a queue that is not of the stack may be watched', () =>
  accepts(
    alarmDimensions,
    alarm('Namespace: AWS/SQS, MetricName: NumberOfMessagesSent, Dimensions: [ { Name: QueueName, Value: jobs } ]'),
  ));

test('an alarm of a week of hours, and one on a band, are what CloudWatch accepts', () => {
  const rest = 'Namespace: A, MetricName: B, Statistic: Sum';
  accepts(
    alarmPeriods,
    alarm(`${rest}, ComparisonOperator: GreaterThanThreshold, EvaluationPeriods: 168, Period: 3600, Threshold: 1`),
  );
  accepts(
    alarmPeriods,
    alarm(
      `${rest}, ComparisonOperator: GreaterThanUpperThreshold, EvaluationPeriods: 1, Period: 60, ThresholdMetricId: band`,
    ),
  );
});

test('a bare metric in a list of metrics is its own result', () =>
  accepts(
    alarmMetricMath,
    alarm('Metrics: [ { Id: m, MetricStat: { Metric: { Namespace: A, MetricName: B }, Period: 60, Stat: Sum } } ]'),
  ));

test('a composite alarm needs an action too', () =>
  assert.equal(
    findingsIn(
      alarmActions,
      'Resources: { All: { Type: "AWS::CloudWatch::CompositeAlarm", Properties: { AlarmRule: "ALARM(a)" } } }',
    ).length,
    1,
  ));

const composed = (rule: string, actions: string): string => `
Resources:
  Topic: { Type: "AWS::SNS::Topic" }
  Alarm: { Type: "AWS::CloudWatch::Alarm", Properties: { AlarmName: slow${actions} } }
  All: { Type: "AWS::CloudWatch::CompositeAlarm", Properties: { AlarmRule: !Sub '${rule}', AlarmActions: [ !Ref Topic ] } }
`;

test('an alarm without an action is told by a composite alarm that asks for it, by name or ARN', () => {
  for (const rule of ['ALARM(slow)', 'ALARM("slow") AND NOT ALARM("night")', 'ALARM(${Alarm.Arn}) OR ALARM(other)'])
    accepts(alarmActions, composed(rule, ''));
  for (const rule of ['OK(slow)', 'NOT ALARM(slow)', 'ALARM(slower)'])
    assert.equal(findingsIn(alarmActions, composed(rule, '')).length, 1, rule);
});

test('an alarm tells what its composite alarm tells only where that waits for others too, or another person hears it', () => {
  const topic = ', AlarmActions: [ !Ref Topic ]';
  assert.equal(findingsIn(alarmComposite, composed('ALARM(slow) OR ALARM(other)', topic)).length, 1);
  accepts(alarmComposite, composed('ALARM(slow) AND ALARM(other)', topic));
  accepts(alarmComposite, composed('ALARM(slow)', ', AlarmActions: [ "arn:aws:sns:eu-west-1:123456789012:second" ]'));
});

test('an alarm above 0 messages is one from 1 message', () =>
  accepts(
    alarmDeadLetters,
    `
Resources:
  Failed: { Type: "AWS::SQS::Queue" }
  Jobs: { Type: "AWS::SQS::Queue", Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3 } } }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [ { Name: QueueName, Value: !GetAtt Failed.QueueName } ]
      ComparisonOperator: GreaterThanThreshold
      Threshold: "0"
      EvaluationPeriods: 1
      Period: 60
      Statistic: Sum
`,
  ));

test('a retention that is written down has no choices to check', () =>
  accepts(
    logsRetentionChoices,
    'Resources: { Log: { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: 14 } } }',
  ));

test('the metrics that alarms and widgets may name are those that the handler writes', () => {
  const lines: string[] = [];
  createImageMetric('pipeline', 'ImagePipeline', (line) => lines.push(line))(
    { succeeded: true, milliseconds: 1, bytesIn: 1, bytesOut: 1, latency: 1, code: 'CORRUPT' },
    {},
  );
  const written: { Metrics: { Name: string }[]; Dimensions: string[][] }[] = JSON.parse(lines[0] ?? '')._aws
    .CloudWatchMetrics;
  assert.deepEqual(
    written.map(({ Metrics, Dimensions }) => ({ metrics: Metrics.map(({ Name }) => Name), dimensions: Dimensions })),
    [IMAGE_METRICS, FAILURES_BY_CODE],
  );
});
