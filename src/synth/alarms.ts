import type { Value } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { because } from './because.ts';
import {
  attribute,
  type LogicalId,
  parameter,
  type Resource,
  type ResourceType,
  ref,
  sub,
  when,
} from './cloudformation.ts';
import { Refs } from './functions.ts';
import { CAUSES, ERROR_LINES_METRIC, METRIC_NAMESPACE, PIPELINE_DIMENSION } from './names.ts';

const MINUTE = 60;
const FIVE_MINUTES = 300;

type Alarm = ResourceType<'AWS::CloudWatch::Alarm'>;

/** The one dimension of a metric. */
export const dimension = (Name: string, Value: Value<string>) => [{ Name, Value }];

/** What a metric of the function is asked for by. */
const ofFunction = () => dimension('FunctionName', ref('ImageFunction'));

/** What the mail of an alarm says: what it means, what to do first, and the section of RUNBOOK.md that tells the rest. */
const describe = (meaning: string, first: string, section: string): string =>
  `${meaning} First: ${first} RUNBOOK.md: ${section}`;

/** The topic that receives alarms: of the stack, or the existing one that a deployment names. */
export const alarmTopicArn = ({ alarmTopic }: Choices) =>
  alarmTopic === 'own' ? ref('AlarmTopic') : parameter('AlarmTopicArn');

/** Actions that notify the topic, when an alarm fires and when it clears. */
const notifyTopic = (choices: Choices) => ({
  AlarmActions: [alarmTopicArn(choices)],
  OKActions: [alarmTopicArn(choices)],
});

/**
 * An alarm that fires from its threshold on, and for which no data is no trouble unless it says otherwise. Its description
 * says why it is there.
 */
export const alarm = (
  AlarmDescription: string,
  Properties: Omit<Alarm['Properties'], 'ComparisonOperator'>,
): Alarm => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...Properties,
  },
});

/** A metric that an expression names: it is looked at, but is not the result. */
const input = (
  Id: string,
  Metric: { Namespace: string; MetricName: string; Dimensions: ReturnType<typeof dimension> },
  Stat: 'Sum' | 'Maximum',
  Period = FIVE_MINUTES,
) => ({ Id, MetricStat: { Metric, Period, Stat }, ReturnData: false });

const functionMetric = (MetricName: string) => ({ Namespace: 'AWS/Lambda', MetricName, Dimensions: ofFunction() });

/** Two bad minutes out of five: one is a blip, and a fit of failures need not be without a pause. */
const TWO_OF_FIVE_MINUTES = {
  Statistic: 'Sum',
  Period: MINUTE,
  EvaluationPeriods: 5,
  DatapointsToAlarm: 2,
  Threshold: 1,
} as const;

/** The alarms on Lambda's own metrics of the function. Without an invocation there is no data, and nothing is wrong. */
export const functionAlarms = () =>
  ({
    FunctionErrorsAlarm: alarm(
      describe(
        'Invocations fail as a whole: a crash, a timeout, no memory left.',
        'read the last lines of the log.',
        'Function errors',
      ),
      { ...functionMetric('Errors'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionThrottlesAlarm: alarm(
      describe(
        'Lambda throttles invocations; each throttle costs uploads one of their tries.',
        'compare MaximumConcurrency, ReservedConcurrency and the quota of the account.',
        'Function throttles',
      ),
      { ...functionMetric('Throttles'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionDurationAlarm: alarm(
      describe(
        'Invocations come near their timeout.',
        'look on the dashboard for larger images or a slower S3.',
        'Function duration',
      ),
      {
        Metrics: [
          {
            Id: 'share',
            Label: '% of the timeout',
            Expression: sub('duration / (${FunctionTimeout} * 10)'),
          },
          input('duration', functionMetric('Duration'), 'Maximum'),
        ],
        EvaluationPeriods: 2,
        Threshold: parameter('DurationThreshold'),
      },
    ),
    FunctionConcurrencyAlarm: {
      ...alarm(
        describe(
          'Nearly all reserved concurrency is in use.',
          'look what else invokes the function, then raise ReservedConcurrency or lower MaximumConcurrency.',
          'Function concurrency',
        ),
        {
          Metrics: [
            {
              Id: 'share',
              Label: '% of the reserve',
              Expression: sub('100 * concurrency / ${ReservedConcurrency}'),
            },
            input('concurrency', functionMetric('ConcurrentExecutions'), 'Maximum'),
          ],
          EvaluationPeriods: 3,
          Threshold: parameter('ConcurrencyThreshold'),
        },
      ),
      Condition: 'ReservesConcurrency',
    },
  }) satisfies Record<string, Resource>;

const queueMetric = (queue: 'ImageQueue' | 'DeadLetterQueue', MetricName: string) => ({
  Namespace: 'AWS/SQS',
  MetricName,
  Dimensions: dimension('QueueName', attribute(queue, 'QueueName')),
  Statistic: 'Maximum' as const,
  Period: MINUTE,
});

/** The alarms on what waits in the image queue and on what has ended in the dead-letter queue. */
export const queueAlarms = (choices: Choices) =>
  ({
    OldestMessageAgeAlarm: alarm(
      describe(
        'Uploads wait too long: the function is too slow, or does not run.',
        'see whether the event source mapping is enabled and the function is throttled.',
        'Oldest message age',
      ),
      {
        ...queueMetric('ImageQueue', 'ApproximateAgeOfOldestMessage'),
        EvaluationPeriods: 3,
        Threshold: parameter('OldestMessageAgeThreshold'),
      },
    ),
    DeadLetterQueueAlarm: alarm(
      describe(
        'Uploads failed and wait for a decision.',
        'list them with their reasons, then redrive or purge them.',
        'Dead-letter queue',
      ),
      {
        ...queueMetric('DeadLetterQueue', 'ApproximateNumberOfMessagesVisible'),
        EvaluationPeriods: 1,
        Threshold: 1,
        TreatMissingData: because('SQS reports nothing of a queue that was not used for six hours.', 'ignore'),
        ...notifyTopic(choices),
      },
    ),
  }) satisfies Record<string, Resource>;

const imageMetric = (MetricName: string) => ({
  Namespace: METRIC_NAMESPACE,
  MetricName,
  Dimensions: dimension(PIPELINE_DIMENSION, Refs.StackName),
});

/** A metric filter gives a dimension only from a field of the line, so the name carries the stack. */
const errorLines = () => sub(`\${AWS::StackName}-${ERROR_LINES_METRIC}`);

/** The alarms on what the handler says of the images: its metrics and its log. Without images there is no data. */
export const imageAlarms = () =>
  ({
    ErrorRateAlarm: alarm(
      describe(
        'Too large a share of the images fails.',
        'look at the errors by code on the dashboard, and what was deployed last.',
        'Error rate',
      ),
      {
        Metrics: [
          {
            Id: 'rate',
            Label: '% failed',
            Expression: sub('IF(processed + failed >= ${ErrorRateFloor}, 100 * failed / (processed + failed), 0)'),
          },
          input('processed', imageMetric('ProcessedImages'), 'Sum'),
          input('failed', imageMetric('FailedImages'), 'Sum'),
        ],
        EvaluationPeriods: 2,
        Threshold: parameter('ErrorRateThreshold'),
      },
    ),
    ErrorLinesMetricFilter: {
      Why: 'Counts the error lines of the log, those of the Lambda runtime too.',
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: ref('ImageFunctionLogGroup'),
        FilterPattern: '{ $.level = "ERROR" }',
        MetricTransformations: [
          {
            MetricNamespace: METRIC_NAMESPACE,
            MetricName: errorLines(),
            MetricValue: '1',
            DefaultValue: 0,
          },
        ],
      },
    },
    ErrorLinesAlarm: alarm(
      describe('The log fills with error lines.', 'look there for the most frequent message.', 'Error lines'),
      {
        Namespace: METRIC_NAMESPACE,
        MetricName: errorLines(),
        Statistic: 'Sum',
        Period: FIVE_MINUTES,
        EvaluationPeriods: 1,
        Threshold: parameter('ErrorLinesThreshold'),
      },
    ),
  }) satisfies Record<string, Resource>;

const fired = (id: LogicalId): string => `ALARM("\${${id}}")`;

/**
 * The one alarm that tells of an incident, however many of its causes fire. They tell nobody themselves.
 *
 * The dead-letter queue is no cause, and tells the topic itself. It is not empty after a single broken file, and stays so
 * until a person has decided: as a cause it would call that an outage, and hide the real one that comes meanwhile. What an
 * incident leaves behind there is a second piece of news, as it is a second piece of work.
 */
export const pipelineHealth = (choices: Choices) =>
  ({
    PipelineHealthAlarm: {
      Why: 'One incident is one message, however many causes fire. The dead-letter queue notifies by itself.',
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmDescription: describe('At least one cause has fired.', 'see on the dashboard which.', 'Pipeline health'),
        AlarmRule: sub(`${CAUSES.map((cause) => fired(`${cause}Alarm`)).join(' OR ')}\${OrConcurrency}`, {
          OrConcurrency: when<ReturnType<typeof sub> | string>(
            'ReservesConcurrency',
            sub(` OR ${fired('FunctionConcurrencyAlarm')}`),
            '',
          ),
        }),
        ...notifyTopic(choices),
      },
    },
  }) satisfies Record<string, Resource>;
