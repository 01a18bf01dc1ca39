import { findingAt } from '../engine/deployed.ts';
import { append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { statementsOf } from '../facts/statements.ts';

const STATEMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.0';

export const iamNoWildcardActions: Rule = {
  id: 'IAM-2',
  title: 'No role or user is granted actions by a wildcard',
  why: 'A wildcard grants what nobody has thought of, and what AWS will add tomorrow: s3:Get* reads access control lists and policies, s3:Put* changes them.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    controls: [
      'Security Hub IAM.1',
      'Security Hub IAM.21',
      'Control Tower CT.IAM.PR.1',
      'Control Tower CT.IAM.PR.3',
      'AWS Config iam-policy-no-statements-with-full-access',
      'cdk-nag AwsSolutions-IAM5',
      'CKV_AWS_62',
      'CKV_AWS_63',
      'cfn_nag F3',
      'trivy AWS-0057',
      'CIS 1.16',
      'Well-Architected SEC03-BP02',
    ],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'identity').filter(({ allows }) => allows),
      ({ owner, path, actions, element }) => [
        ...actions
          .filter((action) => action.includes('*') || action.includes('?') || isHidden(action))
          .map((action) => findingAt(context, owner, [...path, 'Action'], 'actions by their full names', action)),
        ...(actions.length === 0 && element('NotAction') === undefined
          ? [findingAt(context, owner, path, 'at least one action', 'none')]
          : []),
      ],
    ),
  mutants: [
    { title: 'every action', kind: 'boundary', mutate: set(`${STATEMENT}.Action`, '*') },
    { title: 'every action of a service', kind: 'boundary', mutate: append(`${STATEMENT}.Action`, 'sqs:*') },
    {
      title: 'one action of several by its beginning',
      kind: 'single',
      mutate: append(`${STATEMENT}.Action`, 's3:GetObjectT*'),
    },
    { title: 'an action that cannot be known', kind: 'hidden', mutate: hide(`${STATEMENT}.Action`) },
    { title: 'no action', kind: 'absent', mutate: set(`${STATEMENT}.Action`, []) },
  ],
};
