import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseTemplate } from '../../src/aws/cloudformation/read.ts';
import { type ResolvedResource, resolveTemplate, type Settings } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Kind } from '../../src/pipeline/cloudformation-handlers.ts';
import { remembered } from '../../src/shared/memoize.ts';
import type { Judged } from '../engine/rule.ts';

/** The pipeline whose way to AWS a bootstrap is for. */
export type CommittedPipeline = {
  template: Template;
  resources: Record<string, ResolvedResource>;
  /** What a kind of its resources is called in policies: names that AWS makes up end in `*`. */
  arns: Record<Kind, string[]>;
  at(service: string, rest: string): string;
  bucket(name: string): string;
};

const NAME = 'image-pipeline.yaml';
const COMMITTED = path.join(import.meta.dirname, '../../templates', NAME);

const read = new Map<string, Template>();

/** The pipeline in the folder of the bootstrap, or else the committed one; read when it is first asked for. */
function pipelineBeside(bootstrap: string): Template {
  const beside = path.resolve(path.dirname(bootstrap), NAME);
  const file = existsSync(beside) ? beside : COMMITTED;
  return remembered(read, file, () => parseTemplate(readFileSync(file, 'utf8'), file).template);
}

/** Parameters of things that exist, which some choices ask for. */
const EXISTING = { AlarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms', AccessLogBucketName: 'access-logs' };

const NETWORK = ['route-table', 'security-group', 'security-group-rule', 'subnet', 'vpc', 'vpc-endpoint'];

const resolved = new WeakMap<Template, Map<string, Record<string, ResolvedResource>>>();

/** The resources of the pipeline; the same settings are asked for again and again. */
function pipelineUnder(template: Template, { parameters, pseudo }: Settings): Record<string, ResolvedResource> {
  const known = remembered(resolved, template, () => new Map<string, Record<string, ResolvedResource>>());
  const key = JSON.stringify([parameters, pseudo]);
  return remembered(known, key, () => resolveTemplate(template, { parameters, pseudo }).resources);
}

/** The committed pipeline in the stack, and with the names, that the parameters of a bootstrap say. */
export function committedPipeline(judged: Judged): CommittedPipeline {
  const { pseudo } = judged.settings;
  const { Partition, Region, AccountId } = pseudo;
  const given = (name: string): string => String(judged.resolved.parameters[name] ?? '');
  const StackName = given('PipelineStackName');
  const template = pipelineBeside(judged.file);
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
  const resources = pipelineUnder(template, { parameters, pseudo: { ...pseudo, StackName } });
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
