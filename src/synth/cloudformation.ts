import type { CloudWatch, EC2, IAM, KMS, Lambda, Logs, Route53Resolver, S3, SNS, SQS, Value } from 'cloudform';
import { Fn, IntrinsicFunction } from './functions.ts';
import type { Cause } from './names.ts';
import type { ConditionName, ParameterName } from './parameters.ts';

/**
 * Properties that CloudFormation has and cloudform 7.5 (types of November 2023) lacks, by resource type.
 * test/synth/additions.test.ts holds each name against the current resource specification, and fails when cloudform has
 * caught up.
 */
type AddedProperties = {
  'AWS::Route53Resolver::FirewallRuleGroup': {
    FirewallRules?: readonly {
      FirewallDomainRedirectionAction?: 'INSPECT_REDIRECTION_DOMAIN' | 'TRUST_REDIRECTION_DOMAIN';
    }[];
  };
  'AWS::S3::Bucket': {
    BucketNamespace?: Value<'global' | 'account-regional'>;
    LifecycleConfiguration?: {
      TransitionDefaultMinimumObjectSize?: 'all_storage_classes_128K' | 'varies_by_storage_class';
    };
    BucketEncryption?: {
      ServerSideEncryptionConfiguration: readonly { BlockedEncryptionTypes?: { EncryptionType: readonly 'SSE-C'[] } }[];
    };
  };
  'AWS::Lambda::Function': {
    LoggingConfig?: {
      LogFormat: 'JSON' | 'Text';
      ApplicationLogLevel?: Value<string>;
      SystemLogLevel?: Value<string>;
      LogGroup?: Value<string>;
    };
    RecursiveLoop?: 'Allow' | 'Terminate';
  };
};

/** Resource attributes that cloudform's `Resource` lacks. */
type AddedAttributes = {
  DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
};

/** The words of CloudFormation in which every other file here is written, typed by cloudform. */

type Classes = {
  'AWS::CloudWatch::Alarm': typeof CloudWatch.Alarm;
  'AWS::CloudWatch::CompositeAlarm': typeof CloudWatch.CompositeAlarm;
  'AWS::CloudWatch::Dashboard': typeof CloudWatch.Dashboard;
  'AWS::EC2::RouteTable': typeof EC2.RouteTable;
  'AWS::EC2::SecurityGroup': typeof EC2.SecurityGroup;
  'AWS::EC2::Subnet': typeof EC2.Subnet;
  'AWS::EC2::SubnetRouteTableAssociation': typeof EC2.SubnetRouteTableAssociation;
  'AWS::EC2::VPC': typeof EC2.VPC;
  'AWS::EC2::VPCEndpoint': typeof EC2.VPCEndpoint;
  'AWS::IAM::ManagedPolicy': typeof IAM.ManagedPolicy;
  'AWS::IAM::OIDCProvider': typeof IAM.OIDCProvider;
  'AWS::IAM::Role': typeof IAM.Role;
  'AWS::KMS::Key': typeof KMS.Key;
  'AWS::Lambda::EventSourceMapping': typeof Lambda.EventSourceMapping;
  'AWS::Lambda::Function': typeof Lambda.Function;
  'AWS::Logs::LogGroup': typeof Logs.LogGroup;
  'AWS::Logs::MetricFilter': typeof Logs.MetricFilter;
  'AWS::Logs::QueryDefinition': typeof Logs.QueryDefinition;
  'AWS::Route53Resolver::FirewallDomainList': typeof Route53Resolver.FirewallDomainList;
  'AWS::Route53Resolver::FirewallRuleGroup': typeof Route53Resolver.FirewallRuleGroup;
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': typeof Route53Resolver.FirewallRuleGroupAssociation;
  'AWS::S3::Bucket': typeof S3.Bucket;
  'AWS::S3::BucketPolicy': typeof S3.BucketPolicy;
  'AWS::SNS::Subscription': typeof SNS.Subscription;
  'AWS::SNS::Topic': typeof SNS.Topic;
  'AWS::SNS::TopicPolicy': typeof SNS.TopicPolicy;
  'AWS::SQS::Queue': typeof SQS.Queue;
  'AWS::SQS::QueuePolicy': typeof SQS.QueuePolicy;
};

type Own<T extends keyof Classes> = NonNullable<ConstructorParameters<Classes[T]>[0]>;

/** cloudform still demands the thumbprints of a provider; CloudFormation does not since 2024. */
type Properties<T extends keyof Classes> = (T extends 'AWS::IAM::OIDCProvider' ? Partial<Own<T>> : Own<T>) &
  (T extends keyof AddedProperties ? AddedProperties[T] : unknown);

/** The names that a template declares: what refers to anything else does not compile. */
export type Names = { resource: string; parameter: string; condition: string };

type ResourceOf<T extends keyof Classes, N extends Names> = AddedAttributes & {
  /**
   * Why the resource is there: becomes the comment above it in the committed template. Left out where its description, or
   * the name of a query, says so.
   */
  Why?: string;
  Type: T;
  Properties: Properties<T>;
  DependsOn?: N['resource'] | readonly N['resource'][];
  Condition?: N['condition'];
  Metadata?: Record<string, unknown>;
};

/**
 * A resource of any type that the templates use, as a literal in CloudFormation's own words, and why it is there. It is
 * of the image pipeline unless it says of which template.
 */
export type Resource<N extends Names = PipelineNames> = { [T in keyof Classes]: ResourceOf<T, N> }[keyof Classes];

/** One resource of type T, for a function that makes several alike. */
export type ResourceType<T extends keyof Classes, N extends Names = PipelineNames> = ResourceOf<T, N>;

/** Every resource that the image pipeline has under some choice: a reference to anything else does not compile. */
export type LogicalId =
  | 'UploadBucket'
  | 'UploadBucketPolicy'
  | 'ProcessedBucket'
  | 'ProcessedBucketPolicy'
  | 'ImageQueue'
  | 'ImageQueuePolicy'
  | 'DeadLetterQueue'
  | 'DeadLetterQueuePolicy'
  | 'ImageFunctionLogGroup'
  | 'ImageFunctionRole'
  | 'ImageFunction'
  | 'ImageQueueMapping'
  | 'Vpc'
  | 'SubnetA'
  | 'SubnetB'
  | 'RouteTable'
  | 'SubnetARouteTableAssociation'
  | 'SubnetBRouteTableAssociation'
  | 'S3Endpoint'
  | 'ImageFunctionSecurityGroup'
  | 'AlarmKey'
  | 'AlarmTopic'
  | 'AlarmTopicPolicy'
  | 'AlarmEmailSubscription'
  | 'PipelineHealthAlarm'
  | Cause
  | 'FunctionConcurrencyAlarm'
  | 'DeadLetterQueueAlarm'
  | 'ErrorLinesMetricFilter'
  | 'Dashboard'
  | 'SlowestImagesQuery'
  | 'FailuresByCodeQuery'
  | 'UploadHistoryQuery'
  | 'S3Names'
  | 'AllNames'
  | 'DnsFirewall'
  | 'DnsFirewallAssociation';

type PipelineNames = { resource: LogicalId; parameter: ParameterName; condition: ConditionName };

/** One statement of a policy, written out in full. */
export type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { Service: string } | { AWS: Value<string> } | { Federated: Value<string> };
  Action: string | readonly string[];
  Resource?: Value<string> | readonly Value<string>[];
  Condition?: Record<string, Record<string, Value<string> | readonly Value<string>[]>>;
};

/** A policy document of the current language version. */
export const policyDocument = (...Statement: Statement[]) => ({
  Version: '2012-10-17',
  Statement,
});

/** `Fn::Sub`. cloudform's own demands a map of variables, and prints an empty one. */
export const sub = (text: string, variables?: Record<string, Value<string>>) =>
  new IntrinsicFunction('Fn::Sub', variables ? [text, variables] : text);

const NO_VALUE = Fn.Ref('AWS::NoValue');

/**
 * What refers to the names of one template. cloudform's types allow an intrinsic function for a scalar and for a list,
 * CloudFormation for any value: so what depends on a condition has the type of what it stands for.
 */
export const words = <N extends Names>() => ({
  /** What Ref gives for a resource: its name, URL or ARN, depending on its type. */
  ref: (id: N['resource']) => Fn.Ref(id),

  /** The value of a parameter of the template. */
  parameter: (name: N['parameter']) => Fn.Ref(name),

  /** An attribute of a resource, in the long form: several tools read `A.B` as a plain string. */
  attribute: (id: N['resource'], name: string) => Fn.GetAtt(id, name),

  /** The ARN of a resource. */
  arn: (id: N['resource']) => Fn.GetAtt(id, 'Arn'),

  /** One of two values, by a condition of the template. */
  when: <T>(condition: N['condition'], yes: T, no: T) => Fn.If(condition, yes, no) as T,

  /** A value for a condition that holds; without it the property, or the item of a list, is absent. */
  only: <T>(condition: N['condition'], yes: T) => Fn.If(condition, yes, NO_VALUE) as T,

  /** A value for a condition that does not hold; with it the property is absent. */
  unless: <T>(condition: N['condition'], no: T) => Fn.If(condition, NO_VALUE, no) as T,
});

/** The words of the image pipeline. */
export const { ref, parameter, attribute, arn, when, only, unless } = words<PipelineNames>();
