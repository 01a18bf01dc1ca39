import { findingAt, valueAt } from '../engine/deployed.ts';
import { all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { numberOr, show } from '../engine/values.ts';
import { queueMappings } from '../facts/topology.ts';

/** Seconds, where a queue does not say. */
const DEFAULT_VISIBILITY = 30;
const DEFAULT_RETENTION = 345_600;

export const sqsRetentionTries: Rule = {
  id: 'SQS-9',
  title: 'A queue keeps a message for longer than all its tries take',
  why: 'A message that expires between two tries goes neither to the function nor to the dead-letter queue: the image is lost without a trace.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    controls: ['Well-Architected REL05-BP03'],
  },
  check: (context) =>
    checkEach(queueMappings(context), ({ queue }) => {
      if (!queue) return [];
      const tries = valueAt(queue, ['RedrivePolicy', 'maxReceiveCount']);
      if (tries === undefined) return []; // SQS-6
      const seconds = valueAt(queue, ['VisibilityTimeout']) ?? DEFAULT_VISIBILITY;
      const retention = numberOr(valueAt(queue, ['MessageRetentionPeriod']) ?? DEFAULT_RETENTION, 0);
      const needed = (numberOr(tries, Number.NaN) ?? Number.NaN) * (numberOr(seconds, Number.NaN) ?? Number.NaN);
      if (retention !== undefined && retention > needed) return [];
      const expected = `more than ${show(tries)} tries × ${show(seconds)} seconds of VisibilityTimeout = ${show(needed)}`;
      return [findingAt(context, queue, ['MessageRetentionPeriod'], expected)];
    }),
  mutants: [
    {
      title: 'it keeps messages just as long as three tries',
      kind: 'boundary',
      mutate: set('ImageQueue.Properties.MessageRetentionPeriod', 900),
    },
    {
      title: 'it tries more often than it has time for',
      kind: 'related',
      mutate: all(
        set('ImageQueue.Properties.RedrivePolicy.maxReceiveCount', 10),
        set('ImageQueue.Properties.VisibilityTimeout', 34_560),
      ),
    },
    {
      title: 'its retention cannot be known',
      kind: 'hidden',
      mutate: hide('ImageQueue.Properties.MessageRetentionPeriod'),
    },
    {
      title: 'the number of tries cannot be known',
      kind: 'hidden',
      mutate: hide('ImageQueue.Properties.RedrivePolicy.maxReceiveCount'),
    },
    {
      title: 'its retention is left to the default, and tries take longer',
      kind: 'absent',
      mutate: all(
        remove('ImageQueue.Properties.MessageRetentionPeriod'),
        set('ImageQueue.Properties.VisibilityTimeout', 43_200),
        set('ImageQueue.Properties.RedrivePolicy.maxReceiveCount', 8),
      ),
    },
  ],
};
