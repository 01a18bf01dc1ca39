import { expectAt, findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin } from '../engine/values.ts';
import { deadLetterQueueOf, sourcesOf } from '../facts/topology.ts';

/**
 * One try leaves no room for a passing error; a message that failed ten times fails for ever, and delays the others.
 */
const LEAST_TRIES = 2;
const MOST_TRIES = 10;
const POLICY = 'ImageQueue.Properties.RedrivePolicy';

export const sqsRedrive: Rule = {
  id: 'SQS-6',
  title: 'Every queue gives a message that keeps failing to a dead-letter queue of the stack',
  why: 'Without one, an image that cannot be processed is tried again until its message expires, and then nothing is left of it.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    controls: [
      'Control Tower CT.SQS.PR.1',
      'cdk-nag AwsSolutions-SQS3',
      'cdk-nag Serverless-SQSRedrivePolicy',
      'Well-Architected REL05-BP03',
    ],
  },
  check: (context) =>
    checkEach(
      ofType(context, 'AWS::SQS::Queue').filter((queue) => sourcesOf(context, queue).length === 0),
      (queue) => {
        const target = deadLetterQueueOf(context, queue);
        const isOther = target !== undefined && target !== queue;
        return [
          ...(isOther
            ? []
            : [
                findingAt(
                  context,
                  queue,
                  ['RedrivePolicy', 'deadLetterTargetArn'],
                  'the ARN of another queue of the stack',
                ),
              ]),
          ...expectAt(
            context,
            queue,
            ['RedrivePolicy', 'maxReceiveCount'],
            `${LEAST_TRIES} to ${MOST_TRIES} tries`,
            isWithin(LEAST_TRIES, MOST_TRIES),
          ),
        ];
      },
    ),
  mutants: [
    { title: 'the queue has no dead-letter queue', kind: 'absent', mutate: remove(POLICY) },
    { title: 'the dead-letter queue is gone', kind: 'related', mutate: remove('DeadLetterQueue') },
    { title: 'the target cannot be known', kind: 'hidden', mutate: hide(`${POLICY}.deadLetterTargetArn`) },
    { title: 'one try', kind: 'boundary', mutate: set(`${POLICY}.maxReceiveCount`, 1) },
    { title: 'eleven tries', kind: 'boundary', mutate: set('Parameters.MaxReceiveCount.Default', 11) },
    { title: 'no number of tries', kind: 'single', mutate: remove(`${POLICY}.maxReceiveCount`) },
  ],
};
