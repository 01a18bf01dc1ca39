import { findingAt } from '../engine/deployed.ts';
import { append, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { bootstrapOf } from '../facts/bootstrap.ts';
import { admitsService } from '../facts/keys.ts';

const FILE = 'bootstrap.yaml';
const STATEMENT = 'AlarmKey.Properties.KeyPolicy.Statement.1';
const CLOUDWATCH = 'cloudwatch.amazonaws.com';

export const kmsAlarms: Rule = {
  id: 'KMS-6',
  title: 'The key that the bootstrap makes for alarms admits CloudWatch',
  why: 'The topic of the pipeline takes this key. Without CloudWatch in its policy the stack deploys and alarms fire, but no message ever arrives.',
  reference: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services',
    controls: ['Security Hub SNS.1', 'Well-Architected OPS08-BP04'],
  },
  check: (context) => {
    const key = bootstrapOf(context)?.alarmKey;
    if (!key) return notApplicable;
    return admitsService(context, key, CLOUDWATCH)
      ? []
      : [findingAt(context, key, ['KeyPolicy'], `${CLOUDWATCH} with kms:GenerateDataKey and kms:Decrypt`)];
  },
  mutants: [
    { title: 'it admits the account alone', kind: 'absent', file: FILE, mutate: remove(STATEMENT) },
    { title: 'it refuses CloudWatch', kind: 'boundary', file: FILE, mutate: set(`${STATEMENT}.Effect`, 'Deny') },
    { title: 'CloudWatch may not decrypt', kind: 'single', file: FILE, mutate: remove(`${STATEMENT}.Action.0`) },
    {
      title: 'another service is admitted',
      kind: 'boundary',
      file: FILE,
      mutate: set(`${STATEMENT}.Principal.Service`, 's3.amazonaws.com'),
    },
    {
      title: 'CloudWatch is admitted and then refused',
      kind: 'hidden',
      file: FILE,
      mutate: append('AlarmKey.Properties.KeyPolicy.Statement', {
        Sid: 'DenyAlarms',
        Effect: 'Deny',
        Principal: { Service: CLOUDWATCH },
        Action: 'kms:*',
        Resource: '*',
      }),
    },
  ],
};
