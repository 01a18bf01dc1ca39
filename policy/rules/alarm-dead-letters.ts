import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { numberOr } from '../engine/values.ts';
import { alarmsOf, metricsOf } from '../facts/alarms.ts';
import { sourcesOf } from '../facts/topology.ts';

const ALARM = 'DeadLetterQueueAlarm.Properties';
const STATISTICS = ['Maximum', 'Sum', 'Average'];

/** Whether the alarm fires at one message already, and does not clear for want of data. */
function firesAtOne(alarm: ResolvedResource): boolean {
  const threshold = numberOr(valueAt(alarm, ['Threshold']), Number.NaN);
  const operator = valueAt(alarm, ['ComparisonOperator']);
  if (valueAt(alarm, ['TreatMissingData']) === 'notBreaching') return false;
  if (threshold === undefined || threshold < 0 || numberOr(valueAt(alarm, ['EvaluationPeriods']), Number.NaN) !== 1)
    return false;
  return operator === 'GreaterThanOrEqualToThreshold'
    ? threshold > 0 && threshold <= 1
    : operator === 'GreaterThanThreshold' && threshold < 1;
}

export const alarmDeadLetters: Rule = {
  id: 'ALARM-7',
  title: 'One message in a dead-letter queue is enough for an alarm, which stays while the message does',
  why: 'Each of these messages is an image that somebody waits for. NumberOfMessagesSent does not count what SQS itself moves there; an average or a higher threshold lets the first ones lie. SQS sends no data of a queue that nobody has touched for six hours: an alarm that takes that for good clears with the messages still there.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html',
    controls: ['Well-Architected REL06-BP03', 'Well-Architected OPS08-BP04'],
  },
  check: (context) =>
    checkEach(
      ofType(context, 'AWS::SQS::Queue').filter((queue) => sourcesOf(context, queue).length > 0),
      (queue) => {
        const name = arnOf(context, queue).split(':').at(-1);
        const expected =
          'an alarm on ApproximateNumberOfMessagesVisible from 1 message, in one period, for which missing data is not good';
        const onQueue = alarmsOf(context).filter((alarm) =>
          metricsOf(alarm).some(({ dimensions }) => dimensions['QueueName'] === name),
        );
        const isMet = onQueue.some(
          (alarm) =>
            firesAtOne(alarm) &&
            metricsOf(alarm).some(
              (metric) =>
                metric.name === 'ApproximateNumberOfMessagesVisible' &&
                STATISTICS.includes(String(metric.statistic)) &&
                metric.dimensions['QueueName'] === name,
            ),
        );
        const [alarm] = onQueue;
        if (isMet) return [];
        return [
          alarm
            ? findingAt(
                context,
                alarm,
                ['Threshold'],
                expected,
                ['MetricName', 'ComparisonOperator', 'Threshold', 'TreatMissingData']
                  .map((name) => valueAt(alarm, [name]))
                  .join(' '),
              )
            : findingAt(context, queue, [], expected, 'no alarm'),
        ];
      },
    ),
  mutants: [
    { title: 'there is none', kind: 'absent', mutate: remove('DeadLetterQueueAlarm') },
    { title: 'from two messages', kind: 'boundary', mutate: set(`${ALARM}.Threshold`, 2) },
    {
      title: 'above one message',
      kind: 'boundary',
      mutate: set(`${ALARM}.ComparisonOperator`, 'GreaterThanThreshold'),
    },
    {
      title: 'the silence of SQS clears it',
      kind: 'boundary',
      mutate: set(`${ALARM}.TreatMissingData`, 'notBreaching'),
    },
    { title: 'after two periods', kind: 'boundary', mutate: set(`${ALARM}.EvaluationPeriods`, 2) },
    {
      title: 'the metric that does not count what SQS moves',
      kind: 'single',
      mutate: set(`${ALARM}.MetricName`, 'NumberOfMessagesSent'),
    },
    { title: 'the fewest messages of a period', kind: 'boundary', mutate: set(`${ALARM}.Statistic`, 'Minimum') },
    { title: 'the threshold cannot be known', kind: 'hidden', mutate: hide(`${ALARM}.Threshold`) },
    {
      title: 'it watches the image queue',
      kind: 'related',
      mutate: set(`${ALARM}.Dimensions.0.Value`, { 'Fn::GetAtt': ['ImageQueue', 'QueueName'] }),
    },
  ],
};
