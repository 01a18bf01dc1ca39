import { findingAt } from '../engine/deployed.ts';
import { addResource, append, HIDDEN, hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { NETWORK_INTERFACE_ACTIONS, needsOf } from '../facts/role-needs.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { statementsIn } from '../facts/statements.ts';

const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';

/** The code of the function uses nothing of EC2. */
const EVERY_EC2_ACTION = 'ec2:*';

export const iamExactNeeds: Rule = {
  id: 'IAM-13',
  title: 'The role of the image function holds exactly what the function uses',
  why: 'The function decodes files from outside in native code: whatever else the role may do, a malicious image may do. And what it lacks fails only in production, image by image.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
    controls: ['cdk-nag AwsSolutions-IAM5', 'Security Hub IAM.21', 'CIS 1.16', 'Well-Architected SEC03-BP02'],
  },
  check(context) {
    const pipeline = imagePipelineOf(context);
    const role = pipeline?.role;
    if (!pipeline || !role) return notApplicable;
    const needs = needsOf(context, pipeline);
    const all = rolePolicies(context, role).flatMap(statementsIn);
    const statements = all.filter(({ allows }) => allows);
    const network = needs.map(({ action }) => action).filter((action) => NETWORK_INTERFACE_ACTIONS.includes(action));
    const grants = statements.flatMap((statement) =>
      statement.actions.flatMap((action) => statement.resources.map((resource) => ({ statement, action, resource }))),
    );
    return [
      ...needs
        .filter((need) => !grants.some(({ action, resource }) => action === need.action && resource === need.resource))
        .map(({ action, resource, reason }) =>
          findingAt(context, role, ['Policies'], `an Allow of ${action} on ${resource}: ${reason}`, 'no such grant'),
        ),
      ...grants
        .filter(
          (grant) => !needs.some(({ action, resource }) => action === grant.action && resource === grant.resource),
        )
        .map(({ statement, action, resource }) => {
          const on = needs.filter((need) => need.action === action).map((need) => need.resource);
          const expected =
            on.length > 0
              ? `${action} on ${on.join(' and ')} alone`
              : `no ${action}: nothing in policy/facts/role-needs.ts uses it`;
          const name = on.length > 0 ? 'Resource' : 'Action';
          return findingAt(context, statement.owner, [...statement.path, name], expected, `${action} on ${resource}`);
        }),
      ...all
        .filter(({ allows }) => !allows)
        .flatMap(({ owner, path, actions }) =>
          actions
            .filter((action) => action !== EVERY_EC2_ACTION && !network.includes(action))
            .map((action) =>
              findingAt(
                context,
                owner,
                [...path, 'Action'],
                'a Deny of what Lambda needs for its network, and no other',
                action,
              ),
            ),
        ),
      ...statements
        .filter(({ conditions }) => conditions.length > 0)
        .map(({ owner, path }) =>
          findingAt(context, owner, [...path, 'Condition'], 'a grant without a condition that may never hold'),
        ),
    ];
  },
  mutants: [
    {
      title: 'the code is denied everything',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.DenyEniToFunctionCode.Action`, '*'),
    },
    {
      title: 'it may delete uploads',
      kind: 'boundary',
      mutate: append(`${STATEMENTS}.0.Action`, 's3:DeleteObject'),
    },
    { title: 'it may not read versions', kind: 'absent', mutate: set(`${STATEMENTS}.0.Action`, 's3:GetObject') },
    {
      title: 'it may write outside processed/',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.1.Resource`, { 'Fn::Sub': '${ProcessedBucket.Arn}/*' }),
    },
    { title: 'it may not take messages', kind: 'single', mutate: remove(`${STATEMENTS}.2`) },
    { title: 'what it may read cannot be known', kind: 'hidden', mutate: hide(`${STATEMENTS}.0.Resource`) },
    {
      title: 'a grant that may never hold',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.0.Condition`, { StringEquals: { 'aws:PrincipalTag/team': 'images' } }),
    },
    {
      title: 'a second policy hangs on a role that cannot be known',
      kind: 'hidden',
      mutate: addResource('Extra', 'AWS::IAM::Policy', {
        PolicyName: 'extra',
        Roles: [HIDDEN],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Sid: 'List', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
        },
      }),
    },
    {
      title: 'a second policy hangs on the role',
      kind: 'related',
      mutate: set('Extra', {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'extra',
          Roles: [{ Ref: 'ImageFunctionRole' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'List',
                Effect: 'Allow',
                Action: 's3:ListBucket',
                Resource: { 'Fn::GetAtt': ['UploadBucket', 'Arn'] },
              },
            ],
          },
        },
      }),
    },
  ],
};
