/**
 * Every difference between two deployments is one of these. The limits are those of AWS, or narrower where a value
 * that AWS accepts would lose images; what relates several of them is checked for each deployment file.
 */
import type { NumberParameterProperties, StringParameterProperties } from 'cloudform';
import { BUCKET_NAME_CONSTRAINT, BUCKET_NAME_PATTERN } from './names.ts';

type Text = StringParameterProperties & { Type: 'String'; Description: string };
type Whole = NumberParameterProperties & { Type: 'Number'; Description: string };

/** The values that CloudWatch Logs accepts as a retention in days. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A parameter that names a bucket, or none. One that exists may have any name; one that is made has no namespace. */
const bucketName = (Description: string, exists = false): Text => ({
  Type: 'String',
  Description,
  Default: '',
  AllowedPattern: exists ? '^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$' : BUCKET_NAME_PATTERN,
  ConstraintDescription: exists ? 'a bucket name, or nothing' : BUCKET_NAME_CONSTRAINT,
});

const text = (Description: string, Default: string, AllowedValues: string[]): Text => ({
  Type: 'String',
  Description,
  Default,
  AllowedValues,
});

const whole = (Description: string, Default: number, MinValue: number, MaxValue: number): Whole => ({
  Type: 'Number',
  Description,
  Default,
  MinValue,
  MaxValue,
});

export const parameters = {
  ArtifactBucket: bucketName(
    'Bucket with the zip of the handler, in the Region of the stack. Empty: image-pipeline-artifacts-ACCOUNT-REGION-an.',
    true,
  ),
  ArtifactKey: {
    Type: 'String',
    Description:
      'Key of the zip of the handler in that bucket. It contains the hash of the zip, so that new code is a new key.',
    AllowedPattern: '^[0-9A-Za-z/_.-]{1,1000}[.]zip$',
    ConstraintDescription: 'a key that ends in .zip, such as handler/HASH.zip',
  },
  UploadBucketName: bucketName(
    'Name of the upload bucket. Empty: STACK-upload-ACCOUNT-REGION-an, a name that only this account can take.',
  ),
  ProcessedBucketName: bucketName('Name of the processed bucket. Empty: STACK-processed-ACCOUNT-REGION-an.'),
  UploadRetentionDays: whole('Days after which an upload is deleted.', 90, 1, 3650),
  NoncurrentVersionRetentionDays: whole(
    'Days for which overwritten and deleted versions are kept, in both buckets.',
    30,
    1,
    3650,
  ),
  ProcessedStorage: text(
    'How processed images of 128 KB and more get cheaper with age: transitions to STANDARD_IA and GLACIER_IR, S3 Intelligent-Tiering, or archive: to GLACIER at last, where an image has to be restored before it can be read.',
    'transitions',
    ['transitions', 'intelligent-tiering', 'archive'],
  ),
  ProcessedInfrequentAccessDays: whole(
    'Days after which it moves to STANDARD_IA (transitions, archive).',
    90,
    30,
    3620,
  ),
  ProcessedGlacierDays: whole('Days after which it moves on to the colder class; at least 30 more.', 180, 60, 3650),
  AccessLogBucketName: bucketName(
    'Existing bucket that takes the server access logs of both buckets. Empty: no access logs.',
    true,
  ),
  VisibilityTimeout: whole(
    'Seconds for which a received message is hidden: at least six times the function timeout, plus the batching window.',
    300,
    60,
    43_200,
  ),
  MessageRetentionPeriod: whole('Seconds for which the image queue keeps a message.', 345_600, 3_600, 1_123_200),
  DeadLetterRetentionPeriod: whole(
    'Seconds for which the dead-letter queue keeps a message, counted from its first arrival in the image queue: longer than the image queue does.',
    1_209_600,
    86_400,
    1_209_600,
  ),
  MaxReceiveCount: whole('Times that a message is tried before it moves to the dead-letter queue.', 3, 2, 1000),
  BatchSize: whole('Most messages in one invocation.', 10, 1, 10),
  MaximumBatchingWindow: whole('Seconds to wait for a batch to fill.', 0, 0, 300),
  MaximumConcurrency: whole(
    'Most invocations that the queue causes at the same time: at most the reserved concurrency.',
    5,
    2,
    1000,
  ),
  ReservedConcurrency: whole(
    'Concurrency reserved for the function, which is also its limit. 0: none, for accounts with a small quota.',
    10,
    0,
    10_000,
  ),
  MemorySize: whole(
    'Memory of the function in MB: more takes larger images, and more processor with it.',
    512,
    512,
    10_240,
  ),
  MaximumUploadMegabytes: whole('Largest upload in MB: at most a fifth of MemorySize.', 50, 1, 1000),
  FunctionTimeout: whole('Seconds that one invocation may take.', 50, 10, 900),
  Architecture: text('Processor of the function; the zip has to be built for the same one.', 'arm64', [
    'arm64',
    'x86_64',
  ]),
  LogLevel: text('Least level that the handler logs.', 'INFO', ['DEBUG', 'INFO', 'WARNING', 'ERROR']),
  LogRetentionDays: {
    ...whole('Days for which the log of the function is kept.', 30, 1, 3653),
    AllowedValues: LOG_RETENTION_DAYS,
  },
  ImageWidth: whole('Width of the box into which an image is fitted, in pixels.', 800, 1, 4096),
  ImageHeight: whole('Height of the box, in pixels.', 600, 1, 4096),
  ImageFit: text('How it is fitted: inside keeps all of it, cover crops, contain pads, fill stretches.', 'inside', [
    'inside',
    'cover',
    'contain',
    'fill',
  ]),
  ImageEnlarge: text('Whether an image smaller than the box is enlarged.', 'false', ['true', 'false']),
  OutputFormat: text(
    'Format of processed images. original keeps that of the upload; BMP becomes JPEG, or PNG where it has alpha or few colours.',
    'original',
    ['original', 'jpeg', 'png', 'webp'],
  ),
  NetworkAccess: text(
    'isolated: the function runs in subnets without a route out and reaches S3 alone. internet: it runs outside a VPC.',
    'isolated',
    ['isolated', 'internet'],
  ),
  AvailabilityZones: {
    Type: 'String',
    Description:
      'Letters of the two zones of an isolated function. Some Regions and accounts lack a letter: EC2 then names those that they have. A network that is in use cannot change them.',
    Default: 'a,b',
    AllowedPattern: '^[a-z],[a-z]$',
    ConstraintDescription: 'two letters, such as a,c',
  },
  PermissionsBoundaryArn: {
    Type: 'String',
    Description:
      'ARN of the managed policy that bounds what the role of the function can ever do; templates/bootstrap.yaml makes one. Empty: none.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:iam::[0-9]{12}:policy/[0-9A-Za-z_+=,.@/-]{1,512}$',
    ConstraintDescription: 'the ARN of a managed policy of an account, or nothing',
  },
  AlarmEmail: {
    Type: 'String',
    Description: 'Address that gets a mail when an alarm fires or clears; it has to be confirmed once. Empty: none.',
    Default: '',
    AllowedPattern: '^$|^[^@ ]+@[^@ ]+[.][^@ ]+$',
    ConstraintDescription: 'an e-mail address, or nothing',
  },
  AlarmKeyArn: {
    Type: 'String',
    Description:
      'Existing KMS key for the topic of the stack, which lets CloudWatch use it; templates/bootstrap.yaml makes one. Empty: the stack makes one.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]{1,64}$',
    ConstraintDescription: 'the ARN of a key, or nothing',
  },
  AlarmTopicArn: {
    Type: 'String',
    Description:
      'Existing standard topic of this Region that takes the alarms, and lets CloudWatch publish. Empty: the stack makes one.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[0-9A-Za-z_-]{1,256}$',
    ConstraintDescription: 'the ARN of a standard topic, or nothing',
  },
  ErrorRateThreshold: whole('Percentage of failed images from which the error rate alarm fires.', 5, 1, 100),
  ErrorRateFloor: whole('Images in five minutes below which there is no error rate.', 20, 1, 1_000_000),
  ErrorLinesThreshold: whole(
    'Error lines in five minutes from which their alarm fires; every try of a failed image logs one.',
    50,
    1,
    1_000_000,
  ),
  DurationThreshold: whole('Percentage of the function timeout from which the duration alarm fires.', 80, 1, 100),
  ConcurrencyThreshold: whole(
    'Percentage of the reserved concurrency from which the concurrency alarm fires.',
    90,
    1,
    100,
  ),
  OldestMessageAgeThreshold: whole(
    'Age in seconds of the oldest waiting upload from which the backlog alarm fires.',
    900,
    60,
    1_123_200,
  ),
} satisfies Record<string, Text | Whole>;

export type ParameterName = keyof typeof parameters;

const groups: Record<string, ParameterName[]> = {
  Code: ['ArtifactBucket', 'ArtifactKey', 'Architecture'],
  Images: ['ImageWidth', 'ImageHeight', 'ImageFit', 'ImageEnlarge', 'OutputFormat'],
  Buckets: [
    'UploadBucketName',
    'ProcessedBucketName',
    'UploadRetentionDays',
    'NoncurrentVersionRetentionDays',
    'ProcessedStorage',
    'ProcessedInfrequentAccessDays',
    'ProcessedGlacierDays',
    'AccessLogBucketName',
  ],
  Queues: ['VisibilityTimeout', 'MessageRetentionPeriod', 'DeadLetterRetentionPeriod', 'MaxReceiveCount'],
  Function: [
    'MemorySize',
    'MaximumUploadMegabytes',
    'FunctionTimeout',
    'BatchSize',
    'MaximumBatchingWindow',
    'MaximumConcurrency',
    'ReservedConcurrency',
    'NetworkAccess',
    'AvailabilityZones',
    'PermissionsBoundaryArn',
  ],
  Monitoring: [
    'LogLevel',
    'LogRetentionDays',
    'AlarmEmail',
    'AlarmTopicArn',
    'AlarmKeyArn',
    'ErrorRateThreshold',
    'ErrorRateFloor',
    'ErrorLinesThreshold',
    'DurationThreshold',
    'ConcurrencyThreshold',
    'OldestMessageAgeThreshold',
  ],
};

/** How the console groups the parameters. */
export const parameterGroups = Object.entries(groups).map(([label, Parameters]) => ({
  Label: { default: label },
  Parameters,
}));
