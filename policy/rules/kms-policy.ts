import { findingAt, ofType } from '../engine/deployed.ts';
import { addResource } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { findExternalPrincipals } from '../facts/external-principals.ts';
import { type Statement, statementsOf } from '../facts/statements.ts';

const ROOT = {
  Sid: 'Root',
  Effect: 'Allow',
  Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
  Action: 'kms:*',
  Resource: '*',
};
const key = (...statements: object[]) =>
  addResource('ImageKey', 'AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: { Version: '2012-10-17', Statement: statements },
  });

/** As AWS writes it for topics and queues: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const FAMILIES = ['kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The account itself may do everything: without that, a key may no longer be changed or deleted. */
const isRoot = ({ settings }: RuleContext, { element, principals, actions }: Statement): boolean =>
  element('Effect') === 'Allow' &&
  actions.join() === 'kms:*' &&
  principals.join() === `AWS arn:${settings.pseudo.Partition}:iam::${settings.pseudo.AccountId}:root`;

export const kmsPolicy: Rule = {
  id: 'KMS-2',
  title: 'The policy of every key names the account itself, and nobody outside it',
  why: 'Without the account a key can end up with nobody who can change it, and the images with it; with external principals others can read them.',
  reference: {
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    controls: ['Security Hub KMS.5', 'CKV_AWS_33', 'cfn_nag F76', 'KICS f6049677', 'Well-Architected SEC08-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::KMS::Key'), (resource) => {
      const statements = statementsOf(context, 'resource').filter(({ owner }) => owner === resource);
      return [
        ...(statements.some((statement) => isRoot(context, statement))
          ? []
          : [
              findingAt(
                context,
                resource,
                ['KeyPolicy'],
                'an Allow of kms:* for the root of this account',
                'no such statement',
              ),
            ]),
        ...statements
          .filter((statement) => !isRoot(context, statement))
          .flatMap((statement) => findExternalPrincipals(context, statement, FAMILIES)),
      ];
    }),
  mutants: [
    {
      title: 'everybody may use it',
      kind: 'boundary',
      mutate: key(ROOT, { ...ROOT, Sid: 'All', Principal: '*', Action: 'kms:Decrypt' }),
    },
    {
      title: 'another account may use it',
      kind: 'single',
      mutate: key(ROOT, { ...ROOT, Sid: 'Other', Principal: { AWS: '999999999999' }, Action: 'kms:Decrypt' }),
    },
    {
      title: 'the account is not named',
      kind: 'related',
      mutate: key({ ...ROOT, Principal: { Service: 's3.amazonaws.com' }, Action: 'kms:Decrypt' }),
    },
    {
      title: 'no policy',
      kind: 'absent',
      mutate: addResource('ImageKey', 'AWS::KMS::Key', { EnableKeyRotation: true }),
    },
    {
      title: 'somebody who cannot be known',
      kind: 'hidden',
      mutate: key(ROOT, {
        ...ROOT,
        Sid: 'Hidden',
        Principal: { AWS: { 'Fn::ImportValue': 'reader' } },
        Action: 'kms:Decrypt',
      }),
    },
  ],
};
