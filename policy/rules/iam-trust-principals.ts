import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { statementsOf } from '../facts/statements.ts';
import { roleOf } from '../facts/topology.ts';

const STATEMENTS = 'ImageFunctionRole.Properties.AssumeRolePolicyDocument.Statement';
const ACTIONS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoleWithSAML',
  'sts:TagSession',
  'sts:SetSourceIdentity',
];

const isOfFunction = (context: RuleContext, role: ResolvedResource): boolean =>
  ofType(context, 'AWS::Lambda::Function').some((lambda) => roleOf(context, lambda) === role);

function isTrusted(context: RuleContext, role: ResolvedResource, principal: string): boolean {
  if (isHidden(principal)) return false;
  if (isOfFunction(context, role)) return principal === 'Service lambda.amazonaws.com';
  const [kind, name = ''] = principal.split(' ');
  if (kind === 'Service') return name !== '*';
  const account = name.startsWith('arn:') ? name.split(':')[4] : name;
  return (kind === 'AWS' || kind === 'Federated') && account === context.settings.pseudo.AccountId;
}

export const iamTrustPrincipals: Rule = {
  id: 'IAM-6',
  title: 'A role trusts only services, or principals of its own account; that of a function only Lambda',
  why: 'Who may assume the role has all its rights: with another account, or everybody, in its trust policy, the uploads are theirs.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html',
    controls: [
      'CKV_AWS_60',
      'CKV_AWS_61',
      'cfn_nag F2',
      'cfn_nag F6',
      'cfn_nag W14',
      'KICS f80e3aa7',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::IAM::Role'), (role) => {
      const statements = statementsOf(context, 'trust').filter(({ owner, allows }) => owner === role && allows);
      const wanted = isOfFunction(context, role)
        ? 'lambda.amazonaws.com alone'
        : 'services, or principals of this account';
      if (statements.length === 0)
        return [
          findingAt(
            context,
            role,
            ['AssumeRolePolicyDocument'],
            `a trust policy for ${wanted}`,
            valueAt(role, ['AssumeRolePolicyDocument']),
          ),
        ];
      return statements.flatMap(({ owner, path, principals, actions }) => [
        ...(principals.length > 0 ? [] : [findingAt(context, owner, path, wanted, 'no principal')]),
        ...principals
          .filter((principal) => !isTrusted(context, role, principal))
          .map((principal) => findingAt(context, owner, [...path, 'Principal'], wanted, principal)),
        ...(actions.length > 0
          ? []
          : [findingAt(context, owner, path, `an action, one of ${ACTIONS.join(', ')}`, 'none')]),
        ...actions
          .filter((action) => !ACTIONS.includes(action))
          .map((action) => findingAt(context, owner, [...path, 'Action'], `one of ${ACTIONS.join(', ')}`, action)),
      ]);
    }),
  mutants: [
    { title: 'everybody', kind: 'boundary', mutate: set(`${STATEMENTS}.0.Principal`, '*') },
    {
      title: 'another service as well',
      kind: 'single',
      mutate: append(`${STATEMENTS}.0.Principal.Service`, 'ec2.amazonaws.com'),
    },
    {
      title: 'a second statement for another account',
      kind: 'single',
      mutate: append(STATEMENTS, {
        Sid: 'Other',
        Effect: 'Allow',
        Principal: { AWS: '999999999999' },
        Action: 'sts:AssumeRole',
      }),
    },
    { title: 'every action of STS', kind: 'boundary', mutate: set(`${STATEMENTS}.0.Action`, 'sts:*') },
    { title: 'somebody who cannot be known', kind: 'hidden', mutate: hide(`${STATEMENTS}.0.Principal.Service`) },
    { title: 'nobody', kind: 'absent', mutate: remove(`${STATEMENTS}.0.Principal`) },
    { title: 'nothing that the service may do', kind: 'absent', mutate: remove(`${STATEMENTS}.0.Action`) },
  ],
};
