import type { Resolved } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Choices } from '../../src/pipeline/choices.ts';

type Parameters = Resolved['parameters'];

/** A resource that a template must have; with `when`, under these parameters and choices, and not under others. */
type Part = { type: string; when?: (parameters: Parameters, choices: Choices) => boolean };

/** What a template must contain: resources by logical id, and the names of its outputs. */
export type Parts = { resources: Readonly<Record<string, Part>>; outputs: readonly string[] };

type When = NonNullable<Part['when']>;

const isIsolated: When = (_, { networkAccess }) => networkAccess !== 'internet';
const hasDnsFirewall: When = (_, { networkAccess }) => networkAccess === 'isolated-with-dns-firewall';
const ownsTopic: When = (_, { alarmTopic }) => alarmTopic !== 'existing';
const createsAlarmKey: When = (parameters, choices) =>
  ownsTopic(parameters, choices) && parameters['AlarmKeyArn'] === '';
const hasAlarmEmail: When = (parameters, choices) => ownsTopic(parameters, choices) && parameters['AlarmEmail'] !== '';
const reservesConcurrency = ({ ReservedConcurrency }: Parameters): boolean => ReservedConcurrency !== '0';

const always = (type: string): Part => ({ type });
const isolated = (type: string): Part => ({ type, when: isIsolated });

const IMAGE_PIPELINE: Parts = {
  resources: {
    UploadBucket: always('AWS::S3::Bucket'),
    UploadBucketPolicy: always('AWS::S3::BucketPolicy'),
    ProcessedBucket: always('AWS::S3::Bucket'),
    ProcessedBucketPolicy: always('AWS::S3::BucketPolicy'),
    ImageQueue: always('AWS::SQS::Queue'),
    ImageQueuePolicy: always('AWS::SQS::QueuePolicy'),
    DeadLetterQueue: always('AWS::SQS::Queue'),
    DeadLetterQueuePolicy: always('AWS::SQS::QueuePolicy'),
    ImageFunctionLogGroup: always('AWS::Logs::LogGroup'),
    ImageFunction: always('AWS::Lambda::Function'),
    ImageQueueMapping: always('AWS::Lambda::EventSourceMapping'),
    ImageFunctionRole: always('AWS::IAM::Role'),
    Vpc: isolated('AWS::EC2::VPC'),
    SubnetA: isolated('AWS::EC2::Subnet'),
    SubnetB: isolated('AWS::EC2::Subnet'),
    RouteTable: isolated('AWS::EC2::RouteTable'),
    SubnetARouteTableAssociation: isolated('AWS::EC2::SubnetRouteTableAssociation'),
    SubnetBRouteTableAssociation: isolated('AWS::EC2::SubnetRouteTableAssociation'),
    S3Endpoint: isolated('AWS::EC2::VPCEndpoint'),
    ImageFunctionSecurityGroup: isolated('AWS::EC2::SecurityGroup'),
    S3Names: { type: 'AWS::Route53Resolver::FirewallDomainList', when: hasDnsFirewall },
    AllNames: { type: 'AWS::Route53Resolver::FirewallDomainList', when: hasDnsFirewall },
    DnsFirewall: { type: 'AWS::Route53Resolver::FirewallRuleGroup', when: hasDnsFirewall },
    DnsFirewallAssociation: { type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation', when: hasDnsFirewall },
    AlarmKey: { type: 'AWS::KMS::Key', when: createsAlarmKey },
    AlarmTopic: { type: 'AWS::SNS::Topic', when: ownsTopic },
    AlarmTopicPolicy: { type: 'AWS::SNS::TopicPolicy', when: ownsTopic },
    AlarmEmailSubscription: { type: 'AWS::SNS::Subscription', when: hasAlarmEmail },
    PipelineHealthAlarm: always('AWS::CloudWatch::CompositeAlarm'),
    FunctionErrorsAlarm: always('AWS::CloudWatch::Alarm'),
    FunctionThrottlesAlarm: always('AWS::CloudWatch::Alarm'),
    FunctionDurationAlarm: always('AWS::CloudWatch::Alarm'),
    FunctionConcurrencyAlarm: { type: 'AWS::CloudWatch::Alarm', when: reservesConcurrency },
    DeadLetterQueueAlarm: always('AWS::CloudWatch::Alarm'),
    OldestMessageAgeAlarm: always('AWS::CloudWatch::Alarm'),
    ErrorRateAlarm: always('AWS::CloudWatch::Alarm'),
    ErrorLinesMetricFilter: always('AWS::Logs::MetricFilter'),
    ErrorLinesAlarm: always('AWS::CloudWatch::Alarm'),
    Dashboard: always('AWS::CloudWatch::Dashboard'),
    SlowestImagesQuery: always('AWS::Logs::QueryDefinition'),
    FailuresByCodeQuery: always('AWS::Logs::QueryDefinition'),
    UploadHistoryQuery: always('AWS::Logs::QueryDefinition'),
  },
  outputs: [
    'UploadBucketName',
    'UploadBucketArn',
    'ProcessedBucketName',
    'ProcessedBucketArn',
    'ImageQueueUrl',
    'ImageQueueArn',
    'DeadLetterQueueUrl',
    'DeadLetterQueueArn',
    'ImageFunctionName',
    'ImageFunctionArn',
    'ImageFunctionRoleArn',
    'AlarmTopicArn',
    'DashboardUrl',
  ],
};

const makes =
  (parameter: string) =>
  (parameters: Parameters): boolean =>
    parameters[parameter] === 'true';

const BOOTSTRAP: Parts = {
  resources: {
    ArtifactBucket: { type: 'AWS::S3::Bucket', when: makes('CreateArtifactBucket') },
    ArtifactBucketPolicy: { type: 'AWS::S3::BucketPolicy', when: makes('CreateArtifactBucket') },
    GitHubProvider: { type: 'AWS::IAM::OIDCProvider', when: makes('CreateGitHubOidcProvider') },
    PermissionsBoundary: always('AWS::IAM::ManagedPolicy'),
    AlarmKey: always('AWS::KMS::Key'),
    ReadStackPolicy: always('AWS::IAM::ManagedPolicy'),
    ChangePipelinePolicy: always('AWS::IAM::ManagedPolicy'),
    ChangeSurroundingsPolicy: always('AWS::IAM::ManagedPolicy'),
    ServiceRole: always('AWS::IAM::Role'),
    ReviewRole: always('AWS::IAM::Role'),
    PublishRole: always('AWS::IAM::Role'),
    DeployRole: always('AWS::IAM::Role'),
    DriftRole: always('AWS::IAM::Role'),
  },
  outputs: [
    'ReviewRoleArn',
    'PublishRoleArn',
    'DriftRoleArn',
    'DeployRoleArn',
    'ServiceRoleArn',
    'PermissionsBoundaryArn',
    'AlarmKeyArn',
  ],
};

const PARTS = { 'image pipeline': IMAGE_PIPELINE, bootstrap: BOOTSTRAP } as const;

/** The templates of this project. */
export type KnownTemplate = keyof typeof PARTS;

/** Which template of this project it is: it has at least half of the parts, with their types. Its file may have any name. */
export const knownTemplate = ({ Resources }: Pick<Template, 'Resources'>): KnownTemplate | undefined =>
  (Object.keys(PARTS) as KnownTemplate[]).find((name) => {
    const parts = Object.entries(PARTS[name].resources);
    const present = parts.filter(([id, { type }]) => Object.hasOwn(Resources, id) && Resources[id]?.Type === type);
    return 2 * present.length >= parts.length;
  });

/** What the template must contain; undefined when it is none of this project's, which has the parts that it has. */
export function partsOf(template: Template): Parts | undefined {
  const name = knownTemplate(template);
  return name && PARTS[name];
}
