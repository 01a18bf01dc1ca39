import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isTrue } from '../engine/values.ts';

const key = (properties: Record<string, unknown>) => addResource('ImageKey', 'AWS::KMS::Key', properties);

export const kmsRotation: Rule = {
  id: 'KMS-1',
  title: 'Every key is rotated, and is not switched off',
  why: 'Without rotation all that was ever encrypted hangs on one piece of key material; with the key off nothing can be read or written.',
  reference: {
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
    controls: [
      'Security Hub KMS.4',
      'Control Tower CT.KMS.PR.1',
      'AWS Config cmk-backing-key-rotation-enabled',
      'cdk-nag AwsSolutions-KMS5',
      'CKV_AWS_7',
      'CIS 3.6',
      'Well-Architected SEC08-BP01',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::KMS::Key'), (resource) => {
      const { KeySpec, Origin } = resource.Properties;
      const rotates = (KeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT' && Origin !== 'EXTERNAL';
      return [
        ...(rotates ? expectAt(context, resource, ['EnableKeyRotation'], 'EnableKeyRotation true', isTrue) : []),
        ...expectAt(
          context,
          resource,
          ['Enabled'],
          'true, which is the default',
          (value) => value === undefined || isTrue(value),
        ),
      ];
    }),
  mutants: [
    { title: 'a key that does not say', kind: 'absent', mutate: key({}) },
    { title: 'a key that is not rotated', kind: 'boundary', mutate: key({ EnableKeyRotation: false }) },
    {
      title: 'it cannot be known',
      kind: 'hidden',
      mutate: key({ EnableKeyRotation: { 'Fn::ImportValue': 'rotation' } }),
    },
    { title: 'a key that is off', kind: 'single', mutate: key({ EnableKeyRotation: true, Enabled: false }) },
  ],
};
