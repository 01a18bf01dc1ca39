import { ofType } from '../engine/deployed.ts';
import { remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { isForTopicsAlone } from '../facts/keys.ts';

const key = (attributes: object) =>
  set('ImageKey', { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true }, ...attributes });
const KEPT = { DeletionPolicy: ['Retain', 'RetainExceptOnCreate'], UpdateReplacePolicy: ['Retain'] };

export const kmsRetained: Rule = {
  id: 'KMS-3',
  title: 'Every key outlives its stack and its replacement, or says that it encrypts only messages on their way',
  why: 'With the key all that it has encrypted is gone: retained buckets full of images that nobody can read. A key for topics alone protects nothing that stays, and would cost for ever.',
  reference: {
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
    controls: ['Security Hub KMS.3', 'Control Tower CT.KMS.PR.3', 'cfn-lint I3011', 'Well-Architected REL09-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::KMS::Key'), (resource) => {
      const mayGo = isForTopicsAlone(context, resource) ? ['Delete'] : [];
      return (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
        .map((name) => ({ name, wanted: [...KEPT[name], ...mayGo] }))
        .filter(({ name, wanted }) => !wanted.includes(resource[name] ?? ''))
        .map(({ name, wanted }) => ({
          path: ['Resources', resource.LogicalId, name],
          expected: `${name} ${wanted.join(' or ')}`,
          received: show(resource[name]),
        }));
    }),
  mutants: [
    { title: 'neither policy', kind: 'absent', mutate: key({}) },
    { title: 'the key of the topic does not say', kind: 'absent', mutate: remove('AlarmKey.DeletionPolicy') },
    {
      title: 'the key of the topic encrypts a bucket too',
      kind: 'related',
      mutate: set('ProcessedBucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration.0', {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'AlarmKey' } },
      }),
    },
    { title: 'one of them', kind: 'single', mutate: key({ DeletionPolicy: 'Retain' }) },
    {
      title: 'deleted when replaced',
      kind: 'boundary',
      mutate: key({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' }),
    },
    {
      title: 'it cannot be known',
      kind: 'hidden',
      mutate: key({ DeletionPolicy: { 'Fn::ImportValue': 'policy' }, UpdateReplacePolicy: 'Retain' }),
    },
  ],
};
