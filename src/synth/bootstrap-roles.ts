import type { Value } from 'cloudform';
import type { PipelineTemplate } from './bootstrap-arns.ts';
import { artifacts, reviewedTemplates, storedTemplates } from './bootstrap-artifacts.ts';
import { subBuckets } from './bootstrap-buckets.ts';
import { trustInGitHub } from './bootstrap-github.ts';
import type { BootstrapNames } from './bootstrap-parameters.ts';
import { changePipeline, changeSurroundings, readStatements } from './bootstrap-permissions.ts';
import { arn, ref } from './bootstrap-words.ts';
import { policyDocument, type Resource, type ResourceType, type Statement, sub } from './cloudformation.ts';

const STACK = 'arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${PipelineStackName}/*';

/** Change sets that pull requests make, to be looked at, and those that main makes, to be executed. */
const OF_PULL_REQUESTS = 'pull-request-*';
const OF_MAIN = 'main-*';
const MAIN = 'ref:refs/heads/main';

const bucket = (name: 'Uploads' | 'Processed', path: string) =>
  subBuckets(`arn:\${AWS::Partition}:s3:::\${${name}}${path}`);

const queue = (name: string) =>
  sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:\${PipelineStackName}-${name}`);

/** Of the function. */
const logGroup = () =>
  sub(
    'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${PipelineStackName}-image-function:*',
  );

const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: Value<string> | readonly Value<string>[],
  Condition?: Statement['Condition'],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });

const changeSetArn = (names: string) =>
  sub(`arn:\${AWS::Partition}:cloudformation:\${AWS::Region}:\${AWS::AccountId}:changeSet/${names}/*`);

const onChangeSets = (Sid: string, names: string, ...verbs: string[]) =>
  allow(
    Sid,
    verbs.map((verb) => `cloudformation:${verb}ChangeSet`),
    sub(STACK),
    {
      // AWS does not document what the key holds where a request names the change set by its ARN: both forms count.
      StringLike: { 'cloudformation:ChangeSetName': [names, changeSetArn(names)] },
      // An import would make resources of others those of the stack, which the service role may change.
      Null: { 'cloudformation:ImportResourceTypes': 'true' },
    },
  );

/**
 * Adds, changes or removes tags of the stack, in a change set and by nothing else:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security_iam_id-based-policy-examples.html
 */
const tagByChangeSet = (names: string, verb: 'Create' | 'Execute') =>
  allow(
    'TagByChangeSet',
    ['cloudformation:TagResource', 'cloudformation:UntagResource'],
    verb === 'Create' ? [sub(STACK), changeSetArn(names)] : sub(STACK),
    { StringEquals: { 'cloudformation:CreateAction': `${verb}ChangeSet` } },
  );

/** Why the early validation of a change set failed is in its events alone. */
const explainChangeSets = (names: string) =>
  allow('ExplainChangeSets', ['cloudformation:DescribeEvents'], [sub(STACK), changeSetArn(names)]);

const readStack = (...more: string[]) => allow('ReadStack', ['cloudformation:DescribeStacks', ...more], sub(STACK));

const passServiceRole = () =>
  allow('PassServiceRole', ['iam:PassRole'], arn('ServiceRole'), {
    StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
  });

const DETECTING = ['DescribeStackResourceDrifts', 'DetectStackDrift', 'DetectStackResourceDrift'].map(
  (verb) => `cloudformation:${verb}`,
);
const FOLLOWING = [
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
];

type Role = ResourceType<'AWS::IAM::Role', BootstrapNames>;

const forGitHub = (
  Why: string,
  trust: ReturnType<typeof trustInGitHub>,
  PolicyName: string,
  statements: Statement[],
): Role => ({
  Why,
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: sub(`${PolicyName} role of \${PipelineStackName}, for GitHub`),
    AssumeRolePolicyDocument: trust,
    Policies: [{ PolicyName, PolicyDocument: policyDocument(...statements) }],
  },
});

/** Who may do what on the way from a pull request to a running stack. */
export const roles = (pipeline: PipelineTemplate) =>
  ({
    ReadStackPolicy: {
      Why: 'What CloudFormation, and a detection of drift, reads of the resources of the pipeline. Computed from its template.',
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: sub('Reads the resources of ${PipelineStackName}'),
        PolicyDocument: policyDocument(...readStatements(pipeline)),
      },
    },
    ChangePipelinePolicy: {
      Why: 'What CloudFormation makes, changes and deletes of what an image goes through: buckets, queues, function, mapping, role. The id of a mapping is made up when it is made, so there its function or the tag of the stack is the limit.',
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: sub('Changes buckets, queues and function of ${PipelineStackName}'),
        PolicyDocument: policyDocument(
          ...changePipeline(pipeline, { boundary: ref('PermissionsBoundary'), artifacts: artifacts() }),
        ),
      },
    },
    ChangeSurroundingsPolicy: {
      Why: 'The same for what is around it: network, log, topic, alarms, dashboard. A policy of its own, as one would be longer than IAM allows. Ids of EC2 are made up when they are made, so there the tag of the stack is the limit, which AWS alone can set.',
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: sub('Changes network, log and alarms of ${PipelineStackName}'),
        PolicyDocument: policyDocument(...changeSurroundings(pipeline)),
      },
    },
    ServiceRole: {
      Why: 'The role with which CloudFormation changes the stack, whoever asked for it. Nobody can assume it but CloudFormation.',
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: sub('Role of CloudFormation for ${PipelineStackName}'),
        AssumeRolePolicyDocument: policyDocument({
          Sid: 'AllowCloudFormation',
          Effect: 'Allow',
          Principal: { Service: 'cloudformation.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
        ManagedPolicyArns: [ref('ReadStackPolicy'), ref('ChangePipelinePolicy'), ref('ChangeSurroundingsPolicy')],
      },
    },
    ReviewRole: forGitHub(
      'For pull requests: makes change sets, which show what would become of the stack, and can execute none.',
      trustInGitHub('pull_request'),
      'Review',
      [
        allow('StoreReviewedTemplate', ['s3:GetObject', 's3:PutObject'], reviewedTemplates()),
        onChangeSets('ReviewChangeSets', OF_PULL_REQUESTS, 'Create', 'Describe', 'Delete'),
        tagByChangeSet(OF_PULL_REQUESTS, 'Create'),
        explainChangeSets(OF_PULL_REQUESTS),
        readStack(),
      ],
    ),
    PublishRole: forGitHub(
      'For main, before the approval: stores zip and template, and creates the change set that will be shown and approved. It can execute none. Pull requests have no part in either, or one could put its own zip under a hash first.',
      trustInGitHub(MAIN),
      'Publish',
      [
        allow('StoreArtifact', ['s3:GetObject', 's3:PutObject'], [artifacts(), storedTemplates()]),
        onChangeSets('PrepareChangeSets', OF_MAIN, 'Create', 'Describe', 'Delete'),
        tagByChangeSet(OF_MAIN, 'Create'),
        explainChangeSets(OF_MAIN),
        readStack(),
        passServiceRole(),
      ],
    ),
    DeployRole: forGitHub(
      'For the environment, after its approval, and for main alone: executes the change set that was shown, and tries the stack with an image.',
      trustInGitHub('environment:${EnvironmentName}', 'main'),
      'Deploy',
      [
        onChangeSets('ExecuteReviewedChangeSet', OF_MAIN, 'Describe', 'Execute'),
        tagByChangeSet(OF_MAIN, 'Execute'),
        readStack('cloudformation:DescribeStackEvents', 'cloudformation:GetTemplate'),
        passServiceRole(),
        allow('UploadTestImage', ['s3:PutObject'], bucket('Uploads', '/smoke-test/*')),
        allow(
          'ReadTestResult',
          ['s3:GetObject'],
          [bucket('Processed', '/processed/smoke-test/*'), bucket('Processed', '/failed/smoke-test/*')],
        ),
        // Without it a result that is not there yet answers 403 and not 404.
        allow('LookForTestResult', ['s3:ListBucket'], bucket('Processed', '')),
        allow('CountMessages', ['sqs:GetQueueAttributes'], [queue('image-queue'), queue('dead-letter-queue')]),
        allow('ReadLog', ['logs:FilterLogEvents'], logGroup()),
      ],
    ),
    DriftRole: {
      Why: 'For main, on a schedule: compares the stack with its template. CloudFormation reads the resources with the rights of who asks.',
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: sub('Drift role of ${PipelineStackName}, for GitHub'),
        AssumeRolePolicyDocument: trustInGitHub(MAIN),
        ManagedPolicyArns: [ref('ReadStackPolicy')],
        Policies: [
          {
            PolicyName: 'Drift',
            PolicyDocument: policyDocument(
              // AWS asks for the right to look at single resources too, and at how their types are configured:
              // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
              allow('DetectDrift', DETECTING, sub(STACK)),
              allow('FollowDetection', FOLLOWING, '*'),
            ),
          },
        ],
      },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;
