import { remembered } from '../src/template/remembered.ts';
import type { ResolvedResource } from '../src/template/resolve.ts';
import { committedPipeline } from './committed-pipeline.ts';
import { refOf } from './deployed.ts';
import { actionsOf, type Grant, grants, passedTo } from './grant.ts';
import type { Judged } from './rule.ts';
import { serviceRoleGrants } from './service-role-grants.ts';
import { listOf, mapOf } from './values.ts';

/** The roles of the bootstrap, and the boundary of those that the pipeline makes. */
export type Holder = 'ServiceRole' | 'ReviewRole' | 'PublishRole' | 'DeployRole' | 'DriftRole' | 'PermissionsBoundary';

type Grants = Record<Holder, Grant[]>;

const known = new Map<string, Grants>();

/**
 * What each holder has to have, and may have, for the pipeline that is committed beside it: the same for the same
 * names.
 */
export function bootstrapGrants(judged: Judged): Grants {
  const nameOf = (id: string): string => {
    const resource = judged.resolved.resources[id];
    return resource ? refOf(judged, resource) : '';
  };
  const names = { role: nameOf('ServiceRole'), boundary: nameOf('PermissionsBoundary') };
  const key = JSON.stringify([names, judged.settings.pseudo, judged.resolved.parameters]);
  return remembered(known, key, () => grantsFor(judged, names));
}

function grantsFor(judged: Judged, { role, boundary }: { role: string; boundary: string }): Grants {
  const pipeline = committedPipeline(judged);
  const { resources, at, bucket } = pipeline;
  const { Partition, Region, AccountId } = judged.settings.pseudo;
  const given = (name: string): string => String(judged.resolved.parameters[name] ?? '');
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
    ServiceRole: [...read, ...change],
    ReviewRole: [
      ...grants(actionsOf('s3', 'GetObject', 'PutObject'), [`${stored}/review/*`]),
      ...changeSets('pull-request-*', 'Create', 'Describe', 'Delete'),
      ...tagByChangeSet('pull-request-*', 'CreateChangeSet'),
      ...explainChangeSets('pull-request-*'),
      ...describeStacks,
    ],
    PublishRole: [
      ...grants(actionsOf('s3', 'GetObject', 'PutObject'), [...artifacts, `${stored}/templates/*`]),
      ...changeSets('main-*', 'Create', 'Describe', 'Delete'),
      ...tagByChangeSet('main-*', 'CreateChangeSet'),
      ...explainChangeSets('main-*'),
      ...describeStacks,
      ...passServiceRole,
    ],
    DeployRole: [
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
    DriftRole: [
      ...read,
      ...grants(
        actionsOf('cloudformation', 'DescribeStackResourceDrifts', 'DetectStackDrift', 'DetectStackResourceDrift'),
        stack,
      ),
      ...grants(actionsOf('cloudformation', 'BatchDescribeTypeConfigurations', 'DescribeStackDriftDetectionStatus'), [
        '*',
      ]),
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
