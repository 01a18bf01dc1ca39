import { findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { addResource, all, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';

const ARNS = 'ImageFunctionRole.Properties.ManagedPolicyArns';

export const iamNoManagedPolicies: Rule = {
  id: 'IAM-8',
  title: 'Roles have only policies of the stack, none that AWS manages',
  why: 'AWS changes its policies as it sees fit, and they grant on everything: AWSLambdaBasicExecutionRole lets the function write into every log of the account.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    controls: [
      'cdk-nag AwsSolutions-IAM4',
      'cfn_nag W43',
      'AWS Config iam-policy-blacklisted-check',
      'Security Hub IAM.18',
      'CIS 1.16',
      'Well-Architected SEC03-BP02',
    ],
  },
  check: (context) => {
    const own = ofType(context, 'AWS::IAM::ManagedPolicy').map((policy) => refOf(context, policy));
    return checkEach(ofType(context, 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'), (principal) =>
      listOf(valueAt(principal, ['ManagedPolicyArns'])).flatMap((arn, index) =>
        own.includes(String(arn))
          ? []
          : [findingAt(context, principal, ['ManagedPolicyArns', index], 'a policy of the stack', arn)],
      ),
    );
  },
  mutants: [
    {
      title: 'administrator',
      kind: 'boundary',
      mutate: set(ARNS, ['arn:aws:iam::aws:policy/AdministratorAccess']),
    },
    {
      title: 'one that AWS made for functions',
      kind: 'boundary',
      mutate: set(ARNS, [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
      ]),
    },
    { title: 'one that cannot be known', kind: 'hidden', mutate: hide(ARNS) },
    {
      title: 'one of AWS beside one of the stack',
      kind: 'single',
      mutate: all(
        addResource('Own', 'AWS::IAM::ManagedPolicy', { PolicyDocument: {} }),
        set(ARNS, [{ Ref: 'Own' }, 'arn:aws:iam::aws:policy/ReadOnlyAccess']),
      ),
    },
  ],
};
