import { readFileSync } from 'node:fs';
import { HANDLERS, type Kind } from '../src/permissions/cloudformation-handlers.ts';
import { parseTemplate } from '../src/template/read.ts';
import { type Pseudo, type ResolvedResource, resolveTemplate } from '../src/template/resolve.ts';
import { refOf } from './deployed.ts';
import type { Judged } from './rule.ts';
import { listOf, mapOf } from './values.ts';

/** One action on one resource; `condition` is operator, key and values, or nothing. */
export type Grant = { action: string; resource: string; condition: string };

/** The roles of the bootstrap, and the boundary of those that the pipeline makes. */
export type Holder = 'ServiceRole' | 'ReviewRole' | 'PublishRole' | 'DeployRole' | 'DriftRole' | 'PermissionsBoundary';

const FILE = new URL('../templates/image-pipeline.yaml', import.meta.url);
const { template } = parseTemplate(readFileSync(FILE, 'utf8'), 'templates/image-pipeline.yaml');

const grants = (actions: readonly string[], resources: readonly string[], condition = ''): Grant[] =>
  actions.flatMap((action) => resources.map((resource) => ({ action, resource, condition })));

const of = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

const NETWORK = ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'];

/** Needs a boundary: without it a role could do more than whoever made it. */
const BOUNDED = of('iam', 'CreateRole', 'PutRolePermissionsBoundary', 'PutRolePolicy');

/** By it a key of the stack is told from all others of the account. */
export const STACK_TAG = 'image-pipeline:stack';

/** What a key without its tag can suffer; all else only the stack's own. */
const NEW_KEYS = of('kms', 'EnableKeyRotation', 'TagResource');

/** Of a mapping Lambda knows the actions on tags by its id, the others by its function. */
const MAPPING_TAGS = of('lambda', 'TagResource', 'UntagResource');

const resolved = new Map<string, Record<string, ResolvedResource>>();

/** The resources of the committed pipeline; the same settings are asked for again and again. */
function pipelineUnder(parameters: Record<string, string>, pseudo: Pseudo): Record<string, ResolvedResource> {
  const key = JSON.stringify([parameters, pseudo]);
  const known = resolved.get(key) ?? resolveTemplate(template, { parameters, pseudo }).resources;
  resolved.set(key, known);
  return known;
}

/** What each holder has to have, and may have, for the pipeline that is committed beside it. */
export function bootstrapGrants(judged: Judged): Record<Holder, Grant[]> {
  const { pseudo } = judged.settings;
  const { Partition, Region, AccountId } = pseudo;
  const given = (name: string): string => String(judged.resolved.parameters[name] ?? '');
  const StackName = given('PipelineStackName');
  const resources = pipelineUnder(
    {
      ArtifactKey: 'handler/1.zip',
      AlarmEmail: 'a@example.com',
      UploadBucketName: given('UploadBucketName'),
      ProcessedBucketName: given('ProcessedBucketName'),
    },
    { ...pseudo, StackName },
  );
  const at = (service: string, rest: string) => `arn:${Partition}:${service}:${Region}:${AccountId}:${rest}`;
  const named = (type: string, arn: (name: string) => string, property?: string): string[] =>
    Object.values(resources)
      .filter(({ Type }) => Type === type)
      .map(({ LogicalId, Properties }) => arn(String(Properties[property ?? ''] ?? `${StackName}-${LogicalId}-*`)));
  const bucket = (name: string) => `arn:${Partition}:s3:::${name}`;
  const functions = named('AWS::Lambda::Function', (name) => at('lambda', `function:${name}`), 'FunctionName');
  const roles = named('AWS::IAM::Role', (name) => `arn:${Partition}:iam::${AccountId}:role/${name}`);
  const ARNS: Record<Kind, string[]> = {
    Bucket: named('AWS::S3::Bucket', bucket, 'BucketName'),
    Queue: named('AWS::SQS::Queue', (name) => at('sqs', name), 'QueueName'),
    Function: functions,
    Mapping: [at('lambda', 'event-source-mapping:*')],
    Role: roles,
    Network: NETWORK.map((type) => at('ec2', `${type}/*`)),
    LogGroup: named('AWS::Logs::LogGroup', (name) => at('logs', `log-group:${name}`), 'LogGroupName').flatMap((arn) => [
      arn,
      `${arn}:*`,
    ]),
    Topic: named('AWS::SNS::Topic', (name) => at('sns', name)),
    Alarm: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      named(type, (name) => at('cloudwatch', `alarm:${name}`)),
    ),
    Dashboard: named(
      'AWS::CloudWatch::Dashboard',
      (name) => `arn:${Partition}:cloudwatch::${AccountId}:dashboard/${name}`,
      'DashboardName',
    ),
    Key: [at('kms', 'key/*')],
  };
  const holder = (id: string): string => {
    const resource = judged.resolved.resources[id];
    return resource ? refOf(judged, resource) : '';
  };
  const onFunction = `ArnEquals lambda:functionarn ${functions.join()}`;
  const ownKey = `StringEquals aws:resourcetag/${STACK_TAG} ${StackName}`;
  const bounded = `StringEquals iam:permissionsboundary ${holder('PermissionsBoundary')}`;
  const passedTo = (service: string) => `StringEquals iam:passedtoservice ${service}.amazonaws.com`;

  const used = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const { kind, always, with: properties = {} } = HANDLERS[Type] ?? { kind: 'Bucket', always: {} };
    return [always, ...Object.keys(Properties).map((name) => properties[name] ?? {})].map((all) => ({ kind, ...all }));
  });
  const readAll = used.flatMap((actions) => actions.readAll ?? []);
  const read = used
    .flatMap(({ kind, read: actions = [] }) => {
      const named = actions.filter((action) => !readAll.includes(action));
      return grants(named, ARNS[kind], kind === 'Mapping' ? onFunction : '');
    })
    .concat(grants(readAll, ['*']), grants(['lambda:ListTags'], ARNS.Mapping));
  const change = used.flatMap(({ kind, write = [], writeAll = [] }) => {
    const limit = (action: string): string => {
      if (kind === 'Mapping') return onFunction;
      if (kind === 'Key' && !NEW_KEYS.includes(action)) return ownKey;
      return BOUNDED.includes(action) ? bounded : '';
    };
    return [...write.flatMap((action) => grants([action], ARNS[kind], limit(action))), ...grants(writeAll, ['*'])];
  });

  const artifacts = [
    `${bucket(given('ArtifactBucketName') || `image-pipeline-artifacts-${AccountId}-${Region}-an`)}/handler/*`,
  ];
  const [uploads = '', processed = ''] = ['UploadBucket', 'ProcessedBucket'].map((id) =>
    bucket(String(resources[id]?.Properties['BucketName'])),
  );
  const stack = [at('cloudformation', `stack/${StackName}/*`)];
  const queues = ['ImageQueue', 'DeadLetterQueue'].map((id) =>
    at('sqs', String(resources[id]?.Properties['QueueName'])),
  );
  const changeSets = (names: string, ...verbs: string[]) =>
    grants(
      verbs.map((verb) => `cloudformation:${verb}ChangeSet`),
      stack,
      `StringLike cloudformation:changesetname ${names}`,
    );
  const serviceRole = judged.resolved.resources['ServiceRole'];
  const passServiceRole = grants(
    ['iam:PassRole'],
    serviceRole ? [`arn:${Partition}:iam::${AccountId}:role/${refOf(judged, serviceRole)}`] : [],
    passedTo('cloudformation'),
  );
  const describeStacks = grants(['cloudformation:DescribeStacks'], stack);
  return {
    ServiceRole: [
      ...read,
      ...change,
      ...grants(['lambda:CreateEventSourceMapping'], ['*'], onFunction),
      ...grants(MAPPING_TAGS, ARNS.Mapping),
      ...grants(['iam:PassRole'], roles, passedTo('lambda')),
      ...grants(of('s3', 'GetObject', 'GetObjectVersion'), artifacts),
    ],
    ReviewRole: changeSets('pull-request-*', 'Create', 'Describe', 'Delete'),
    PublishRole: [
      ...grants(of('s3', 'GetObject', 'PutObject'), artifacts),
      ...changeSets('main-*', 'Create', 'Describe', 'Delete'),
      ...describeStacks,
      ...passServiceRole,
    ],
    DeployRole: [
      ...changeSets('main-*', 'Execute'),
      ...describeStacks,
      ...grants(of('cloudformation', 'DescribeStackEvents', 'DescribeStackResources'), stack),
      ...passServiceRole,
      ...grants(of('s3', 'GetObjectVersion', 'PutObject'), [`${uploads}/smoke-test/*`]),
      ...grants(['s3:GetObject'], [`${processed}/processed/smoke-test/*`, `${processed}/failed/*`]),
      ...grants(['s3:ListBucket'], [processed]),
      ...grants(['sqs:GetQueueAttributes'], queues),
      ...grants(of('sqs', 'ChangeMessageVisibility', 'ReceiveMessage'), queues.slice(1)),
    ],
    DriftRole: [
      ...read,
      ...grants(
        of('cloudformation', 'DescribeStackResourceDrifts', 'DetectStackDrift', 'DetectStackResourceDrift'),
        stack,
      ),
      ...grants(of('cloudformation', 'BatchDescribeTypeConfigurations', 'DescribeStackDriftDetectionStatus'), ['*']),
    ],
    PermissionsBoundary: grantsOfRoles(resources),
  };
}

/** What the template of the pipeline allows its own roles. */
const grantsOfRoles = (resources: Record<string, ResolvedResource>): Grant[] =>
  Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .flatMap(({ Properties }) => listOf(Properties['Policies']))
    .flatMap((policy) => listOf(mapOf(mapOf(policy)['PolicyDocument'])['Statement']))
    .map(mapOf)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) => grants(listOf(Action).map(String), listOf(Resource).map(String)));
