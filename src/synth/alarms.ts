import { Refs, type Value } from 'cloudform';
import { attribute, parameter, policyDocument, type Resource, type ResourceType, ref, sub } from './cloudformation.ts';
import { ERROR_LINES_METRIC, METRIC_NAMESPACE, PIPELINE_DIMENSION } from './metrics.ts';
import { denyInsecureTransport } from './transport.ts';

const MINUTE = 60;
const FIVE_MINUTES = 300;

/** Below this many images in five minutes one failure would be a rate of five per cent or more: no rate is computed. */
const ERROR_RATE_FLOOR_IMAGES = 20;

/** An invocation that takes so much of its timeout leaves no room for a larger image. */
const DURATION_PERCENT = 80;

/** Every failed image logs one error line; this many in five minutes are more than a few bad files. */
const ERROR_LINES = 25;

type Alarm = ResourceType<'AWS::CloudWatch::Alarm'>;

const dimension = (Name: string, Value: Value<string>) => [{ Name, Value }];
const ofFunction = () => dimension('FunctionName', ref('ImageFunction'));
const ofPipeline = () => dimension(PIPELINE_DIMENSION, Refs.StackName);

/** An alarm that tells the topic when it fires and when it clears, and for which no data is no trouble. */
const alarm = (
  Why: string,
  AlarmDescription: string,
  Properties: Omit<Alarm['Properties'], 'ComparisonOperator'>,
): Alarm => ({
  Why,
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...Properties,
    TreatMissingData: 'notBreaching',
    AlarmActions: [ref('AlarmTopic')],
    OKActions: [ref('AlarmTopic')],
  },
});

const images = (Id: string, MetricName: string) => ({
  Id,
  MetricStat: {
    Metric: { Namespace: METRIC_NAMESPACE, MetricName, Dimensions: ofPipeline() },
    Period: FIVE_MINUTES,
    Stat: 'Sum',
  },
  ReturnData: false,
});

/** The topic that takes every alarm, with its policy and the optional e-mail subscription. */
const topic = () =>
  ({
    AlarmTopic: {
      Why: 'Takes every alarm; subscribe to it whoever has to know.',
      Type: 'AWS::SNS::Topic',
      Properties: { DisplayName: sub('${AWS::StackName} alarms') },
    },
    AlarmTopicPolicy: {
      Why: 'Lets the alarms of this account publish, nobody else, and only over TLS.',
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('AlarmTopic')],
        PolicyDocument: policyDocument(
          {
            Sid: 'AllowAlarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: ref('AlarmTopic'),
            Condition: {
              ArnLike: {
                'aws:SourceArn': sub('arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*'),
              },
              StringEquals: { 'aws:SourceAccount': Refs.AccountId },
            },
          },
          denyInsecureTransport('sns:Publish', ref('AlarmTopic')),
        ),
      },
    },
    AlarmEmailSubscription: {
      Why: 'Mails the alarms to a person.',
      Type: 'AWS::SNS::Subscription',
      Condition: 'HasAlarmEmail',
      Properties: { TopicArn: ref('AlarmTopic'), Protocol: 'email', Endpoint: parameter('AlarmEmail') },
    },
  }) satisfies Record<string, Resource>;

/** The alarms, the topic that they tell, and the metric filter that one of them watches. */
export const alarms = () =>
  ({
    ...topic(),
    FunctionErrorsAlarm: alarm(
      'Fires when an invocation fails as a whole: a crash, a timeout, no memory left.',
      'Invocations of the image function fail as a whole. Look at the log of the function for the request.',
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: ofFunction(),
        Statistic: 'Sum',
        Period: MINUTE,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 2,
        Threshold: 1,
      },
    ),
    FunctionThrottlesAlarm: alarm(
      'Fires when invocations are refused for want of concurrency; each refusal costs a message one of its tries.',
      'Invocations of the image function are throttled. Compare the concurrency of the mapping with that of the function and the account.',
      {
        Namespace: 'AWS/Lambda',
        MetricName: 'Throttles',
        Dimensions: ofFunction(),
        Statistic: 'Sum',
        Period: MINUTE,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 2,
        Threshold: 1,
      },
    ),
    FunctionDurationAlarm: alarm(
      'Fires before invocations time out.',
      `Invocations of the image function take more than ${DURATION_PERCENT} per cent of their timeout. Give the function more memory, which is also more processor, or more time.`,
      {
        Metrics: [
          {
            Id: 'share',
            Label: 'Longest invocation in per cent of the timeout',
            Expression: sub('duration / (${FunctionTimeout} * 10)'),
          },
          {
            Id: 'duration',
            MetricStat: {
              Metric: { Namespace: 'AWS/Lambda', MetricName: 'Duration', Dimensions: ofFunction() },
              Period: FIVE_MINUTES,
              Stat: 'Maximum',
            },
            ReturnData: false,
          },
        ],
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        Threshold: DURATION_PERCENT,
      },
    ),
    DeadLetterQueueAlarm: alarm(
      'Fires at the first message of the dead-letter queue, and clears when it is empty.',
      'There are uploads in the dead-letter queue. Look at why they failed, then redrive or purge them.',
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: dimension('QueueName', attribute('DeadLetterQueue', 'QueueName')),
        Statistic: 'Maximum',
        Period: MINUTE,
        EvaluationPeriods: 1,
        Threshold: 1,
      },
    ),
    OldestMessageAgeAlarm: alarm(
      'Fires when uploads wait: the function is slower than they come, or does not run.',
      'The oldest waiting upload is too old. Look at throttles, errors and the state of the event source mapping.',
      {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: dimension('QueueName', attribute('ImageQueue', 'QueueName')),
        Statistic: 'Maximum',
        Period: MINUTE,
        EvaluationPeriods: 3,
        Threshold: parameter('OldestMessageAgeThreshold'),
      },
    ),
    ErrorRateAlarm: alarm(
      'Fires when too large a share of images fails, if there are enough of them to speak of a share.',
      'Too large a share of images fails. The log of the function says which and why.',
      {
        Metrics: [
          {
            Id: 'rate',
            Label: 'Failed images in per cent',
            Expression: `IF(processed + failed >= ${ERROR_RATE_FLOOR_IMAGES}, 100 * failed / (processed + failed), 0)`,
          },
          images('processed', 'ProcessedImages'),
          images('failed', 'FailedImages'),
        ],
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
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
            // A metric filter gives a dimension only from a field of the line, so the name carries the stack.
            MetricName: sub(`\${AWS::StackName}-${ERROR_LINES_METRIC}`),
            MetricValue: '1',
            DefaultValue: 0,
            Unit: 'Count',
          },
        ],
      },
    },
    ErrorLinesAlarm: alarm(
      'Fires when the log fills with errors, whatever they are.',
      'The log of the image function has many error lines. Look there for the most frequent message.',
      {
        Namespace: METRIC_NAMESPACE,
        MetricName: sub(`\${AWS::StackName}-${ERROR_LINES_METRIC}`),
        Statistic: 'Sum',
        Period: FIVE_MINUTES,
        EvaluationPeriods: 1,
        Threshold: ERROR_LINES,
      },
    ),
  }) satisfies Record<string, Resource>;
