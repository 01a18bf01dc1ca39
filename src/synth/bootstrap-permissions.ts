import type { Value } from 'cloudform';
import { HANDLERS, type Kind } from '../permissions/cloudformation-handlers.ts';
import { subBuckets } from './bootstrap-buckets.ts';
import type { Statement } from './cloudformation.ts';
import { sub } from './cloudformation.ts';
import { STACK_TAG } from './names.ts';

/** A template as it is read or synthesized: what this needs of it. */
export type PipelineTemplate = { Resources: Record<string, { Type: string; Properties?: object }> };

/** The property that names a resource, by type. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
};

const REGIONAL = (service: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`;

/** Everything that EC2 is asked for by an id that it makes up: whose it is can be said, which one cannot. */
const NETWORK = ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'];

/** What a kind is limited to: types of the resources whose names count, and an ARN for each name. */
const KINDS: Readonly<Record<Kind, { types: readonly string[]; arns: (name: string) => readonly string[] }>> = {
  Bucket: { types: ['AWS::S3::Bucket'], arns: (name) => [`arn:\${AWS::Partition}:s3:::${name}`] },
  Queue: { types: ['AWS::SQS::Queue'], arns: (name) => [`${REGIONAL('sqs')}${name}`] },
  Function: { types: ['AWS::Lambda::Function'], arns: (name) => [`${REGIONAL('lambda')}function:${name}`] },
  Mapping: { types: ['AWS::Lambda::Function'], arns: () => [`${REGIONAL('lambda')}event-source-mapping:*`] },
  Role: { types: ['AWS::IAM::Role'], arns: (name) => [`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${name}`] },
  Network: { types: ['AWS::EC2::VPC'], arns: () => NETWORK.map((type) => `${REGIONAL('ec2')}${type}/*`) },
  LogGroup: {
    types: ['AWS::Logs::LogGroup'],
    arns: (name) => [`${REGIONAL('logs')}log-group:${name}`, `${REGIONAL('logs')}log-group:${name}:*`],
  },
  Topic: { types: ['AWS::SNS::Topic'], arns: (name) => [`${REGIONAL('sns')}${name}`] },
  Alarm: {
    types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
    arns: (name) => [`${REGIONAL('cloudwatch')}alarm:${name}`],
  },
  Key: { types: ['AWS::KMS::Key'], arns: () => [`${REGIONAL('kms')}key/*`] },
  Dashboard: {
    types: ['AWS::CloudWatch::Dashboard'],
    arns: (name) => [`arn:\${AWS::Partition}:cloudwatch::\${AWS::AccountId}:dashboard/${name}`],
  },
};

/** A bucket whose name can be given has a variable instead, which subBuckets knows. */
const VARIABLES: Readonly<Record<string, string>> = {
  UploadBucketName: '${Uploads}',
  ProcessedBucketName: '${Processed}',
};

/** The text of a name that begins with that of the stack, or the variable that stands for a parameter. */
function derived(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, 'Fn::Sub': text, 'Fn::If': branches } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref === 'AWS::StackName' ? '${AWS::StackName}' : VARIABLES[Ref];
  if (typeof text === 'string') return text;
  return Array.isArray(branches) ? branches.slice(1).map(derived).find(Boolean) : undefined;
}

/** As CloudFormation makes a name up where the template gives none: STACK-LOGICALID-RANDOM. */
function nameOf(logicalId: string, { Type, Properties = {} }: PipelineTemplate['Resources'][string]): string {
  const given = (Properties as Record<string, unknown>)[NAMES[Type] ?? ''];
  const name = derived(given) ?? (given === undefined ? `\${AWS::StackName}-${logicalId}-*` : undefined);
  if (!name?.includes('${AWS::StackName}') && !Object.values(VARIABLES).includes(name ?? ''))
    throw new Error(
      `Expected ${logicalId} to have a name derived from that of the stack but received ${JSON.stringify(given)}`,
    );
  return (name ?? '').replaceAll('${AWS::StackName}', '${PipelineStackName}');
}

/** The ARNs of the resources of a kind in the stack, as text for subBuckets in the template that makes the roles. */
export function arnsOf(template: PipelineTemplate, kind: Kind): string[] {
  const { types, arns } = KINDS[kind];
  const names = Object.entries(template.Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, resource]) => nameOf(id, resource));
  return [...new Set(names.flatMap(arns))];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

type Needed = { read: string[]; write: string[] };

export type NeededActions = {
  /** On the names of a kind. */
  kinds: Map<Kind, Needed>;
  /** Those that know no resources. */
  all: Needed;
};

/** The actions that CloudFormation needs for the resources of a template. */
export function neededActions(template: PipelineTemplate): NeededActions {
  const used = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const handler = HANDLERS[Type];
    if (!handler)
      throw new Error(
        `Expected src/permissions/cloudformation-handlers.ts to know the type of ${id} but received ${Type}`,
      );
    const actions = [handler.always, ...Object.keys(Properties).map((name) => handler.with?.[name] ?? {})];
    return actions.map((each) => ({ kind: handler.kind, ...each }));
  });
  const all = {
    read: unique(used.flatMap(({ readAll = [] }) => readAll)),
    write: unique(used.flatMap(({ writeAll = [] }) => writeAll)),
  };
  const kinds = new Map<Kind, Needed>();
  for (const { kind, read = [], write = [] } of used) {
    const known = kinds.get(kind) ?? { read: [], write: [] };
    kinds.set(kind, {
      read: unique([...known.read, ...read]).filter((action) => !all.read.includes(action)),
      write: unique([...known.write, ...write]),
    });
  }
  return { kinds, all };
}

const statement = (
  Sid: string,
  Action: readonly string[],
  arns: readonly string[],
  Condition?: Statement['Condition'],
) => ({
  Sid,
  Effect: 'Allow' as const,
  Action,
  Resource: arns.map(subBuckets),
  ...(Condition && { Condition }),
});

const onFunction = (template: PipelineTemplate) => ({
  ArnEquals: { 'lambda:FunctionArn': arnsOf(template, 'Function').map((text) => sub(text)) },
});

/** What looks at the stack's resources: for CloudFormation, and for who detects drift. */
export function readStatements(template: PipelineTemplate): Statement[] {
  const { kinds, all } = neededActions(template);
  const named = [...kinds].map(([kind, { read }]) =>
    statement(`Read${kind}`, read, arnsOf(template, kind), kind === 'Mapping' ? onFunction(template) : undefined),
  );
  return [
    ...named.filter(({ Action }) => Action.length > 0),
    statement('ReadMappingTags', ['lambda:ListTags'], arnsOf(template, 'Mapping')),
    { Sid: 'ReadWhatHasNoName', Effect: 'Allow', Action: all.read, Resource: '*' },
  ];
}

/** A role must not be made, or be given a policy, without the boundary: it could do more than whoever made it. */
const BOUNDED = ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'];

const changesOf = (template: PipelineTemplate, kinds: readonly Kind[]): Statement[] => {
  const needed = neededActions(template).kinds;
  return kinds
    .map((kind) => statement(`Change${kind}`, needed.get(kind)?.write ?? [], arnsOf(template, kind)))
    .filter(({ Action }) => Action.length > 0);
};

/** What an image goes through. `boundary` is the ARN of the boundary, `artifacts` where the zips are. */
export function changePipeline(
  template: PipelineTemplate,
  { boundary, artifacts }: { boundary: Value<string>; artifacts: Value<string> },
): Statement[] {
  const { kinds } = neededActions(template);
  const ofRole = kinds.get('Role')?.write ?? [];
  const roles = arnsOf(template, 'Role');
  const mappings = arnsOf(template, 'Mapping');
  return [
    ...changesOf(template, ['Bucket', 'Queue', 'Function']),
    statement('PassRoleToFunction', ['iam:PassRole'], roles, {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    { Sid: 'ReadArtifact', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: artifacts },
    // A mapping has no id before it is made.
    { ...statement('CreateMapping', ['lambda:CreateEventSourceMapping'], [], onFunction(template)), Resource: '*' },
    statement('ChangeMapping', kinds.get('Mapping')?.write ?? [], mappings, onFunction(template)),
    statement('TagMapping', ['lambda:TagResource', 'lambda:UntagResource'], mappings),
    statement(
      'ChangeRole',
      ofRole.filter((action) => !BOUNDED.includes(action)),
      roles,
    ),
    statement(
      'ChangeBoundedRole',
      ofRole.filter((action) => BOUNDED.includes(action)),
      roles,
      { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    ),
  ];
}

/**
 * What CloudFormation calls while it makes a key, when the tag that tells whose it is need not count yet: up to five
 * minutes, by https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html. It harms no other key.
 */
const WITH_CREATION = ['kms:EnableKeyRotation', 'kms:TagResource'];

/** A key is told from the others of the account by a tag that the pipeline's template gives it. */
function changeKey(template: PipelineTemplate): Statement[] {
  const write = neededActions(template).kinds.get('Key')?.write ?? [];
  const keys = arnsOf(template, 'Key');
  return [
    statement(
      'ChangeNewKey',
      write.filter((action) => WITH_CREATION.includes(action)),
      keys,
    ),
    statement(
      'ChangeOwnKey',
      write.filter((action) => !WITH_CREATION.includes(action)),
      keys,
      { StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: sub('${PipelineStackName}') } },
    ),
  ].filter(({ Action }) => Action.length > 0);
}

/** What is around it: the network, and what watches. */
export function changeSurroundings(template: PipelineTemplate): Statement[] {
  const { write } = neededActions(template).all;
  return [
    ...changesOf(template, ['Network', 'LogGroup', 'Topic', 'Alarm', 'Dashboard']),
    ...changeKey(template),
    ...(write.length > 0
      ? [{ Sid: 'ChangeWhatHasNoName', Effect: 'Allow' as const, Action: write, Resource: '*' }]
      : []),
  ];
}
