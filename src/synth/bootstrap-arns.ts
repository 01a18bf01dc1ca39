import type { Kind } from '../pipeline/cloudformation-handlers.ts';

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
  'AWS::Route53Resolver::FirewallRuleGroup': 'Name',
};

const REGIONAL = (service: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`;

/** Everything that EC2 is asked for by an id that it makes up: whose it is can be said, which one cannot. */
const NETWORK = ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'];

const FIREWALL = ['firewall-domain-list', 'firewall-rule-group', 'firewall-rule-group-association'];

/** What a kind is limited to: types of the resources whose names count, and an ARN for each name. */
const KINDS: Readonly<Record<Kind, { types: readonly string[]; arns: (name: string) => readonly string[] }>> = {
  Bucket: { types: ['AWS::S3::Bucket'], arns: (name) => [`arn:\${AWS::Partition}:s3:::${name}`] },
  Queue: { types: ['AWS::SQS::Queue'], arns: (name) => [`${REGIONAL('sqs')}${name}`] },
  Function: { types: ['AWS::Lambda::Function'], arns: (name) => [`${REGIONAL('lambda')}function:${name}`] },
  Mapping: { types: ['AWS::Lambda::Function'], arns: () => [`${REGIONAL('lambda')}event-source-mapping:*`] },
  Role: { types: ['AWS::IAM::Role'], arns: (name) => [`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${name}`] },
  Network: { types: ['AWS::EC2::VPC'], arns: () => NETWORK.map((type) => `${REGIONAL('ec2')}${type}/*`) },
  Firewall: {
    types: ['AWS::Route53Resolver::FirewallRuleGroup'],
    arns: () => FIREWALL.map((type) => `${REGIONAL('route53resolver')}${type}/*`),
  },
  LogGroup: {
    types: ['AWS::Logs::LogGroup'],
    arns: (name) => [`${REGIONAL('logs')}log-group:${name}`, `${REGIONAL('logs')}log-group:${name}:*`],
  },
  Topic: { types: ['AWS::SNS::Topic'], arns: (name) => [`${REGIONAL('sns')}${name}`] },
  Alarm: {
    types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
    arns: (name) => [`${REGIONAL('cloudwatch')}alarm:${name}`],
  },
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
