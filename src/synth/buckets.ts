import type { Value } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import {
  arn,
  type LogicalId,
  only,
  parameter,
  policyDocument,
  type Resource,
  type ResourceType,
  ref,
  sub,
  unless,
  when,
} from './cloudformation.ts';
import type { ConditionName } from './conditions.ts';
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
const common = (name: Value<string>, condition: ConditionName, prefix: string) =>
  ({
    BucketName: name,
    BucketNamespace: unless<Value<'account-regional'>>(condition, 'account-regional'),
    ...privateBucket(),
    LoggingConfiguration: only('HasAccessLogBucket', {
      DestinationBucketName: parameter('AccessLogBucketName'),
      LogFilePrefix: prefix,
    }),
  }) satisfies ResourceType<'AWS::S3::Bucket'>['Properties'];

const cleaning = () => cleaningRules(parameter('NoncurrentVersionRetentionDays'));

const tlsOnly = (bucket: LogicalId): ResourceType<'AWS::S3::BucketPolicy'> => ({
  Why: 'Refuses every request that does not come over TLS.',
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
export const buckets = ({ processedStorage }: Choices) =>
  ({
    UploadBucket: {
      Why: 'Takes the originals and tells the image queue of each one. It comes after the queue policy, because S3 tries the destination when the notification is set.',
      Type: 'AWS::S3::Bucket',
      DependsOn: 'ImageQueuePolicy',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...common(uploadBucketName(), 'HasUploadBucketName', 'upload/'),
        NotificationConfiguration: {
          // No filter: the content of an upload decides what it is, not its name.
          QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: arn('ImageQueue') }],
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
      Why: 'Gives the processed images. It notifies nothing, so that no image can start the pipeline again. Images below 128 KB never move: the colder classes bill 128 KB for each, and moving one costs more than it saves in a year.',
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...common(
          bucketName('HasProcessedBucketName', 'ProcessedBucketName', 'processed'),
          'HasProcessedBucketName',
          'processed/',
        ),
        LifecycleConfiguration: {
          TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
          Rules: [
            {
              Id: 'MoveToCheaperStorage',
              Status: 'Enabled',
              Transitions: transitions(processedStorage),
            },
            ...cleaning(),
            // Reports on failed images alone; processed images never expire.
            { Id: 'ExpireReports', Status: 'Enabled', Prefix: 'failed/', ExpirationInDays: REPORT_DAYS },
          ],
        },
      },
    },
    ProcessedBucketPolicy: tlsOnly('ProcessedBucket'),
  }) satisfies Record<string, Resource>;
