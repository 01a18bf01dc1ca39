import type { Value } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { because } from './because.ts';
import {
  arn,
  type LogicalId,
  parameter,
  policyDocument,
  type Resource,
  type ResourceType,
  ref,
  sub,
  unless,
  when,
} from './cloudformation.ts';
import type { ConditionName } from './parameters.ts';
import { cleaningRules, privateBucket } from './private-bucket.ts';
import { denyInsecureTransport } from './transport.ts';

/** The longest that SQS keeps a message in the dead-letter queue: the report on it is there as long. */
const REPORT_DAYS = 14;

/**
 * A name in the account's own part of the namespace, which nobody else can take before us. `-an` and the namespace
 * belong together. me-south-1 and me-central-1 have neither: a stack there gives its buckets names.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html
 */
const derivedName = (purpose: string) => sub(`\${AWS::StackName}-${purpose}-\${AWS::AccountId}-\${AWS::Region}-an`);

const bucketName = (condition: ConditionName, name: 'UploadBucketName' | 'ProcessedBucketName', purpose: string) =>
  when(condition, parameter(name), derivedName(purpose));

const uploadBucketName = () => bucketName('HasUploadBucketName', 'UploadBucketName', 'upload');

/**
 * The ARN of the upload bucket, from its name. The queue policy has to name the bucket and to exist before it: a
 * reference to the bucket would be a cycle.
 */
export const uploadBucketArn = (): Value<string> =>
  sub('arn:${AWS::Partition}:s3:::${BucketName}', { BucketName: uploadBucketName() });

/** What both buckets have in common: private, encrypted, versioned, and kept when the stack goes. */
const common = (name: Value<string>, condition: ConditionName, logFilePrefix: string, { accessLogs }: Choices) =>
  ({
    BucketName: name,
    BucketNamespace: unless<Value<'account-regional'>>(condition, 'account-regional'),
    ...privateBucket(),
    ...(accessLogs === 'existing' && {
      LoggingConfiguration: {
        DestinationBucketName: parameter('AccessLogBucketName'),
        LogFilePrefix: logFilePrefix,
      },
    }),
  }) satisfies ResourceType<'AWS::S3::Bucket'>['Properties'];

const cleaning = () => cleaningRules(parameter('NoncurrentVersionRetentionDays'));

const tlsOnly = (bucket: LogicalId): ResourceType<'AWS::S3::BucketPolicy'> => ({
  Why: 'refuses requests that do not come over TLS.',
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: ref(bucket),
    PolicyDocument: policyDocument(denyInsecureTransport('s3:*', [arn(bucket), sub(`\${${bucket}.Arn}/*`)])),
  },
});

/** Where processed images move as they get older, by days since they were written. */
function transitions(processedStorage: Choices['processedStorage']) {
  if (processedStorage === 'intelligent-tiering') return [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 0 }];
  return [
    { StorageClass: 'STANDARD_IA', TransitionInDays: parameter('ProcessedInfrequentAccessDays') },
    {
      StorageClass: processedStorage === 'archive' ? 'GLACIER' : 'GLACIER_IR',
      TransitionInDays: parameter('ProcessedGlacierDays'),
    },
  ];
}

/** The bucket that takes uploads and the bucket that gives processed images, with their policies. */
export const buckets = (choices: Choices) =>
  ({
    UploadBucket: {
      Why: 'Receives the originals and notifies the image queue of each one.',
      Type: 'AWS::S3::Bucket',
      DependsOn: because('S3 tries the destination when the notification is set.', 'ImageQueuePolicy' as const),
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...common(uploadBucketName(), 'HasUploadBucketName', 'upload/', choices),
        NotificationConfiguration: {
          QueueConfigurations: because('No filter: the content of an upload decides what it is, not its name.', [
            { Event: 's3:ObjectCreated:*', Queue: arn('ImageQueue') },
          ]),
        },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'ExpireUploads', Status: 'Enabled', ExpirationInDays: parameter('UploadRetentionDays') },
            ...cleaning(),
          ],
        },
      },
    },
    UploadBucketPolicy: tlsOnly('UploadBucket'),
    ProcessedBucket: {
      Why: 'Holds the processed images. It notifies nothing, so that no image can start the pipeline again.',
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...common(
          bucketName('HasProcessedBucketName', 'ProcessedBucketName', 'processed'),
          'HasProcessedBucketName',
          'processed/',
          choices,
        ),
        LifecycleConfiguration: {
          TransitionDefaultMinimumObjectSize: because(
            'The colder classes bill 128 KB for each image: moving a smaller one costs more than it saves in a year.',
            'all_storage_classes_128K' as const,
          ),
          Rules: [
            {
              Id: 'MoveToCheaperStorage',
              Status: 'Enabled',
              Transitions: transitions(choices.processedStorage),
            },
            ...cleaning(),
            because('Reports on failed images alone; processed images never expire.', {
              Id: 'ExpireReports',
              Status: 'Enabled',
              Prefix: 'failed/',
              ExpirationInDays: REPORT_DAYS,
            }),
          ],
        },
      },
    },
    ProcessedBucketPolicy: tlsOnly('ProcessedBucket'),
  }) satisfies Record<string, Resource>;
