/**
 * What CloudFormation calls for a resource, by type and by the properties that the resource has: from the handlers in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html, without
 * the actions of properties that are not there. It tags what it makes, so tagging is needed without any tag.
 */
export type Actions = {
  /** What looks, and is enough to detect drift. */
  read?: readonly string[];
  /** What makes, changes and deletes. */
  write?: readonly string[];
  /** What looks and knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
  readAll?: readonly string[];
  /** What makes, changes and deletes, and knows no resources. */
  writeAll?: readonly string[];
};

/** `kind` says whose names limit the actions; see src/synth/bootstrap-arns.ts. */
export type Handler = { kind: Kind; always: Actions; with?: Readonly<Record<string, Actions>> };

export type Kind =
  | 'Bucket'
  | 'Queue'
  | 'Function'
  | 'Mapping'
  | 'Role'
  | 'Network'
  | 'LogGroup'
  | 'Topic'
  | 'Alarm'
  | 'Dashboard'
  | 'Firewall';

const TAGS = { read: ['ListTagsForResource'], write: ['TagResource', 'UntagResource'] };

/** Actions of one service by their names; those of another have its prefix. */
function of(service: string, { read = [], write = [], readAll = [], writeAll = [] }: Actions): Actions {
  const full = (names: readonly string[]) => names.map((name) => (name.includes(':') ? name : `${service}:${name}`));
  return { read: full(read), write: full(write), readAll: full(readAll), writeAll: full(writeAll) };
}

const handler = (kind: Kind, service: string, always: Actions, properties: Record<string, Actions> = {}): Handler => ({
  kind,
  always: of(service, always),
  with: Object.fromEntries(Object.entries(properties).map(([name, actions]) => [name, of(service, actions)])),
});

const network = (always: Actions, properties: Record<string, Actions> = {}): Handler =>
  handler('Network', 'ec2', { ...always, write: ['CreateTags', 'DeleteTags', ...(always.write ?? [])] }, properties);

const rulesOf = (direction: 'Egress' | 'Ingress') => [
  `AuthorizeSecurityGroup${direction}`,
  `RevokeSecurityGroup${direction}`,
  `UpdateSecurityGroupRuleDescriptions${direction}`,
];

const QUEUE = ['GetQueueAttributes', 'GetQueueUrl'];

export const HANDLERS: Readonly<Record<string, Handler>> = {
  'AWS::S3::Bucket': handler(
    'Bucket',
    's3',
    {
      // The read handler asks for everything that a bucket can have.
      read: [
        'GetAccelerateConfiguration',
        'GetAnalyticsConfiguration',
        'GetBucketAbac',
        'GetBucketAcl',
        'GetBucketCORS',
        'GetBucketLogging',
        'GetBucketMetadataTableConfiguration',
        'GetBucketNotification',
        'GetBucketObjectLockConfiguration',
        'GetBucketOwnershipControls',
        'GetBucketPublicAccessBlock',
        'GetBucketTagging',
        'GetBucketVersioning',
        'GetBucketWebsite',
        'GetEncryptionConfiguration',
        'GetIntelligentTieringConfiguration',
        'GetInventoryConfiguration',
        'GetLifecycleConfiguration',
        'GetMetricsConfiguration',
        'GetReplicationConfiguration',
        'ListBucket',
        'ListTagsForResource',
      ],
      write: ['CreateBucket', 'DeleteBucket', 'PutBucketTagging', 'TagResource', 'UntagResource'],
    },
    {
      BucketEncryption: { write: ['PutEncryptionConfiguration'] },
      OwnershipControls: { write: ['PutBucketOwnershipControls'] },
      PublicAccessBlockConfiguration: { write: ['PutBucketPublicAccessBlock'] },
      VersioningConfiguration: { write: ['PutBucketVersioning'] },
      LoggingConfiguration: { write: ['PutBucketLogging'] },
      NotificationConfiguration: { write: ['PutBucketNotification'] },
      LifecycleConfiguration: { write: ['PutLifecycleConfiguration'] },
    },
  ),
  'AWS::S3::BucketPolicy': handler('Bucket', 's3', {
    read: ['GetBucketPolicy'],
    write: ['DeleteBucketPolicy', 'PutBucketPolicy'],
  }),
  'AWS::SQS::Queue': handler('Queue', 'sqs', {
    read: [...QUEUE, 'ListQueueTags'],
    write: ['CreateQueue', 'DeleteQueue', 'SetQueueAttributes', 'TagQueue', 'UntagQueue'],
  }),
  'AWS::SQS::QueuePolicy': handler('Queue', 'sqs', { read: QUEUE, write: ['SetQueueAttributes'] }),
  'AWS::Lambda::Function': handler(
    'Function',
    'lambda',
    {
      read: [
        'GetFunction',
        'GetFunctionCodeSigningConfig',
        'GetFunctionRecursionConfig',
        'GetFunctionScalingConfig',
        'GetRuntimeManagementConfig',
        'ListTags',
      ],
      write: [
        'CreateFunction',
        'DeleteFunction',
        'TagResource',
        'UntagResource',
        'UpdateFunctionCode',
        'UpdateFunctionConfiguration',
      ],
    },
    {
      RecursiveLoop: { write: ['PutFunctionRecursionConfig'] },
      ReservedConcurrentExecutions: { write: ['DeleteFunctionConcurrency', 'PutFunctionConcurrency'] },
      // Deleting the function waits until Lambda has removed its network interfaces.
      VpcConfig: {
        readAll: [
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
        ],
      },
    },
  ),
  'AWS::Lambda::EventSourceMapping': handler('Mapping', 'lambda', {
    read: ['GetEventSourceMapping'],
    write: ['DeleteEventSourceMapping', 'UpdateEventSourceMapping'],
  }),
  'AWS::IAM::Role': handler(
    'Role',
    'iam',
    {
      read: ['GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoleTags'],
      write: ['CreateRole', 'DeleteRole', 'TagRole', 'UntagRole', 'UpdateAssumeRolePolicy', 'UpdateRole'],
    },
    {
      Description: { write: ['UpdateRoleDescription'] },
      PermissionsBoundary: { write: ['PutRolePermissionsBoundary'] },
      Policies: { write: ['DeleteRolePolicy', 'PutRolePolicy'] },
    },
  ),
  'AWS::EC2::VPC': network({
    readAll: ['DescribeNetworkAcls', 'DescribeSecurityGroups', 'DescribeVpcEncryptionControls', 'DescribeVpcs'],
    read: ['DescribeVpcAttribute'],
    write: ['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute'],
  }),
  'AWS::EC2::Subnet': network(
    { readAll: ['DescribeNetworkAcls', 'DescribeSubnets'], write: ['CreateSubnet', 'DeleteSubnet'] },
    { MapPublicIpOnLaunch: { write: ['ModifySubnetAttribute'] } },
  ),
  'AWS::EC2::RouteTable': network({
    readAll: ['DescribeRouteTables'],
    write: ['CreateRouteTable', 'DeleteRouteTable'],
  }),
  'AWS::EC2::SubnetRouteTableAssociation': network({
    readAll: ['DescribeRouteTables'],
    write: ['AssociateRouteTable', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation'],
  }),
  'AWS::EC2::VPCEndpoint': network({
    readAll: ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcEndpoints', 'DescribeVpcs'],
    write: ['CreateVpcEndpoint', 'DeleteVpcEndpoints', 'ModifyVpcEndpoint'],
  }),
  'AWS::EC2::SecurityGroup': network(
    {
      // Before it deletes a group it looks for instances that use it.
      readAll: ['DescribeInstances', 'DescribeSecurityGroups'],
      write: ['CreateSecurityGroup', 'DeleteSecurityGroup'],
    },
    {
      SecurityGroupEgress: { write: rulesOf('Egress') },
      SecurityGroupIngress: { write: rulesOf('Ingress') },
    },
  ),
  'AWS::Logs::LogGroup': handler(
    'LogGroup',
    'logs',
    {
      readAll: ['DescribeIndexPolicies', 'DescribeLogGroups', 'DescribeResourcePolicies'],
      read: [...TAGS.read, 'GetDataProtectionPolicy'],
      write: [...TAGS.write, 'CreateLogGroup', 'DeleteLogGroup'],
    },
    { RetentionInDays: { write: ['DeleteRetentionPolicy', 'PutRetentionPolicy'] } },
  ),
  'AWS::Logs::MetricFilter': handler('LogGroup', 'logs', {
    read: ['DescribeMetricFilters'],
    write: ['DeleteMetricFilter', 'PutMetricFilter'],
  }),
  'AWS::Logs::QueryDefinition': handler('LogGroup', 'logs', {
    readAll: ['DescribeQueryDefinitions'],
    writeAll: ['DeleteQueryDefinition', 'PutQueryDefinition'],
  }),
  'AWS::SNS::Topic': handler('Topic', 'sns', {
    read: [...TAGS.read, 'GetDataProtectionPolicy', 'GetTopicAttributes', 'ListSubscriptionsByTopic'],
    write: [...TAGS.write, 'CreateTopic', 'DeleteTopic', 'SetTopicAttributes'],
  }),
  'AWS::SNS::TopicPolicy': handler('Topic', 'sns', { read: ['GetTopicAttributes'], write: ['SetTopicAttributes'] }),
  'AWS::SNS::Subscription': handler('Topic', 'sns', {
    read: ['GetSubscriptionAttributes', 'ListSubscriptionsByTopic'],
    write: ['SetSubscriptionAttributes', 'Subscribe', 'Unsubscribe'],
  }),
  'AWS::CloudWatch::Alarm': handler('Alarm', 'cloudwatch', {
    read: [...TAGS.read, 'DescribeAlarms'],
    write: [...TAGS.write, 'DeleteAlarms', 'PutMetricAlarm'],
  }),
  'AWS::CloudWatch::CompositeAlarm': handler('Alarm', 'cloudwatch', {
    // On no alarm by name: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    readAll: ['DescribeAlarms'],
    writeAll: ['PutCompositeAlarm'],
    read: TAGS.read,
    write: [...TAGS.write, 'DeleteAlarms'],
  }),
  'AWS::CloudWatch::Dashboard': handler('Dashboard', 'cloudwatch', {
    read: [...TAGS.read, 'GetDashboard'],
    write: [...TAGS.write, 'DeleteDashboards', 'PutDashboard'],
  }),
  'AWS::Route53Resolver::FirewallDomainList': handler('Firewall', 'route53resolver', {
    read: [...TAGS.read, 'GetFirewallDomainList', 'ListFirewallDomains'],
    write: [...TAGS.write, 'CreateFirewallDomainList', 'DeleteFirewallDomainList', 'UpdateFirewallDomains'],
  }),
  'AWS::Route53Resolver::FirewallRuleGroup': handler('Firewall', 'route53resolver', {
    read: [...TAGS.read, 'GetFirewallRuleGroup', 'ListFirewallRules'],
    write: [
      ...TAGS.write,
      'CreateFirewallRule',
      'CreateFirewallRuleGroup',
      'DeleteFirewallRule',
      'DeleteFirewallRuleGroup',
      'UpdateFirewallRule',
    ],
  }),
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': handler('Firewall', 'route53resolver', {
    readAll: ['ec2:DescribeVpcs'],
    read: [...TAGS.read, 'GetFirewallRuleGroupAssociation'],
    write: [
      ...TAGS.write,
      'AssociateFirewallRuleGroup',
      'DisassociateFirewallRuleGroup',
      'UpdateFirewallRuleGroupAssociation',
    ],
  }),
};
