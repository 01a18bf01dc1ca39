import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin, numberOr } from '../engine/values.ts';
import { deadLetterQueueOf } from '../facts/topology.ts';

/**
 * An event message of S3 can have 64 KiB:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
const LEAST_BYTES = 65_536;
const MOST_BYTES = 1_048_576;
/** Of older queues and Regions; the default has grown, and an existing queue keeps what it had. */
const DEFAULT_BYTES = 262_144;

export const sqsMessageSize: Rule = {
  id: 'SQS-12',
  title: 'Every queue takes the longest message that S3 sends, and a dead-letter queue what its source took',
  why: 'A message that is too long for the queue is refused, and the upload that it names is never processed.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    controls: ['Well-Architected REL01-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const size = valueAt(queue, ['MaximumMessageSize']); // absent: SQS's own maximum
      const target = deadLetterQueueOf(context, queue);
      const given = target && valueAt(target, ['MaximumMessageSize']);
      const isBoth = size === undefined && given === undefined;
      const most = isBoth ? MOST_BYTES : given === undefined ? DEFAULT_BYTES : (numberOr(given, 0) ?? 0);
      if (size !== undefined && !isWithin(LEAST_BYTES, MOST_BYTES)(size))
        return [findingAt(context, queue, ['MaximumMessageSize'], `${LEAST_BYTES} to ${MOST_BYTES} bytes`)];
      if ((numberOr(size, MOST_BYTES) ?? MOST_BYTES) <= most || !target) return [];
      return [
        findingAt(context, target, ['MaximumMessageSize'], `at least the ${size ?? MOST_BYTES} bytes of its source`),
      ];
    }),
  mutants: [
    {
      title: 'the dead-letter queue leaves it to the default',
      kind: 'absent',
      mutate: remove('DeadLetterQueue.Properties.MaximumMessageSize'),
    },
    {
      title: 'a byte too short',
      kind: 'boundary',
      mutate: set('ImageQueue.Properties.MaximumMessageSize', 65_535),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageQueue.Properties.MaximumMessageSize') },
    {
      title: 'the dead-letter queue takes less than the source',
      kind: 'related',
      mutate: set('DeadLetterQueue.Properties.MaximumMessageSize', 262_144),
    },
    {
      title: 'one queue takes next to nothing',
      kind: 'single',
      mutate: set('DeadLetterQueue.Properties.MaximumMessageSize', 1024),
    },
  ],
};
