import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { refOf } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';
import type { Bootstrap, BootstrapPart } from './bootstrap.ts';
import { committedPipeline } from './committed-pipeline.ts';
import { actionsOf, type Grant, grants, passedTo, serviceRoleGrants } from './service-role-grants.ts';

/** The roles of the bootstrap, and the boundary of those that the pipeline makes. */
export type GrantedPart = Exclude<BootstrapPart, 'alarmKey'>;

type Grants = Record<GrantedPart, Grant[]>;

const known = new WeakMap<Template, Map<string, Grants>>();

/**
 * What each part has to have, and may have, for the pipeline that is committed beside it: the same for the same
 * names.
 */
export function bootstrapGrants(context: RuleContext, { serviceRole, permissionsBoundary }: Bootstrap): Grants {
  const names = {
    role: serviceRole ? refOf(context, serviceRole) : '',
    boundary: permissionsBoundary ? refOf(context, permissionsBoundary) : '',
  };
  const key = JSON.stringify([names, context.settings.pseudo, context.resolved.parameters]);
  const { template } = committedPipeline(context);
  const ofPipeline = remembered(known, template, () => new Map());
  return remembered(ofPipeline, key, () => grantsFor(context, names));
}

function grantsFor(context: RuleContext, { role, boundary }: { role: string; boundary: string }): Grants {
  const pipeline = committedPipeline(context);
  const { resources, at, bucket } = pipeline;
  const { Partition, Region, AccountId } = context.settings.pseudo;
  const given = (name: string): string => String(context.resolved.parameters[name] ?? '');
  const StackName = given('PipelineStackName');
  const stored = bucket(given('ArtifactBucketName') || `image-pipeline-artifacts-${AccountId}-${Region}-an`);
  const artifacts = [`${stored}/handler/*`];
  const [uploads = '', processed = ''] = ['UploadBucket', 'ProcessedBucket'].map((id) =>
    bucket(String(resources[id]?.Properties['BucketName'])),
  );
  const stack = [at('cloudformation', `stack/${StackName}/*`)];
  const queues = ['ImageQueue', 'DeadLetterQueue'].map((id) =>
    at('sqs', String(resources[id]?.Properties['QueueName'])),
  );
  const changeSetArn = (names: string) => at('cloudformation', `changeSet/${names}/*`);
  const changeSets = (names: string, ...verbs: string[]) =>
    grants(
      verbs.map((verb) => `cloudformation:${verb}ChangeSet`),
      stack,
      `StringLike cloudformation:changesetname ${names},${changeSetArn(names)} and Null cloudformation:importresourcetypes true`,
    );
  const tagByChangeSet = (names: string, operation: string) =>
    grants(
      actionsOf('cloudformation', 'TagResource', 'UntagResource'),
      operation === 'CreateChangeSet' ? [...stack, changeSetArn(names)] : stack,
      `StringEquals cloudformation:createaction ${operation}`,
    );
  const explainChangeSets = (names: string) =>
    grants(['cloudformation:DescribeEvents'], [...stack, changeSetArn(names)]);
  const logGroup = at('logs', `log-group:${resources['ImageFunctionLogGroup']?.Properties['LogGroupName']}:*`);
  const passServiceRole = grants(
    ['iam:PassRole'],
    [`arn:${Partition}:iam::${AccountId}:role/${role}`],
    passedTo('cloudformation'),
  );
  const describeStacks = grants(['cloudformation:DescribeStacks'], stack);
  const { read, change } = serviceRoleGrants(pipeline, { boundary, stack: StackName, artifacts });
  return {
    serviceRole: [...read, ...change],
    reviewRole: [
      ...grants(actionsOf('s3', 'GetObject', 'PutObject'), [`${stored}/review/*`]),
      ...changeSets('pull-request-*', 'Create', 'Describe', 'Delete'),
      ...tagByChangeSet('pull-request-*', 'CreateChangeSet'),
      ...explainChangeSets('pull-request-*'),
      ...describeStacks,
    ],
    publishRole: [
      ...grants(actionsOf('s3', 'GetObject', 'PutObject'), [...artifacts, `${stored}/templates/*`]),
      ...changeSets('main-*', 'Create', 'Describe', 'Delete'),
      ...tagByChangeSet('main-*', 'CreateChangeSet'),
      ...explainChangeSets('main-*'),
      ...describeStacks,
      ...passServiceRole,
    ],
    deployRole: [
      ...changeSets('main-*', 'Describe', 'Execute'),
      ...tagByChangeSet('main-*', 'ExecuteChangeSet'),
      ...describeStacks,
      ...grants(actionsOf('cloudformation', 'DescribeStackEvents', 'GetTemplate'), stack),
      ...passServiceRole,
      ...grants(['s3:PutObject'], [`${uploads}/smoke-test/*`]),
      ...grants(['s3:GetObject'], [`${processed}/processed/smoke-test/*`, `${processed}/failed/smoke-test/*`]),
      ...grants(['s3:ListBucket'], [processed]),
      ...grants(['sqs:GetQueueAttributes'], queues),
      ...grants(['logs:FilterLogEvents'], [logGroup]),
    ],
    driftRole: [
      ...read,
      ...grants(
        actionsOf('cloudformation', 'DescribeStackResourceDrifts', 'DetectStackDrift', 'DetectStackResourceDrift'),
        stack,
      ),
      ...grants(actionsOf('cloudformation', 'BatchDescribeTypeConfigurations', 'DescribeStackDriftDetectionStatus'), [
        '*',
      ]),
    ],
    permissionsBoundary: grantsOfRoles(resources),
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
