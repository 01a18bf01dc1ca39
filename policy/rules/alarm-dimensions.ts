import { arnOf, findingAt, ofType, refOf } from '../engine/deployed.ts';
import { hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { alarmsOf, metricsOf } from '../facts/alarms.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const QUEUE_NAME = 'OldestMessageAgeAlarm.Properties.Dimensions.0.Value';

/** The values that a dimension can have for the resources of this stack; empty where the stack has none of the type. */
function valuesOf(context: RuleContext, dimension: string): string[] {
  const named = (type: string): string[] => ofType(context, type).map((resource) => refOf(context, resource));
  const lastOfArn = (type: string): string[] =>
    ofType(context, type).map((resource) => arnOf(context, resource).split(':').at(-1) ?? '');
  switch (dimension) {
    case 'BucketName':
      return named('AWS::S3::Bucket');
    case 'FunctionName':
      return named('AWS::Lambda::Function');
    case 'QueueName':
      return lastOfArn('AWS::SQS::Queue');
    case 'TopicName':
      return lastOfArn('AWS::SNS::Topic');
    case 'Pipeline':
      return imagePipelineOf(context) ? [context.settings.pseudo.StackName] : [];
    default:
      return [];
  }
}

export const alarmDimensions: Rule = {
  id: 'ALARM-4',
  title: 'The dimensions of every alarm name resources of the stack',
  why: 'With the URL, the ARN or the logical id instead of the name, the alarm deploys and has no data for ever.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    controls: ['Well-Architected OPS08-BP01', 'Well-Architected REL06-BP01'],
  },
  check: (context) =>
    checkEach(alarmsOf(context), (alarm) =>
      metricsOf(alarm).flatMap(({ path, dimensions }) =>
        Object.entries(dimensions).flatMap(([name, value], index) => {
          const known = valuesOf(context, name);
          if (isHidden(value) || (known.length > 0 && !known.includes(String(value))))
            return [
              findingAt(
                context,
                alarm,
                [...path, 'Dimensions', index, 'Value'],
                `${name} one of ${known.join(', ')}`,
                value,
              ),
            ];
          return [];
        }),
      ),
    ),
  mutants: [
    { title: 'the URL of the queue', kind: 'boundary', mutate: set(QUEUE_NAME, { Ref: 'ImageQueue' }) },
    {
      title: 'the logical id',
      kind: 'boundary',
      mutate: set('FunctionErrorsAlarm.Properties.Dimensions.0.Value', 'ImageFunction'),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(QUEUE_NAME) },
    {
      title: 'one of two metrics of another pipeline',
      kind: 'single',
      mutate: set('ErrorRateAlarm.Properties.Metrics.1.MetricStat.Metric.Dimensions.0.Value', 'another'),
    },
    {
      title: 'no value',
      kind: 'absent',
      mutate: set('FunctionThrottlesAlarm.Properties.Dimensions.0', { Name: 'FunctionName' }),
    },
  ],
};
