import { expectAt, findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin, numberOf } from '../engine/values.ts';
import { sourcesOf } from '../facts/topology.ts';

const RETENTION = ['MessageRetentionPeriod'];
const LEAST_SECONDS = 60;
const MOST_SECONDS = 1_209_600; // 14 days
const hasLegalRetention = isWithin(LEAST_SECONDS, MOST_SECONDS);

export const sqsDeadLetterRetention: Rule = {
  id: 'SQS-8',
  title: 'Every queue states how long it keeps messages, and a dead-letter queue keeps them longer than its sources',
  why: 'The age of a message counts from its first arrival: in a dead-letter queue that keeps messages no longer than the source, a message can vanish on the day that it comes, before anybody has looked.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html#understanding-message-retention-periods',
    controls: ['cfn-lint I3013', 'Well-Architected REL05-BP03'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const own = numberOf(queue.Properties['MessageRetentionPeriod']);
      return [
        ...expectAt(context, queue, RETENTION, `${LEAST_SECONDS} to ${MOST_SECONDS} seconds`, hasLegalRetention),
        ...sourcesOf(context, queue)
          .map((source) => numberOf(source.Properties['MessageRetentionPeriod']))
          .filter((seconds) => own !== undefined && seconds !== undefined && own <= seconds)
          .map((seconds) => findingAt(context, queue, RETENTION, `more than the ${seconds} of its source`)),
      ];
    }),
  mutants: [
    {
      title: 'the dead-letter queue leaves it to the default',
      kind: 'absent',
      mutate: remove('DeadLetterQueue.Properties.MessageRetentionPeriod'),
    },
    {
      title: 'the source leaves it to the default',
      kind: 'single',
      mutate: remove('ImageQueue.Properties.MessageRetentionPeriod'),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('DeadLetterQueue.Properties.MessageRetentionPeriod') },
    {
      title: 'both keep messages equally long',
      kind: 'boundary',
      mutate: set('DeadLetterQueue.Properties.MessageRetentionPeriod', 345_600),
    },
  ],
};
