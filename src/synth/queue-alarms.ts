import type { Choices } from '../pipeline/choices.ts';
import { alarm, describe, dimension, MINUTE, notifyTopic } from './alarm.ts';
import { because } from './because.ts';
import { attribute, parameter, type Resource } from './cloudformation.ts';

const metric = (queue: 'ImageQueue' | 'DeadLetterQueue', MetricName: string) => ({
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
        ...metric('ImageQueue', 'ApproximateAgeOfOldestMessage'),
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
        ...metric('DeadLetterQueue', 'ApproximateNumberOfMessagesVisible'),
        EvaluationPeriods: 1,
        Threshold: 1,
        TreatMissingData: because('SQS reports nothing of a queue that was not used for six hours.', 'ignore'),
        ...notifyTopic(choices),
      },
    ),
  }) satisfies Record<string, Resource>;
