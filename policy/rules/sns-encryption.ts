import { findingAt, valueAt } from '../engine/deployed.ts';
import { addResource, all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { alarmTopics } from '../facts/alarms.ts';
import { admitsService, keyOf } from '../facts/keys.ts';

const KEY = 'AlarmTopic.Properties.KmsMasterKeyId';

export const snsEncryption: Rule = {
  id: 'SNS-1',
  title: 'A topic that takes alarms is encrypted, with a key that CloudWatch may use',
  why: 'With alias/aws/sns, or a key that does not admit CloudWatch, the stack deploys and alarms fire, but no message ever arrives. Without a key, what fails here and when lies open wherever messages wait.',
  reference: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services',
    controls: [
      'Security Hub SNS.1',
      'cdk-nag SNSEncryptedKMS',
      'CKV_AWS_26',
      'trivy AWS-0136',
      'Well-Architected OPS08-BP04',
    ],
  },
  check: (context) =>
    checkEach(alarmTopics(context), (topic) => {
      const id = valueAt(topic, ['KmsMasterKeyId']);
      const key = keyOf(context, id);
      const isForeign = !key && id !== undefined && !isHidden(id) && id !== 'alias/aws/sns';
      if (isForeign || (key && admitsService(context, key, 'cloudwatch.amazonaws.com'))) return [];
      const expected =
        'a customer managed key whose policy gives cloudwatch.amazonaws.com kms:GenerateDataKey and kms:Decrypt';
      return [findingAt(context, topic, ['KmsMasterKeyId'], expected)];
    }),
  mutants: [
    { title: 'the topic has the AWS managed key', kind: 'boundary', mutate: set(KEY, 'alias/aws/sns') },
    { title: 'the topic has no key', kind: 'absent', mutate: remove(KEY) },
    { title: 'the key cannot be known', kind: 'hidden', mutate: hide(KEY) },
    {
      title: 'the key of the stack does not admit CloudWatch',
      kind: 'related',
      mutate: remove('AlarmKey.Properties.KeyPolicy.Statement.1'),
    },
    {
      title: 'another key of the stack does not admit CloudWatch',
      kind: 'related',
      mutate: all(addResource('TopicKey', 'AWS::KMS::Key', { EnableKeyRotation: true }), set(KEY, { Ref: 'TopicKey' })),
    },
  ],
};
