import { listOf, mapOf, numberOf } from '../../policy/engine/values.ts';
import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import type { Resolved } from '../aws/cloudformation/resolve.ts';
import { LOAD } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';
import { storageCost } from './storage-cost.ts';

/** Dollars a month by what they are for; and the types of resources of which the table knows no price. */
export type Cost = { total: number; parts: Record<string, number>; unpriced: string[] };

/** What the resources of a deployed template cost in a month of the load, which goes only through a template with a function. */
export function costOf(resources: Resolved['resources']): Cost {
  const all = Object.values(resources);
  const hasLoad = all.some(({ Type }) => Type === 'AWS::Lambda::Function');
  const parts: Record<string, number> = {};
  for (const resource of all.filter(({ Type }) => hasLoad || Type !== 'AWS::S3::Bucket'))
    for (const { part, dollars } of CHARGES[resource.Type]?.(resource) ?? [])
      parts[part] = (parts[part] ?? 0) + dollars;
  return {
    total: Object.values(parts).reduce((sum, dollars) => sum + dollars, 0),
    parts,
    unpriced: [...new Set(all.filter(({ Type }) => !Object.hasOwn(CHARGES, Type)).map(({ Type }) => Type))].sort(),
  };
}

/** Dollars a month, and what they are for. */
type Charge = { part: string; dollars: number };
/** What one resource costs under the load. */
type Charges = (resource: ResolvedResource) => Charge[];

const HOURS = 730;
const SECONDS = HOURS * 3600;
const DAYS_PER_MONTH = 30;

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: five pollers, each waits for 20 s at most.
const POLLERS = 5;
const POLL_SECONDS = 20;

/** The metrics that the handler writes with its log, each for one pipeline; those by code come and go with failures. */
const HANDLER_METRICS = 7;

const free: Charges = () => [];
const fixed =
  (part: string, dollars: number): Charges =>
  () => [{ part, dollars }];

const lambda: Charges = ({ Properties }) => {
  const architecture = listOf(Properties['Architectures'])[0] === 'arm64' ? 'arm64' : 'x86_64';
  const gbSeconds = (LOAD.images * LOAD.secondsPerImage * (numberOf(Properties['MemorySize']) ?? 128)) / 1024;
  const traced = mapOf(Properties['TracingConfig'])['Mode'] === 'Active';
  const writesMetrics = mapOf(mapOf(Properties['Environment'])['Variables'])['METRIC_NAMESPACE'] !== undefined;
  return [
    { part: 'Lambda', dollars: gbSeconds * PRICES.lambda.gbSecond[architecture] + LOAD.images * PRICES.lambda.request },
    // All are sampled up to one a second: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    ...(traced ? [{ part: 'X-Ray', dollars: Math.min(LOAD.images, SECONDS) * PRICES.xray.trace }] : []),
    ...(writesMetrics ? [{ part: 'CloudWatch metrics', dollars: HANDLER_METRICS * PRICES.cloudwatch.metric }] : []),
  ];
};

/** What the handler asks for, for each image that it writes: what of the key is stale now. */
const LOOKS = 4;

/** Uploads are written and read once; of processed objects one is written and some are asked for. Uploads are what notifies. */
const bucket: Charges = (resource) => {
  const takesUploads = resource.Properties['NotificationConfiguration'] !== undefined;
  const sizes = takesUploads ? [LOAD.uploadBytes] : LOAD.processedBytes;
  return [
    { part: 'S3 requests', dollars: LOAD.images * (PRICES.s3.put + (takesUploads ? 1 : LOOKS) * PRICES.s3.get) },
    { part: 'S3 storage', dollars: storageCost(resource, sizes) },
  ];
};

const mapping: Charges = ({ Properties }) =>
  String(Properties['Enabled'] ?? true) === 'true'
    ? [{ part: 'SQS', dollars: ((POLLERS * SECONDS) / POLL_SECONDS + 3 * LOAD.images) * PRICES.sqs.request }]
    : [];

const alarm: Charges = ({ Properties }) => {
  const metrics = listOf(Properties['Metrics']).filter((metric) => mapOf(metric)['MetricStat'] !== undefined);
  return [{ part: 'CloudWatch alarms', dollars: Math.max(1, metrics.length) * PRICES.cloudwatch.alarmMetric }];
};

const logGroup: Charges = ({ Properties }) => {
  const gb = (LOAD.images * LOAD.logBytesPerImage) / 1e9;
  const days = Math.min(
    numberOf(Properties['RetentionInDays']) ?? Number.POSITIVE_INFINITY,
    LOAD.months * DAYS_PER_MONTH,
  );
  const { logsIn, logsGbMonth } = PRICES.cloudwatch;
  return [{ part: 'CloudWatch logs', dollars: gb * logsIn + ((gb * days) / DAYS_PER_MONTH) * logsGbMonth }];
};

const endpoint: Charges = ({ Properties }) =>
  (Properties['VpcEndpointType'] ?? 'Gateway') === 'Gateway'
    ? []
    : [
        {
          part: 'VPC endpoints',
          dollars: Math.max(1, listOf(Properties['SubnetIds']).length) * HOURS * PRICES.vpc.interfaceEndpointHour,
        },
      ];

/** Images go through a key as often as it is asked for one; a key that only alarms use is hardly asked. */
const key: Charges = ({ Properties }) => {
  const statements = listOf(mapOf(Properties['KeyPolicy'])['Statement']).map(mapOf);
  const services = statements.flatMap((statement) => listOf(mapOf(statement['Principal'])['Service']));
  const isForAlarms = services.length > 0 && services.every((name) => name === 'cloudwatch.amazonaws.com');
  const requests = isForAlarms ? 0 : 4 * LOAD.images;
  return [{ part: 'KMS', dollars: PRICES.kms.keyMonth + requests * PRICES.kms.request }];
};

/** Every type has to be here, also those that cost nothing, or the report says that it has no price. */
const CHARGES: Readonly<Record<string, Charges>> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': fixed('CloudWatch alarms', PRICES.cloudwatch.compositeAlarm),
  'AWS::CloudWatch::Dashboard': fixed('CloudWatch dashboards', PRICES.cloudwatch.dashboard),
  'AWS::EC2::NatGateway': fixed('NAT gateways', PRICES.vpc.natGatewayHour * HOURS),
  'AWS::EC2::VPCEndpoint': endpoint,
  'AWS::KMS::Key': key,
  'AWS::Lambda::EventSourceMapping': mapping,
  'AWS::Lambda::Function': lambda,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': ({ Properties }) => [
    {
      part: 'CloudWatch metrics',
      dollars: listOf(Properties['MetricTransformations']).length * PRICES.cloudwatch.metric,
    },
  ],
  'AWS::S3::Bucket': bucket,
  ...Object.fromEntries(
    [
      'AWS::EC2::InternetGateway',
      'AWS::EC2::Route',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroupEgress',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::EC2::Subnet',
      'AWS::EC2::SubnetRouteTableAssociation',
      'AWS::EC2::VPC',
      'AWS::EC2::VPCGatewayAttachment',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::OIDCProvider',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::IAM::RolePolicy',
      'AWS::KMS::Alias',
      'AWS::Lambda::Permission',
      'AWS::Logs::QueryDefinition',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Subscription',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ].map((type) => [type, free]),
  ),
};
