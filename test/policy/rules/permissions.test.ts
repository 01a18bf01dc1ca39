import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { iamDocuments } from '../../../policy/rules/iam-documents.ts';
import { iamNoManagedPolicies } from '../../../policy/rules/iam-no-managed-policies.ts';
import { iamNoNegation } from '../../../policy/rules/iam-no-negation.ts';
import { iamNoWildcardActions } from '../../../policy/rules/iam-no-wildcard-actions.ts';
import { iamNoWildcardResources } from '../../../policy/rules/iam-no-wildcard-resources.ts';
import { iamPassRole } from '../../../policy/rules/iam-pass-role.ts';
import { iamTrustConditions } from '../../../policy/rules/iam-trust-conditions.ts';
import { iamTrustPrincipals } from '../../../policy/rules/iam-trust-principals.ts';
import { findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);

const role = (statements: string): string => `
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [ { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole } ] }
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
${statements.replace(/^/gm, '              ')}
`;

for (const resource of [
  'arn:aws:s3:::photos/*',
  'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/worker:*',
  'arn:aws:iam::123456789012:role/pipeline-*',
  'arn:aws:lambda:eu-west-1:123456789012:function:worker',
  'arn:aws:dynamodb:eu-west-1:123456789012:table/jobs/index/*',
])
  test(`${resource} names a resource`, () =>
    accepts(iamNoWildcardResources, role(`- { Effect: Allow, Action: s3:GetObject, Resource: "${resource}" }`)));

for (const resource of [
  'arn:aws:s3:::*',
  'arn:*:s3:::photos',
  'arn:aws:lambda:eu-west-1:123456789012:function:*',
  'arn:aws:lambda:eu-west-1:*:function:worker',
  'arn:aws:logs:eu-west-1:123456789012:*',
  'photos',
])
  test(`${resource} names no resource`, () =>
    assert.equal(
      findingsIn(iamNoWildcardResources, role(`- { Effect: Allow, Action: s3:GetObject, Resource: "${resource}" }`))
        .length,
      1,
    ));

test('actions that know no resources may be granted on everything', () =>
  accepts(
    iamNoWildcardResources,
    role(
      `- { Effect: Allow, Action: [ ecr:GetAuthorizationToken, xray:PutTraceSegments ], Resource: "*" }
- { Effect: Allow, Action: cloudwatch:PutMetricData, Resource: "*", Condition: { StringEquals: { cloudwatch:namespace: App } } }`,
    ),
  ));

test('a Deny may use wildcards and negations', () => {
  const deny = role('- { Effect: Deny, NotAction: "s3:*", NotResource: "arn:aws:s3:::photos/*" }');
  accepts(iamNoNegation, deny);
  accepts(iamNoWildcardActions, deny);
  accepts(iamNoWildcardResources, deny);
});

test('a role is passed to one service by its name', () =>
  accepts(
    iamPassRole,
    role(
      '- { Effect: Allow, Action: iam:PassRole, Resource: "arn:aws:iam::123456789012:role/worker", Condition: { StringEquals: { "iam:PassedToService": lambda.amazonaws.com } } }',
    ),
  ));

test('a policy in a role is found whose action is written in another case', () =>
  assert.equal(findingsIn(iamPassRole, role('- { Effect: Allow, Action: IAM:passrole, Resource: "*" }')).length, 2));

test('a managed policy of the stack may hang on a role', () =>
  accepts(
    iamNoManagedPolicies,
    `
Resources:
  Policy: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: {} } }
  Role: { Type: "AWS::IAM::Role", Properties: { ManagedPolicyArns: [ !Ref Policy ] } }`,
  ));

test('a policy that is JSON in a string is read', () => {
  const secret = (document: object): string =>
    JSON.stringify({
      Resources: {
        Policy: {
          Type: 'AWS::SecretsManager::ResourcePolicy',
          Properties: { SecretId: 'x', ResourcePolicy: JSON.stringify(document) },
        },
      },
    });
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: '123456789012' },
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
  };
  accepts(iamDocuments, secret({ Version: '2012-10-17', Statement: [statement] }));
  assert.deepEqual(findingsIn(iamDocuments, secret({ Version: '2008-10-17', Statement: [statement] })), [
    'Policy.Properties.ResourcePolicy | Version 2012-10-17 | 2008-10-17',
  ]);
});

const github = (condition: string, principal = 'oidc-provider/token.actions.githubusercontent.com'): string => `
Resources:
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: { Federated: !Sub "arn:aws:iam::\${AWS::AccountId}:${principal}" }
          Action: sts:AssumeRoleWithWebIdentity
          Condition: ${condition}
`;
const AUD = '"token.actions.githubusercontent.com:aud": sts.amazonaws.com';
const SUB = '"token.actions.githubusercontent.com:sub"';

for (const sub of ['repo:octo/photos:environment:production', 'repo:octo@1/photos@2:ref:refs/heads/*'])
  test(`a token of ${sub} is told apart`, () => {
    const template = github(`{ StringEquals: { ${AUD} }, StringLike: { ${SUB}: "${sub}" } }`);
    accepts(iamTrustConditions, template);
    accepts(iamTrustPrincipals, template);
  });

for (const [title, condition] of [
  ['of any repository of an organisation', `{ StringEquals: { ${AUD} }, StringLike: { ${SUB}: "repo:octo/*" } }`],
  ['of anybody', `{ StringEquals: { ${AUD} }, StringLike: { ${SUB}: "*" } }`],
  ['without a subject', `{ StringEquals: { ${AUD} } }`],
  ['for any audience', `{ StringEquals: { ${SUB}: "repo:octo/photos:ref:refs/heads/main" } }`],
] as const)
  test(`a token ${title} is not`, () => assert.equal(findingsIn(iamTrustConditions, github(condition)).length, 1));

test('a condition that holds when nothing is there is no condition', () =>
  assert.ok(
    findingsIn(
      iamTrustConditions,
      github(`{ StringEquals: { ${AUD} }, "ForAllValues:StringLike": { ${SUB}: "repo:octo/photos:*" } }`),
    ).length > 0,
  ));

test('a provider of another account is not trusted', () =>
  assert.equal(findingsIn(iamTrustPrincipals, github('{}').replace('${AWS::AccountId}', '999999999999')).length, 1));
