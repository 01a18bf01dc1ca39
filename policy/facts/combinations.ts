import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';

type Properties = Record<string, unknown>;

/** What a part of a resource must have besides what the specification demands. `path` is below its properties. */
export type Combination = { path: Path; part: Properties; expected: string; holds: boolean };

type Check = (properties: Properties, context: RuleContext) => Combination[];

const oneOf = (part: Properties, names: readonly string[], path: Path = []): Combination => ({
  path,
  part,
  expected: names.length === 1 ? `${names[0]}` : `one of ${names.join(', ')}`,
  holds: names.some((name) => part[name] !== undefined),
});

const allOf = (part: Properties, names: readonly string[]): Combination[] => names.map((name) => oneOf(part, [name]));

const groupRules =
  (list: string, peer: 'Source' | 'Destination'): Check =>
  (properties) =>
    listOf(properties[list]).map((item, index) =>
      oneOf(
        mapOf(item),
        ['CidrIp', 'CidrIpv6', `${peer}SecurityGroupId`, 'SourceSecurityGroupName', `${peer}PrefixListId`],
        [list, index],
      ),
    );

/** A name of the account's own namespace ends in a suffix that S3 checks. */
const bucketNamespace: Check = (properties, { settings }) => {
  const { AccountId, Region } = settings.pseudo;
  const { BucketName, BucketNamePrefix, BucketNamespace } = properties;
  if (BucketNamespace !== 'account-regional' || BucketNamePrefix !== undefined || isHidden(BucketName)) return [];
  const suffix = `-${AccountId}-${Region}-an`;
  const expected = `a BucketName that ends in ${suffix}, or BucketNamePrefix, for an account-regional bucket`;
  return [{ path: ['BucketName'], part: properties, expected, holds: String(BucketName).endsWith(suffix) }];
};

const alarm: Check = (properties) => [
  ...allOf(properties, ['ComparisonOperator', 'EvaluationPeriods']),
  oneOf(properties, ['MetricName', 'Metrics']),
  oneOf(properties, ['Threshold', 'ThresholdMetricId']),
  ...(properties['MetricName'] === undefined
    ? []
    : [...allOf(properties, ['Namespace', 'Period']), oneOf(properties, ['Statistic', 'ExtendedStatistic'])]),
];

const zipFunction: Check = (properties) =>
  properties['PackageType'] === 'Image' ? [] : allOf(properties, ['Handler', 'Runtime']);

/** From the reference of each type: what it needs depends on what else it has, so that no schema says it. */
const COMBINATIONS: Readonly<Record<string, readonly Check[]>> = {
  'AWS::CloudWatch::Alarm': [alarm],
  'AWS::EC2::SecurityGroup': [
    groupRules('SecurityGroupEgress', 'Destination'),
    groupRules('SecurityGroupIngress', 'Source'),
  ],
  'AWS::EC2::Subnet': [
    (properties) => [oneOf(properties, ['CidrBlock', 'Ipv4IpamPoolId', 'Ipv6CidrBlock', 'Ipv6IpamPoolId'])],
  ],
  'AWS::EC2::VPC': [(properties) => [oneOf(properties, ['CidrBlock', 'Ipv4IpamPoolId'])]],
  'AWS::Lambda::Function': [zipFunction],
  'AWS::S3::Bucket': [bucketNamespace],
};

/** The combinations that a resource lacks. */
export const lackingIn = (context: RuleContext, { Type, Properties }: ResolvedResource): Combination[] =>
  (COMBINATIONS[Type] ?? []).flatMap((check) => check(Properties, context)).filter(({ holds }) => !holds);
