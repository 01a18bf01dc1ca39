import type { Condition, NumberParameterProperties, StringParameterProperties } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { Fn } from './functions.ts';
import { BUCKET_NAME_CONSTRAINT, BUCKET_NAME_PATTERN } from './names.ts';

const equals = (name: ParameterName, value: string) => Fn.Equals(Fn.Ref(name), value);
const given = (name: ParameterName) => Fn.Not(equals(name, ''));

const conditionsOfTopic = {
  HasAlarmKey: given('AlarmKeyArn'),
  CreatesAlarmKey: equals('AlarmKeyArn', ''),
  HasAlarmEmail: given('AlarmEmail'),
};

const others = {
  HasArtifactBucket: given('ArtifactBucket'),
  HasUploadBucketName: given('UploadBucketName'),
  HasProcessedBucketName: given('ProcessedBucketName'),
  ReservesConcurrency: Fn.Not(equals('ReservedConcurrency', '0')),
  HasPermissionsBoundary: given('PermissionsBoundaryArn'),
};

export type ConditionName = keyof typeof others | keyof typeof conditionsOfTopic;

/** The conditions of the template: each turns one parameter into a yes or a no. */
export const conditions = ({ alarmTopic }: Choices): Partial<Record<ConditionName, Condition>> => ({
  ...others,
  ...(alarmTopic === 'own' && conditionsOfTopic),
});

/**
 * Every difference between two deployments is one of these. The limits are those of AWS, or narrower where a value
 * that AWS accepts would lose images; what relates several of them is checked for each deployment file.
 */

type Text = StringParameterProperties & { Type: 'String'; Description: string };
type Whole = NumberParameterProperties & { Type: 'Number'; Description: string };
type Group = Readonly<Record<string, Text | Whole>>;

/** The values that CloudWatch Logs accepts as a retention in days. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A bucket that exists may have any name; one without dots, so that TLS certificates fit. */
const EXISTING_BUCKET = '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$';

/** A parameter that names a bucket, or none. One that exists may have any name; one that is made has no namespace. */
const bucketName = (Description: string, exists = false): Text => ({
  Type: 'String',
  Description,
  Default: '',
  AllowedPattern: exists ? `^$|${EXISTING_BUCKET}` : BUCKET_NAME_PATTERN,
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

const code = {
  ArtifactBucket: bucketName(
    'Has the zip of the handler, in the Region of the stack. Empty: image-pipeline-artifacts-ACCOUNT-REGION-an.',
    true,
  ),
  ArtifactKey: {
    Type: 'String',
    Description: 'Key of that zip, which contains its hash: new code is a new key.',
    AllowedPattern: '^[0-9A-Za-z/_.-]{1,1000}[.]zip$',
    ConstraintDescription: 'a key that ends in .zip, such as handler/HASH.zip',
  },
  Architecture: text('Of the function, and of its zip.', 'arm64', ['arm64', 'x86_64']),
} satisfies Group;

const images = {
  ImageWidth: whole('Pixels of the box into which an image is fitted.', 800, 1, 4096),
  ImageHeight: whole('Height of the box, in pixels.', 600, 1, 4096),
  ImageFit: text('inside keeps all of the image, cover crops, contain pads, fill stretches.', 'inside', [
    'inside',
    'cover',
    'contain',
    'fill',
  ]),
  ImageEnlarge: text('Whether smaller images are enlarged.', 'false', ['true', 'false']),
  OutputFormat: text(
    'original keeps the format of the upload; BMP becomes JPEG, or PNG where it has alpha or few colours.',
    'original',
    ['original', 'jpeg', 'png', 'webp'],
  ),
} satisfies Group;

const buckets = {
  UploadBucketName: bucketName('Empty: STACK-upload-ACCOUNT-REGION-an.'),
  ProcessedBucketName: bucketName('Empty: STACK-processed-ACCOUNT-REGION-an.'),
  UploadRetentionDays: whole('Days after which an upload is deleted.', 90, 1, 3650),
  NoncurrentVersionRetentionDays: whole(
    'Days that overwritten and deleted versions are kept, in both buckets.',
    30,
    1,
    3650,
  ),
  ProcessedInfrequentAccessDays: whole('Days after which a processed image moves to STANDARD_IA.', 90, 30, 3620),
  ProcessedGlacierDays: whole('Days after which it moves to a colder class; at least 30 more.', 180, 60, 3650),
  AccessLogBucketName: {
    Type: 'String',
    Description: 'Existing bucket for the server access logs of both buckets.',
    AllowedPattern: EXISTING_BUCKET,
    ConstraintDescription: 'a bucket name',
  },
} satisfies Group;

const queues = {
  VisibilityTimeout: whole('Seconds: at least 6 * FunctionTimeout + MaximumBatchingWindow.', 300, 60, 43_200),
  MessageRetentionPeriod: whole('Seconds that the image queue keeps a message.', 345_600, 3_600, 1_123_200),
  DeadLetterRetentionPeriod: whole(
    'Seconds since the first arrival of a message: more than MessageRetentionPeriod.',
    1_209_600,
    86_400,
    1_209_600,
  ),
  MaxReceiveCount: whole('Tries before a message moves to the dead-letter queue.', 3, 2, 1000),
} satisfies Group;

const lambda = {
  MemorySize: whole('MB: more takes larger images, and comes with more processor.', 512, 512, 10_240),
  MaximumUploadMegabytes: whole('Largest upload in MB: at most a fifth of MemorySize.', 50, 1, 1000),
  FunctionTimeout: whole('Seconds that one invocation may take.', 50, 10, 900),
  BatchSize: whole('Most messages in one invocation.', 10, 1, 10),
  MaximumBatchingWindow: whole('Seconds to wait for a batch to fill.', 0, 0, 300),
  MaximumConcurrency: whole('Invocations at a time for the queue: at most ReservedConcurrency.', 5, 2, 1000),
  ReservedConcurrency: whole('0: none, for accounts with a small quota.', 10, 0, 10_000),
  AvailabilityZones: {
    Type: 'String',
    Description: 'Letters of two zones that the account has. A network in use cannot change them.',
    Default: 'a,b',
    AllowedPattern: '^[a-z],[a-z]$',
    ConstraintDescription: 'two letters, such as a,c',
  },
  PermissionsBoundaryArn: {
    Type: 'String',
    Description: 'Policy that bounds the role of the function; templates/bootstrap.yaml makes one. Empty: none.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:iam::[0-9]{12}:policy/[^ ]+$',
    ConstraintDescription: 'the ARN of a managed policy of an account, or nothing',
  },
} satisfies Group;

const monitoring = {
  LogLevel: text('Least level that the handler logs.', 'INFO', ['DEBUG', 'INFO', 'WARNING', 'ERROR']),
  LogRetentionDays: {
    Type: 'Number',
    Description: 'Days that the log is kept.',
    Default: 30,
    AllowedValues: LOG_RETENTION_DAYS,
  },
  AlarmEmail: {
    Type: 'String',
    Description: 'Receives alarms by mail, once confirmed. Empty: none.',
    Default: '',
    AllowedPattern: '^$|^[^@ ]+@[^@ ]+[.][^@ ]+$',
    ConstraintDescription: 'an e-mail address, or nothing',
  },
  AlarmTopicArn: {
    Type: 'String',
    Description: 'Existing standard topic of this Region that receives the alarms, and lets CloudWatch publish.',
    AllowedPattern: '^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[0-9A-Za-z_-]{1,256}$',
    ConstraintDescription: 'the ARN of a standard topic',
  },
  AlarmKeyArn: {
    Type: 'String',
    Description:
      'Existing KMS key for the topic, which CloudWatch may use; templates/bootstrap.yaml makes one. Empty: the stack does.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[^ ]+$',
    ConstraintDescription: 'the ARN of a key, or nothing',
  },
  ErrorRateThreshold: whole('Percentage of failed images.', 5, 1, 100),
  ErrorRateFloor: whole('Images in five minutes below which ErrorRateAlarm stays quiet.', 20, 1, 1_000_000),
  ErrorLinesThreshold: whole('Error lines in five minutes; each failed try logs one.', 50, 1, 1_000_000),
  DurationThreshold: whole('Percentage of FunctionTimeout.', 80, 1, 100),
  ConcurrencyThreshold: whole('Percentage of ReservedConcurrency.', 90, 1, 100),
  OldestMessageAgeThreshold: whole('Seconds that the oldest upload may wait.', 900, 60, 1_123_200),
} satisfies Group;

/** By the heading under which the console, and the template, show them. */
const groups = {
  Code: code,
  Images: images,
  Buckets: buckets,
  Queues: queues,
  Function: lambda,
  Monitoring: monitoring,
};

export type ParameterName =
  | keyof typeof code
  | keyof typeof images
  | keyof typeof buckets
  | keyof typeof queues
  | keyof typeof lambda
  | keyof typeof monitoring;

/** Parameters that only some choices need. */
const ONLY_WITH: Partial<Record<ParameterName, (choices: Choices) => boolean>> = {
  ProcessedInfrequentAccessDays: ({ processedStorage }) => processedStorage !== 'intelligent-tiering',
  ProcessedGlacierDays: ({ processedStorage }) => processedStorage !== 'intelligent-tiering',
  AccessLogBucketName: ({ accessLogs }) => accessLogs === 'existing',
  AvailabilityZones: ({ networkAccess }) => networkAccess !== 'internet',
  AlarmEmail: ({ alarmTopic }) => alarmTopic === 'own',
  AlarmKeyArn: ({ alarmTopic }) => alarmTopic === 'own',
  AlarmTopicArn: ({ alarmTopic }) => alarmTopic === 'existing',
};

/** The parameters that these choices need, by heading. */
export const groupedParameters = (choices: Choices): Record<string, Group> =>
  Object.fromEntries(
    Object.entries<Group>(groups).map(([heading, group]) => [
      heading,
      Object.fromEntries(Object.entries(group).filter(([name]) => ONLY_WITH[name as ParameterName]?.(choices) ?? true)),
    ]),
  );
