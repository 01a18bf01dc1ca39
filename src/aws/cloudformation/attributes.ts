import { createHash } from 'node:crypto';
import { remembered } from '../../shared/memoize.ts';
import type { Pseudo } from './scope.ts';

/** Names and ids that AWS would make up, made up here from the stack's id and the logical id: always the same ones. */
type PhysicalIds = {
  /**
   * `Stack-LogicalId-XXXXXXXXXXXX`, as CloudFormation names what the template leaves unnamed, cut to `most` characters.
   */
  derivedName(most: number): string;
  /** `vpc-0123456789abcdef0`: the prefix and `digits` hexadecimal digits. */
  hexId(prefix: string, digits?: number): string;
  /** In the form of a UUID. */
  uuid(): string;
};

const SUFFIX_LENGTH = 12;

const hashes = new Map<string, string>();

/** In hexadecimal; remembered, as one name is asked for by many. */
const hashOf = (text: string): string =>
  remembered(hashes, text, () => createHash('sha256').update(text).digest('hex'));

export function physicalIds(logicalId: string, pseudo: Pseudo): PhysicalIds {
  const hash = hashOf(`${pseudo.StackId}/${logicalId}`);
  const suffix = () => BigInt(`0x${hash}`).toString(36).toUpperCase().slice(0, SUFFIX_LENGTH);
  return {
    derivedName: (most) => `${`${pseudo.StackName}-${logicalId}`.slice(0, most - SUFFIX_LENGTH - 1)}-${suffix()}`,
    hexId: (prefix, digits = 17) => prefix + hash.slice(0, digits),
    uuid: () => hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  };
}

/**
 * A resource as its attributes see it. `property` is a resolved property as text, undefined when absent or not a single
 * value.
 */
type Subject = PhysicalIds & {
  logicalId: string;
  pseudo: Pseudo;
  property(name: string): string | undefined;
};

/** Undefined when the properties do not tell; that becomes a problem, never a guess. */
type Attribute = (subject: Subject) => string | undefined;

const own =
  (property: string): Attribute =>
  (subject) =>
    subject.property(property);

/** The name that a property gives, or one derived within the service's limit of characters. */
const named = (property: string, most: number) => (subject: Subject) =>
  subject.property(property) ?? subject.derivedName(most);

const hexId = (prefix: string) => (subject: Subject) => subject.hexId(prefix);
const uuid = (subject: Subject): string => subject.uuid();
const ids = (prefix: string, attribute: string): Record<string, Attribute> => ({
  Ref: hexId(prefix),
  [attribute]: hexId(prefix),
});

/** `arn:partition:service:region:account:` and what follows. */
const arn =
  (service: string, resource: (subject: Subject) => string): ((subject: Subject) => string) =>
  (subject) => {
    const { Partition, Region, AccountId } = subject.pseudo;
    return `arn:${Partition}:${service}:${Region}:${AccountId}:${resource(subject)}`;
  };

/** IAM has no Region; names stand below a path, `/` by default. */
const iamArn =
  (kind: string, name: (subject: Subject) => string): ((subject: Subject) => string) =>
  (subject) =>
    `arn:${subject.pseudo.Partition}:iam::${subject.pseudo.AccountId}:${kind}${subject.property('Path') ?? '/'}${name(subject)}`;

// The suffix of the account-regional namespace:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
function bucketName(subject: Subject): string {
  const { AccountId, Region } = subject.pseudo;
  const prefix =
    subject.property('BucketNamespace') === 'account-regional' ? subject.property('BucketNamePrefix') : undefined;
  const derived = prefix === undefined ? subject.derivedName(63).toLowerCase() : `${prefix}-${AccountId}-${Region}-an`;
  return subject.property('BucketName') ?? derived;
}

function queueName(subject: Subject): string {
  const fifo = subject.property('FifoQueue') === 'true' ? '.fifo' : '';
  return subject.property('QueueName') ?? subject.derivedName(80 - fifo.length) + fifo;
}

const queueUrl = (subject: Subject): string =>
  `https://sqs.${subject.pseudo.Region}.${subject.pseudo.URLSuffix}/${subject.pseudo.AccountId}/${queueName(subject)}`;

function topicName(subject: Subject): string {
  const fifo = subject.property('FifoTopic') === 'true' ? '.fifo' : '';
  return subject.property('TopicName') ?? subject.derivedName(256 - fifo.length) + fifo;
}

const functionName = named('FunctionName', 64);
const logGroupName = named('LogGroupName', 512);
const alarmName = named('AlarmName', 255);
const roleName = named('RoleName', 64);
const topicArn = arn('sns', topicName);
const policyArn = iamArn('policy', named('ManagedPolicyName', 128));
const alarm = { Ref: alarmName, Arn: arn('cloudwatch', (subject) => `alarm:${alarmName(subject)}`) };

// IAM names a provider by its URL without the scheme.
const oidcProviderArn: Attribute = (subject) => {
  const host = subject.property('Url')?.replace(/^https:\/\//, '');
  return host && `arn:${subject.pseudo.Partition}:iam::${subject.pseudo.AccountId}:oidc-provider/${host}`;
};

/**
 * What Ref and Fn::GetAtt give, by resource type; written by hand from each type's "Return values" in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html.
 * A type or attribute that is not here is a problem where it is used.
 */
export const ATTRIBUTES: Record<string, Record<string, Attribute>> = {
  'AWS::S3::Bucket': {
    Ref: bucketName,
    Arn: (subject) => `arn:${subject.pseudo.Partition}:s3:::${bucketName(subject)}`,
    DomainName: (subject) => `${bucketName(subject)}.s3.${subject.pseudo.URLSuffix}`,
    RegionalDomainName: (subject) => `${bucketName(subject)}.s3.${subject.pseudo.Region}.${subject.pseudo.URLSuffix}`,
  },
  'AWS::S3::BucketPolicy': { Ref: own('Bucket') },
  'AWS::SQS::Queue': { Ref: queueUrl, Arn: arn('sqs', queueName), QueueName: queueName, QueueUrl: queueUrl },
  'AWS::SQS::QueuePolicy': { Ref: uuid, Id: uuid },
  'AWS::Lambda::Function': { Ref: functionName, Arn: arn('lambda', (subject) => `function:${functionName(subject)}`) },
  'AWS::Lambda::EventSourceMapping': {
    Ref: uuid,
    Id: uuid,
    EventSourceMappingArn: arn('lambda', (subject) => `event-source-mapping:${subject.uuid()}`),
  },
  'AWS::IAM::Role': {
    Ref: roleName,
    Arn: iamArn('role', roleName),
    RoleId: (subject) => subject.hexId('AROA').toUpperCase(),
  },
  'AWS::IAM::ManagedPolicy': { Ref: policyArn, PolicyArn: policyArn },
  'AWS::IAM::OIDCProvider': { Ref: oidcProviderArn, Arn: oidcProviderArn },
  'AWS::Logs::LogGroup': { Ref: logGroupName, Arn: arn('logs', (subject) => `log-group:${logGroupName(subject)}:*`) },
  'AWS::Logs::MetricFilter': { Ref: named('FilterName', 512) },
  'AWS::Logs::QueryDefinition': { Ref: uuid, QueryDefinitionId: uuid },
  'AWS::SNS::Topic': { Ref: topicArn, TopicArn: topicArn, TopicName: topicName },
  'AWS::SNS::TopicPolicy': { Ref: uuid, Id: uuid },
  'AWS::SNS::Subscription': { Ref: (subject) => subject.property('TopicArn')?.concat(':', subject.uuid()) },
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': { Ref: named('DashboardName', 255) },
  'AWS::KMS::Key': { Ref: uuid, KeyId: uuid, Arn: arn('kms', (subject) => `key/${subject.uuid()}`) },
  'AWS::KMS::Alias': { Ref: own('AliasName') },
  'AWS::EC2::VPC': { ...ids('vpc-', 'VpcId'), CidrBlock: own('CidrBlock') },
  'AWS::EC2::Subnet': {
    ...ids('subnet-', 'SubnetId'),
    VpcId: own('VpcId'),
    AvailabilityZone: own('AvailabilityZone'),
    CidrBlock: own('CidrBlock'),
  },
  'AWS::EC2::RouteTable': ids('rtb-', 'RouteTableId'),
  'AWS::EC2::SubnetRouteTableAssociation': ids('rtbassoc-', 'Id'),
  // Ref of a group outside the default VPC is its id; without VpcId it would be the group's name.
  'AWS::EC2::SecurityGroup': {
    Ref: (subject) => subject.property('VpcId') && subject.hexId('sg-'),
    GroupId: hexId('sg-'),
    VpcId: own('VpcId'),
  },
  'AWS::EC2::VPCEndpoint': ids('vpce-', 'Id'),
  'AWS::Route53Resolver::FirewallDomainList': ids('rslvr-fdl-', 'Id'),
  'AWS::Route53Resolver::FirewallRuleGroup': ids('rslvr-frg-', 'Id'),
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': ids('rslvr-frgassoc-', 'Id'),
  'AWS::EC2::InternetGateway': ids('igw-', 'InternetGatewayId'),
};
