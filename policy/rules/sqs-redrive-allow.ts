import { arnOf, expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { sourcesOf } from '../facts/topology.ts';

const POLICY = 'DeadLetterQueue.Properties.RedriveAllowPolicy';

export const sqsRedriveAllow: Rule = {
  id: 'SQS-7',
  title: 'Every dead-letter queue takes messages from its own sources alone',
  why: 'By default every queue of the account may use it: strange messages hide ours, and raise or mask its alarm. If it does not name its source, the source is not created.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html',
    controls: ['Control Tower CT.SQS.PR.1', 'Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const sources = sourcesOf(context, queue).map((source) => arnOf(context, source));
      if (sources.length === 0) return [];
      return [
        ...expectAt(
          context,
          queue,
          ['RedriveAllowPolicy', 'redrivePermission'],
          'byQueue',
          (value) => value === 'byQueue',
        ),
        ...expectAt(
          context,
          queue,
          ['RedriveAllowPolicy', 'sourceQueueArns'],
          `exactly ${sources.join(' and ')}`,
          (value) => listOf(value).map(String).sort().join() === sources.sort().join(),
        ),
      ];
    }),
  mutants: [
    { title: 'everybody may use it', kind: 'absent', mutate: remove(POLICY) },
    { title: 'it says so', kind: 'boundary', mutate: set(`${POLICY}.redrivePermission`, 'allowAll') },
    { title: 'nobody may use it', kind: 'boundary', mutate: set(`${POLICY}.redrivePermission`, 'denyAll') },
    { title: 'its sources cannot be known', kind: 'hidden', mutate: hide(`${POLICY}.sourceQueueArns`) },
    {
      title: 'it names one queue too many',
      kind: 'single',
      mutate: set(`${POLICY}.sourceQueueArns.1`, {
        'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:another',
      }),
    },
    {
      title: 'the source has another name than it says',
      kind: 'related',
      mutate: remove('ImageQueue.Properties.QueueName'),
    },
  ],
};
