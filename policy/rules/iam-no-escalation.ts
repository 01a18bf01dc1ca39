import { findingAt, ofType } from '../engine/deployed.ts';
import { append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { statementsIn } from '../facts/statements.ts';
import { roleOf } from '../facts/topology.ts';
import { overlap } from '../facts/wildcards.ts';

const STATEMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.0';

/** With these a principal can give itself, or everybody, more than it was given. */
const ESCALATIONS = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:CreateRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:PassRole',
  'iam:PutGroupPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateLoginProfile',
  'kms:CreateGrant',
  'kms:PutKeyPolicy',
  'lambda:AddPermission',
  'lambda:CreateFunctionUrlConfig',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  's3:DeleteBucketPolicy',
  's3:PutBucketAcl',
  's3:PutBucketPolicy',
  's3:PutBucketPublicAccessBlock',
  's3:PutObjectAcl',
  'sns:AddPermission',
  'sns:SetTopicAttributes',
  'sqs:AddPermission',
  'sqs:SetQueueAttributes',
  'sts:AssumeRole',
];

export const iamNoEscalation: Rule = {
  id: 'IAM-15',
  title: 'No function can change permissions, its own or those of others',
  why: 'Code that has been taken over needs one such action to take over the rest.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
    controls: ['CKV_AWS_107', 'CKV_AWS_109', 'CKV_AWS_110', 'trivy AWS-0342', 'Well-Architected SEC03-BP05'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const role = roleOf(context, lambda);
      const statements = role ? rolePolicies(context, role).flatMap(statementsIn) : [];
      return statements
        .filter(({ allows }) => allows)
        .flatMap(({ owner, path, actions }) =>
          actions
            .filter(
              (action) =>
                isHidden(action) || ESCALATIONS.some((name) => overlap(action.toLowerCase(), name.toLowerCase())),
            )
            .map((action) =>
              findingAt(context, owner, [...path, 'Action'], 'no action that changes permissions', action),
            ),
        );
    }),
  mutants: [
    { title: 'it may open the bucket', kind: 'single', mutate: append(`${STATEMENT}.Action`, 's3:PutBucketPolicy') },
    {
      title: 'it may change its own rights',
      kind: 'boundary',
      mutate: append(`${STATEMENT}.Action`, 'iam:PutRolePolicy'),
    },
    { title: 'it may do so by a wildcard', kind: 'boundary', mutate: set(`${STATEMENT}.Action`, 'IAM:put*') },
    { title: 'what it may do cannot be known', kind: 'hidden', mutate: hide(`${STATEMENT}.Action`) },
  ],
};
