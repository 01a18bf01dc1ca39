import { readFileSync } from 'node:fs';
import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { parseTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate, type Settings } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Kind } from '../../src/pipeline/cloudformation-handlers.ts';
import { remembered } from '../../src/shared/memoize.ts';
import type { RuleContext } from '../engine/rule.ts';

/** The pipeline that a bootstrap is deployed for. */
export type CommittedPipeline = {
  template: Template;
  resources: Record<string, ResolvedResource>;
  /** What a kind of its resources is called in policies: names that AWS makes up end in `*`. */
  arns: Record<Kind, string[]>;
  at(service: string, rest: string): string;
  bucket(name: string): string;
};

const FILE = new URL('../../templates/image-pipeline.yaml', import.meta.url);

let read: Template | undefined;

/** Read when it is first asked for: most templates are no bootstrap. */
function committedTemplate(): Template {
  read ??= parseTemplate(readFileSync(FILE, 'utf8'), 'templates/image-pipeline.yaml').template;
  return read;
}

/** Parameters of things that exist, which some choices ask for. */
const EXISTING = { AlarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms', AccessLogBucketName: 'access-logs' };

const NETWORK = ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'];

const resolved = new WeakMap<Template, Map<string, Record<string, ResolvedResource>>>();

/** The resources of the committed pipeline; resolved once for each set of parameters. */
function resourcesOf(template: Template, { parameters, pseudo }: Settings): Record<string, ResolvedResource> {
  const known = remembered(resolved, template, () => new Map<string, Record<string, ResolvedResource>>());
  const key = JSON.stringify([parameters, pseudo]);
  return remembered(known, key, () => resolveTemplate(template, { parameters, pseudo }).resources);
}

/**
 * The pipeline that is judged together with a bootstrap, else the committed one, in the stack and with the names that the
 * parameters of the bootstrap say.
 */
export function committedPipeline(context: RuleContext): CommittedPipeline {
  const { pseudo } = context.settings;
  const { Partition, Region, AccountId } = pseudo;
  const given = (name: string): string => String(context.resolved.parameters[name] ?? '');
  const StackName = given('PipelineStackName');
  const template = context.pipeline ?? committedTemplate();
  const parameters = Object.fromEntries(
    Object.entries({
      ArtifactKey: 'handler/1.zip',
      AlarmEmail: 'a@example.com',
      AlarmKeyArn: `arn:${Partition}:kms:${Region}:${AccountId}:key/1`,
      UploadBucketName: given('UploadBucketName'),
      ProcessedBucketName: given('ProcessedBucketName'),
      ...EXISTING,
    }).filter(([name]) => template.Parameters?.[name] !== undefined),
  );
  const resources = resourcesOf(template, { parameters, pseudo: { ...pseudo, StackName } });
  const at = (service: string, rest: string) => `arn:${Partition}:${service}:${Region}:${AccountId}:${rest}`;
  const named = (type: string, arn: (name: string) => string, property?: string): string[] =>
    Object.values(resources)
      .filter(({ Type }) => Type === type)
      .map(({ LogicalId, Properties }) => arn(String(Properties[property ?? ''] ?? `${StackName}-${LogicalId}-*`)));
  const bucket = (name: string) => `arn:${Partition}:s3:::${name}`;
  const functions = named('AWS::Lambda::Function', (name) => at('lambda', `function:${name}`), 'FunctionName');
  const roles = named('AWS::IAM::Role', (name) => `arn:${Partition}:iam::${AccountId}:role/${name}`);
  const arns: Record<Kind, string[]> = {
    Bucket: named('AWS::S3::Bucket', bucket, 'BucketName'),
    Queue: named('AWS::SQS::Queue', (name) => at('sqs', name), 'QueueName'),
    Function: functions,
    Mapping: [at('lambda', 'event-source-mapping:*')],
    Role: roles,
    Firewall: ['firewall-domain-list', 'firewall-rule-group', 'firewall-rule-group-association'].map((type) =>
      at('route53resolver', `${type}/*`),
    ),
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
  };
  return { template, resources, arns, at, bucket };
}
