/** Actions that a handler calls for these properties alone. */
type Without = { properties: readonly string[]; actions: readonly string[] };

const without = (properties: string | readonly string[], ...actions: readonly string[]): Without => ({
  properties: [properties].flat(),
  actions,
});

const KMS = ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey'].map((name) => `kms:${name}`);
const PASSING = ['iam:GetRole', 'iam:PassRole'];

/**
 * What the registry lists for a type and the service role need not be allowed, because no resource of the template has
 * the property that the action is for.
 */
export const NOT_NEEDED: Readonly<Record<string, readonly Without[]>> = {
  'AWS::S3::Bucket': [
    without('AbacStatus', 's3:PutBucketAbac'),
    without('AccelerateConfiguration', 's3:PutAccelerateConfiguration'),
    without('AccessControl', 's3:PutBucketAcl', 's3:PutObjectAcl'),
    without('AnalyticsConfigurations', 's3:PutAnalyticsConfiguration'),
    without('CorsConfiguration', 's3:PutBucketCORS'),
    without('IntelligentTieringConfigurations', 's3:PutIntelligentTieringConfiguration'),
    without('InventoryConfigurations', 's3:PutInventoryConfiguration'),
    without('LoggingConfiguration', 's3:PutBucketLogging'),
    without('MetricsConfigurations', 's3:PutMetricsConfiguration'),
    without('ObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration'),
    without('ReplicationConfiguration', 'iam:PassRole', 's3:PutReplicationConfiguration'),
    without('WebsiteConfiguration', 's3:DeleteBucketWebsite', 's3:PutBucketWebsite'),
    without(
      ['MetadataConfiguration', 'MetadataTableConfiguration'],
      's3:CreateBucketMetadataTableConfiguration',
      's3:DeleteBucketMetadataTableConfiguration',
      's3:UpdateBucketMetadataAnnotationTableConfiguration',
      's3:UpdateBucketMetadataInventoryTableConfiguration',
      's3:UpdateBucketMetadataJournalTableConfiguration',
      's3tables:CreateNamespace',
      's3tables:CreateTable',
      's3tables:CreateTableBucket',
      's3tables:GetTable',
      's3tables:GetTableMetadataLocation',
      's3tables:PutTableBucketPolicy',
      's3tables:PutTableEncryption',
      's3tables:PutTablePolicy',
      's3tables:UpdateTableMetadataLocation',
    ),
  ],
  'AWS::Lambda::Function': [
    without('CapacityProviderConfig', 'lambda:PassCapacityProvider'),
    without(
      'CodeSigningConfigArn',
      'lambda:DeleteFunctionCodeSigningConfig',
      'lambda:GetCodeSigningConfig',
      'lambda:PutFunctionCodeSigningConfig',
    ),
    without('FileSystemConfigs', 'elasticfilesystem:DescribeMountTargets', 's3files:ListMountTargets'),
    without('FunctionScalingConfig', 'lambda:PutFunctionScalingConfig'),
    without('KmsKeyArn', ...KMS),
    without('Layers', 'lambda:GetLayerVersion'),
    without('PublishToLatestPublished', 'lambda:PublishVersion'),
    without('RuntimeManagementConfig', 'lambda:PutRuntimeManagementConfig'),
  ],
  'AWS::Lambda::EventSourceMapping': [without('KmsKeyArn', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey')],
  'AWS::IAM::Role': [
    without('Description', 'iam:UpdateRoleDescription'),
    without('ManagedPolicyArns', 'iam:AttachRolePolicy', 'iam:DetachRolePolicy'),
  ],
  'AWS::EC2::VPC': [
    without('InstanceTenancy', 'ec2:ModifyVpcTenancy'),
    without('VpcEncryptionControl', 'ec2:CreateVpcEncryptionControl'),
  ],
  'AWS::EC2::Subnet': [without('Ipv6CidrBlock', 'ec2:AssociateSubnetCidrBlock', 'ec2:DisassociateSubnetCidrBlock')],
  'AWS::EC2::VPCEndpoint': [
    without('ServiceRegion', 'vpce:AllowMultiRegion'),
    without(
      'ServiceNetworkArn',
      'vpc-lattice:CreateServiceNetworkVpcEndpointAssociation',
      'vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation',
    ),
  ],
  'AWS::EC2::SecurityGroup': [
    without(
      'SecurityGroupIngress',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    ),
  ],
  'AWS::Logs::LogGroup': [
    without('BearerTokenAuthenticationEnabled', 'logs:PutBearerTokenAuthentication'),
    without(
      'DataProtectionPolicy',
      'firehose:TagDeliveryStream',
      'logs:CreateLogDelivery',
      'logs:DeleteDataProtectionPolicy',
      'logs:PutDataProtectionPolicy',
      's3:REST.PUT.OBJECT',
    ),
    without('DeletionProtectionEnabled', 'logs:PutLogGroupDeletionProtection'),
    without('FieldIndexPolicies', 'logs:DeleteIndexPolicy', 'logs:PutIndexPolicy'),
    without('KmsKeyId', 'logs:AssociateKmsKey', 'logs:DisassociateKmsKey'),
    without('ResourcePolicyDocument', 'logs:DeleteResourcePolicy', 'logs:PutResourcePolicy'),
  ],
  'AWS::SNS::Topic': [
    without('DataProtectionPolicy', 'sns:PutDataProtectionPolicy'),
    without('DeliveryStatusLogging', ...PASSING),
  ],
  'AWS::SNS::Subscription': [without('SubscriptionRoleArn', ...PASSING)],
};

/** What the registry lists and the service role is denied on purpose. */
export const DENIED_ON_PURPOSE: Readonly<Record<string, string>> = {
  's3:DeleteObject':
    'CloudFormation deletes no bucket that has objects, and no property of these buckets makes objects: with it the role could delete photographs.',
  'iam:DeleteRolePermissionsBoundary': 'A role without its boundary could do more than the function ever needs.',
};

/** What the role is allowed and the handlers do not list. */
export const GRANTED_BESIDE: Readonly<Record<string, string>> = {};

/** Names of calls in the lists for which IAM asks by another: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export const ALIASES: Readonly<Record<string, string>> = {
  's3:DeleteBucketAnalyticsConfiguration': 's3:PutAnalyticsConfiguration',
  's3:DeleteBucketCors': 's3:PutBucketCORS',
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:DeleteBucketMetricsConfiguration': 's3:PutMetricsConfiguration',
  's3:DeleteBucketReplication': 's3:PutReplicationConfiguration',
  's3:DeleteBucketTagging': 's3:PutBucketTagging',
  's3:PutBucketReplication': 's3:PutReplicationConfiguration',
  's3:PutObjectLockConfiguration': 's3:PutBucketObjectLockConfiguration',
};

/** What CloudFormation itself asks for when it evaluates a function: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html */
export const INTRINSICS: Readonly<Record<string, readonly string[]>> = {
  'Fn::GetAZs': ['ec2:DescribeAccountAttributes', 'ec2:DescribeAvailabilityZones', 'ec2:DescribeSubnets'],
  'Fn::ImportValue': ['cloudformation:ListExports'],
};

/** Types of the pipeline that the service role never makes: the bootstrap hands over its own. */
export const HANDED_OVER: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'AlarmKeyArn',
};
