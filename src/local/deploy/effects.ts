/** What the local run does with a property: it acts on it, or the reason why it has no effect on this machine. */
export type Effect = typeof ACTS | string;

export const ACTS: unique symbol = Symbol('acts');

/** Properties by their path in the resource, lists left out; a reason alone where the whole type has no effect. */
export type TypeEffects = Record<string, Effect> | string;

const NO_METRICS = 'there are no metrics here: the lines of function.log are what they are made of';
const NO_NETWORK = 'the function runs as a process of this machine, with its network';
const OWN_DISK = 'objects and messages live on this machine for the length of a run';
const ENDS_EARLIER = 'a run ends long before the first day is over';
const LABEL = 'a label, for people';

/** Every resource type and property that the local run knows. Whatever is not here is an error that names it. */
export const EFFECTS: Record<string, TypeEffects> = {
  'AWS::S3::Bucket': {
    BucketName: ACTS,
    'VersioningConfiguration.Status': ACTS,
    'NotificationConfiguration.QueueConfigurations.Event': ACTS,
    'NotificationConfiguration.QueueConfigurations.Queue': ACTS,
    'NotificationConfiguration.QueueConfigurations.Filter.S3Key.Rules': ACTS,
    BucketNamespace: 'nobody else can take a name here',
    BucketEncryption: OWN_DISK,
    OwnershipControls: 'there is one account here, and no access control lists',
    PublicAccessBlockConfiguration: 'the endpoints listen on 127.0.0.1 alone',
    LifecycleConfiguration: ENDS_EARLIER,
    LoggingConfiguration: 'there are no access logs here',
    Tags: LABEL,
  },
  'AWS::S3::BucketPolicy': { Bucket: ACTS, PolicyDocument: ACTS },
  'AWS::SQS::Queue': {
    QueueName: ACTS,
    VisibilityTimeout: ACTS,
    MessageRetentionPeriod: ACTS,
    ReceiveMessageWaitTimeSeconds: ACTS,
    DelaySeconds: ACTS,
    MaximumMessageSize: ACTS,
    SqsManagedSseEnabled: ACTS,
    RedrivePolicy: ACTS,
    RedriveAllowPolicy: ACTS,
    Tags: LABEL,
  },
  'AWS::SQS::QueuePolicy': { Queues: ACTS, PolicyDocument: ACTS },
  'AWS::Lambda::Function': {
    FunctionName: ACTS,
    Runtime: ACTS,
    Handler: ACTS,
    MemorySize: ACTS,
    Timeout: ACTS,
    ReservedConcurrentExecutions: ACTS,
    'LoggingConfig.LogGroup': ACTS,
    'LoggingConfig.LogFormat': 'the lines of the function are kept as they are',
    'LoggingConfig.ApplicationLogLevel': 'the lines of the function are kept as they are',
    'LoggingConfig.SystemLogLevel': 'the lines of the function are kept as they are',
    'Environment.Variables': ACTS,
    Code: 'the handler of this checkout is bundled and run',
    Architectures: 'the processor is that of this machine',
    Description: LABEL,
    Role: ACTS,
    RecursiveLoop: 'nothing here watches for loops',
    TracingConfig: 'there is no X-Ray here',
    'VpcConfig.SubnetIds': ACTS,
    'VpcConfig.SecurityGroupIds': NO_NETWORK,
    Tags: LABEL,
  },
  'AWS::Lambda::EventSourceMapping': {
    EventSourceArn: ACTS,
    FunctionName: ACTS,
    Enabled: ACTS,
    BatchSize: ACTS,
    MaximumBatchingWindowInSeconds: ACTS,
    FunctionResponseTypes: ACTS,
    'ScalingConfig.MaximumConcurrency': ACTS,
    MetricsConfig: NO_METRICS,
    Tags: LABEL,
  },
  'AWS::IAM::Role': {
    AssumeRolePolicyDocument: ACTS,
    Policies: ACTS,
    ManagedPolicyArns: ACTS,
    PermissionsBoundary: ACTS,
    Path: ACTS,
    RoleName: ACTS,
    Tags: ACTS,
    Description: LABEL,
  },
  'AWS::Logs::LogGroup': 'the lines of the function go to function.log beside the page',
  'AWS::Logs::MetricFilter': NO_METRICS,
  'AWS::Logs::QueryDefinition': NO_METRICS,
  'AWS::CloudWatch::Alarm': NO_METRICS,
  'AWS::CloudWatch::CompositeAlarm': NO_METRICS,
  'AWS::CloudWatch::Dashboard': NO_METRICS,
  'AWS::KMS::Key': 'there are no alarms here to encrypt',
  'AWS::SNS::Topic': 'there are no alarms here to tell of',
  'AWS::SNS::TopicPolicy': 'there are no alarms here to tell of',
  'AWS::SNS::Subscription': 'there are no alarms here to tell of',
  'AWS::EC2::VPC': NO_NETWORK,
  'AWS::EC2::Subnet': {
    VpcId: ACTS,
    AvailabilityZone: NO_NETWORK,
    CidrBlock: NO_NETWORK,
    MapPublicIpOnLaunch: NO_NETWORK,
    Tags: LABEL,
  },
  'AWS::EC2::RouteTable': NO_NETWORK,
  'AWS::EC2::SubnetRouteTableAssociation': NO_NETWORK,
  'AWS::EC2::SecurityGroup': NO_NETWORK,
  'AWS::EC2::VPCEndpoint': {
    VpcId: ACTS,
    ServiceName: ACTS,
    VpcEndpointType: ACTS,
    PolicyDocument: ACTS,
    RouteTableIds: NO_NETWORK,
    Tags: LABEL,
  },
};
