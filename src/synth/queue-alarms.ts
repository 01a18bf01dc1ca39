import type { Choices } from '../pipeline/choices.ts';
import { alarm, describe, dimension, MINUTE, notifyTopic } from './alarm.ts';
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
      'Fires when uploads wait too long. SQS tells no age of an empty queue.',
      describe(
        'Uploads wait too long: the function is slower than they come, or does not run.',
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
      'Fires at the first message, and clears when there is none. SQS tells nothing of a queue that nobody touched for six hours: then it stays as it is.',
      describe(
        'Uploads failed for good and wait in the dead-letter queue for a decision.',
        'list them with their reasons, then redrive or purge them.',
        'Dead-letter queue',
      ),
      {
        ...metric('DeadLetterQueue', 'ApproximateNumberOfMessagesVisible'),
        EvaluationPeriods: 1,
        Threshold: 1,
        TreatMissingData: 'ignore',
        ...notifyTopic(choices),
      },
    ),
  }) satisfies Record<string, Resource>;
