import { findingAt, ofType } from '../engine/deployed.ts';
import { addResource, HIDDEN } from '../engine/mutate.ts';
import type { Rule } from '../engine/rule.ts';

const TYPES = [
  'AWS::IAM::AccessKey',
  'AWS::IAM::Group',
  'AWS::IAM::GroupPolicy',
  'AWS::IAM::User',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::UserToGroupAddition',
];

export const iamNoUsers: Rule = {
  id: 'IAM-10',
  title: 'No template makes users, groups or access keys',
  why: 'Keys of users do not expire, and one that a template makes is readable in the outputs or events of its stack. People and pipelines come by federation.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp',
    controls: [
      'Security Hub IAM.2',
      'cfn_nag F10',
      'cfn_nag F11',
      'cfn_nag F12',
      'CIS 1.12',
      'Well-Architected SEC02-BP02',
    ],
  },
  check: (context) =>
    ofType(context, ...TYPES).map((resource) =>
      findingAt(context, resource, [], 'no users, groups or access keys', resource.Type),
    ),
  mutants: [
    { title: 'a user', kind: 'boundary', mutate: addResource('Operator', 'AWS::IAM::User') },
    {
      title: 'an access key',
      kind: 'single',
      mutate: addResource('Key', 'AWS::IAM::AccessKey', { UserName: 'operator' }),
    },
    {
      title: 'a group, which is there for users that come later',
      kind: 'related',
      mutate: addResource('Operators', 'AWS::IAM::Group'),
    },
    {
      title: 'a user under a condition that cannot be known',
      kind: 'hidden',
      mutate(template) {
        template.Conditions = { ...template.Conditions, Hidden: { 'Fn::Equals': [HIDDEN, 'yes'] } };
        template.Resources['Operator'] = { Type: 'AWS::IAM::User', Condition: 'Hidden' };
      },
    },
  ],
};
