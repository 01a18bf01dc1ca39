import { arnOf, ofType, refOf } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { policiesOn } from '../facts/topology.ts';
import { expectTlsOnly } from '../facts/transport.ts';

const STATEMENT = 'ImageQueuePolicy.Properties.PolicyDocument.Statement.1';

export const sqsTlsOnly: Rule = {
  id: 'SQS-3',
  title: 'Every queue refuses requests without TLS',
  why: 'Over plain HTTP the names of uploads can be read on the way, and messages forged.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html#enforce-encryption-data-in-transit',
    controls: ['cdk-nag AwsSolutions-SQS4', 'Well-Architected SEC09-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const policies = policiesOn(context, 'AWS::SQS::QueuePolicy', 'Queues', refOf(context, queue));
      return expectTlsOnly(context, queue, policies, 'sqs:*', [arnOf(context, queue)]);
    }),
  mutants: [
    { title: 'the dead-letter queue has no policy', kind: 'related', mutate: remove('DeadLetterQueuePolicy') },
    { title: 'one queue lacks the statement', kind: 'single', mutate: remove(STATEMENT) },
    { title: 'its condition is missing', kind: 'absent', mutate: remove(`${STATEMENT}.Condition`) },
    {
      title: 'the queue of the policy cannot be known',
      kind: 'hidden',
      mutate: hide('DeadLetterQueuePolicy.Properties.Queues.0'),
    },
    { title: 'it denies sending alone', kind: 'boundary', mutate: set(`${STATEMENT}.Action`, 'sqs:SendMessage') },
    {
      title: 'it names the other queue',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Resource`, { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }),
    },
    {
      title: 'it denies requests with TLS',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.Bool`, { 'aws:SecureTransport': 'true' }),
    },
  ],
};
