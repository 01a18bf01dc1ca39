import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin } from '../engine/values.ts';

const MOST_SECONDS = 20;

export const sqsLongPolling: Rule = {
  id: 'SQS-11',
  title: 'Every queue is polled with long polling',
  why: 'With short polling a reader asks some of the servers of SQS: it misses messages that are there, and pays for every empty answer.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html',
    controls: ['Well-Architected COST09-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) =>
      expectAt(
        context,
        queue,
        ['ReceiveMessageWaitTimeSeconds'],
        `1 to ${MOST_SECONDS} seconds`,
        isWithin(1, MOST_SECONDS),
      ),
    ),
  mutants: [
    {
      title: 'one queue leaves it to the default',
      kind: 'absent',
      mutate: remove('DeadLetterQueue.Properties.ReceiveMessageWaitTimeSeconds'),
    },
    {
      title: 'one queue waits not at all',
      kind: 'single',
      mutate: set('ImageQueue.Properties.ReceiveMessageWaitTimeSeconds', 0),
    },
    {
      title: 'it cannot be known',
      kind: 'hidden',
      mutate: hide('ImageQueue.Properties.ReceiveMessageWaitTimeSeconds'),
    },
    {
      title: '21 seconds',
      kind: 'boundary',
      mutate: set('ImageQueue.Properties.ReceiveMessageWaitTimeSeconds', 21),
    },
  ],
};
