import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden, isTrue } from '../engine/values.ts';

export const sqsEncryption: Rule = {
  id: 'SQS-1',
  title: 'Every queue states how its messages are encrypted at rest',
  why: 'Messages carry the names of uploads, which often say who is in them. Unsaid, the encryption is whatever the default is; with both kinds at once SQS refuses the queue.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
    controls: [
      'Security Hub SQS.1',
      'Control Tower CT.SQS.PR.2',
      'cdk-nag AwsSolutions-SQS2',
      'CKV_AWS_27',
      'cfn_nag W48',
      'trivy AWS-0096',
      'Well-Architected SEC08-BP02',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const managed = valueAt(queue, ['SqsManagedSseEnabled']);
      const key = valueAt(queue, ['KmsMasterKeyId']);
      const hasKey = key !== undefined && key !== '' && !isHidden(key);
      if (isTrue(managed) !== hasKey) return [];
      const expected = 'SqsManagedSseEnabled true or KmsMasterKeyId, one of them';
      return [findingAt(context, queue, ['SqsManagedSseEnabled'], expected, hasKey ? 'both' : managed)];
    }),
  mutants: [
    {
      title: 'one queue leaves it to the default',
      kind: 'absent',
      mutate: remove('DeadLetterQueue.Properties.SqsManagedSseEnabled'),
    },
    { title: 'one queue has it off', kind: 'single', mutate: set('ImageQueue.Properties.SqsManagedSseEnabled', false) },
    { title: 'the value cannot be known', kind: 'hidden', mutate: hide('ImageQueue.Properties.SqsManagedSseEnabled') },
    {
      title: 'one queue has both kinds',
      kind: 'boundary',
      mutate: set('ImageQueue.Properties.KmsMasterKeyId', 'alias/images'),
    },
  ],
};
