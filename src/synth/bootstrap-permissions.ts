import type { Value } from 'cloudform';
import { type Actions, HANDLERS, type Kind } from './bootstrap-handlers.ts';
import type { Statement } from './cloudformation.ts';
import { sub } from './cloudformation.ts';

/** A template as it is read or synthesized: what this needs of it. */
export type PipelineTemplate = { Resources: Record<string, { Type: string; Properties?: object }> };

/** The property that names a resource, by type. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
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
  Alarm: { types: ['AWS::CloudWatch::Alarm'], arns: (name) => [`${REGIONAL('cloudwatch')}alarm:${name}`] },
  Dashboard: {
    types: ['AWS::CloudWatch::Dashboard'],
    arns: (name) => [`arn:\${AWS::Partition}:cloudwatch::\${AWS::AccountId}:dashboard/${name}`],
  },
};

/** The text of a name that begins with that of the stack; of two by a condition, the one that is derived. */
function derived(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, 'Fn::Sub': text, 'Fn::If': branches } = value as Record<string, unknown>;
  if (Ref === 'AWS::StackName') return '${AWS::StackName}';
  if (typeof text === 'string') return text;
  return Array.isArray(branches) ? branches.slice(1).map(derived).find(Boolean) : undefined;
}

/** As CloudFormation makes a name up where the template gives none: STACK-LOGICALID-RANDOM. */
function nameOf(logicalId: string, { Type, Properties = {} }: PipelineTemplate['Resources'][string]): string {
  const given = (Properties as Record<string, unknown>)[NAMES[Type] ?? ''];
  const name = derived(given) ?? (given === undefined ? `\${AWS::StackName}-${logicalId}-*` : undefined);
  if (!name?.includes('${AWS::StackName}'))
    throw new Error(
      `Expected ${logicalId} to have a name derived from that of the stack but received ${JSON.stringify(given)}`,
    );
  return name.replaceAll('${AWS::StackName}', '${PipelineStackName}');
}

/** The ARNs of the resources of a kind in the stack, as text for `Fn::Sub` in the template that makes the roles. */
export function arnsOf(template: PipelineTemplate, kind: Kind): string[] {
  const { types, arns } = KINDS[kind];
  const names = Object.entries(template.Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, resource]) => nameOf(id, resource));
  return [...new Set(names.flatMap(arns))];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

type Needed = { read: string[]; write: string[] };

/** The actions that CloudFormation needs for the resources of a template, by kind, and those that know no resources. */
export function neededActions(template: PipelineTemplate): { kinds: Map<Kind, Needed>; readAll: string[] } {
  const kinds = new Map<Kind, Needed>();
  const readAll: string[] = [];
  for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    const handler = HANDLERS[Type];
    if (!handler)
      throw new Error(`Expected src/synth/bootstrap-handlers.ts to know the type of ${id} but received ${Type}`);
    const used: Actions[] = [handler.always, ...Object.keys(Properties).map((name) => handler.with?.[name] ?? {})];
    const known = kinds.get(handler.kind) ?? { read: [], write: [] };
    kinds.set(handler.kind, {
      read: unique([...known.read, ...used.flatMap(({ read = [] }) => read)]),
      write: unique([...known.write, ...used.flatMap(({ write = [] }) => write)]),
    });
    readAll.push(...used.flatMap((actions) => actions.readAll ?? []));
  }
  return { kinds, readAll: unique(readAll) };
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
  Resource: arns.map((text) => sub(text)),
  ...(Condition && { Condition }),
});

const onFunction = (template: PipelineTemplate) => ({
  ArnEquals: { 'lambda:FunctionArn': arnsOf(template, 'Function').map((text) => sub(text)) },
});

/** What looks at the stack's resources: for CloudFormation, and for who detects drift. */
export function readStatements(template: PipelineTemplate): Statement[] {
  const { kinds, readAll } = neededActions(template);
  const named = [...kinds].map(([kind, { read }]) =>
    statement(`Read${kind}`, read, arnsOf(template, kind), kind === 'Mapping' ? onFunction(template) : undefined),
  );
  return [
    ...named.filter(({ Action }) => Action.length > 0),
    ...(kinds.has('Mapping') ? [statement('ReadMappingTags', ['lambda:ListTags'], arnsOf(template, 'Mapping'))] : []),
    { Sid: 'ReadWhatHasNoName', Effect: 'Allow', Action: readAll, Resource: '*' },
  ];
}

/** A role must not be made, or be given a policy, without the boundary: it could do more than whoever made it. */
const BOUNDED = ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'];

/** What makes, changes and deletes them. `boundary` is the ARN of the boundary, `artifacts` where the zips are. */
export function changeStatements(
  template: PipelineTemplate,
  { boundary, artifacts }: { boundary: Value<string>; artifacts: Value<string> },
): Statement[] {
  const { kinds } = neededActions(template);
  const changes = [...kinds].flatMap(([kind, { write }]) => {
    const arns = arnsOf(template, kind);
    if (kind === 'Mapping') return [statement('ChangeMapping', write, arns, onFunction(template))];
    if (kind !== 'Role') return [statement(`Change${kind}`, write, arns)];
    const isBounded = (action: string): boolean => BOUNDED.includes(action);
    return [
      statement(
        'ChangeRole',
        write.filter((action) => !isBounded(action)),
        arns,
      ),
      statement('ChangeBoundedRole', write.filter(isBounded), arns, {
        StringEquals: { 'iam:PermissionsBoundary': boundary },
      }),
    ];
  });
  const withMapping = kinds.has('Mapping')
    ? [
        // It has no id before it is made.
        { ...statement('CreateMapping', ['lambda:CreateEventSourceMapping'], [], onFunction(template)), Resource: '*' },
        statement('TagMapping', ['lambda:TagResource', 'lambda:UntagResource'], arnsOf(template, 'Mapping')),
      ]
    : [];
  const withFunction: Statement[] = kinds.has('Function')
    ? [
        statement('PassRoleToFunction', ['iam:PassRole'], arnsOf(template, 'Role'), {
          StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
        }),
        { Sid: 'ReadArtifact', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: artifacts },
      ]
    : [];
  return [...changes.filter(({ Action }) => Action.length > 0), ...withMapping, ...withFunction];
}
