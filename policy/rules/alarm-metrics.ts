import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { alarmsOf, metricsOf } from '../facts/alarms.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { unpublished } from '../facts/published-metrics.ts';

const DLQ = 'DeadLetterQueueAlarm.Properties';
const RATE = 'ErrorRateAlarm.Properties.Metrics.2.MetricStat.Metric';

export const alarmMetrics: Rule = {
  id: 'ALARM-3',
  title: 'Every alarm watches a metric that somebody publishes, by its dimensions',
  why: 'CloudWatch accepts any name. An alarm on a metric that does not exist never fires, and looks as green as the others.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension',
    controls: ['Well-Architected OPS08-BP01', 'Well-Architected REL06-BP01'],
  },
  check: (context) =>
    checkEach(alarmsOf(context), (alarm) =>
      metricsOf(alarm).flatMap(({ path, namespace, name, dimensions }) => {
        const reference = { namespace, name, dimensions: Object.keys(dimensions) };
        const wrong = unpublished(context, reference, imagePipelineOf(context) !== undefined);
        return wrong ? [findingAt(context, alarm, [...path, 'MetricName'], wrong.expected, wrong.received)] : [];
      }),
    ),
  mutants: [
    {
      title: 'a name with a slip',
      kind: 'boundary',
      mutate: set(`${DLQ}.MetricName`, 'ApproximateNumberOfMessageVisible'),
    },
    { title: 'no dimension', kind: 'absent', mutate: remove(`${DLQ}.Dimensions`) },
    {
      title: 'a dimension that SQS does not have',
      kind: 'boundary',
      mutate: set(`${DLQ}.Dimensions.0.Name`, 'QueueArn'),
    },
    { title: 'the metric cannot be known', kind: 'hidden', mutate: hide(`${DLQ}.MetricName`) },
    {
      title: 'one metric of several that the handler does not write',
      kind: 'single',
      mutate: set(`${RATE}.MetricName`, 'Failures'),
    },
    {
      title: 'the handler writes to another namespace',
      kind: 'related',
      mutate: set('ImageFunction.Properties.Environment.Variables.METRIC_NAMESPACE', 'Another'),
    },
    { title: 'the metric filter is gone', kind: 'related', mutate: remove('ErrorLinesMetricFilter') },
  ],
};
