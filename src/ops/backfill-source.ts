import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../shared/user-error.ts';

async function queuesOf(s3: S3Client, bucket: string): Promise<string[]> {
  const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  return QueueConfigurations.flatMap(({ QueueArn }) => (QueueArn === undefined ? [] : [QueueArn]));
}

/**
 * Makes sure that announcing the objects of a bucket can end: they are those that S3 itself announces to this queue, and what is
 * made of them goes to a bucket that it does not. Throws UserError.
 */
export async function checkSource(
  s3: S3Client,
  uploadBucket: string,
  processedBucket: string,
  queueArn: string,
): Promise<void> {
  if (uploadBucket === processedBucket) {
    throw new UserError(
      `Expected the upload bucket and the processed bucket to be two but both are ${uploadBucket}: every processed image would be processed again`,
    );
  }
  const [uploadQueues, processedQueues] = await Promise.all([
    queuesOf(s3, uploadBucket),
    queuesOf(s3, processedBucket),
  ]);
  if (!uploadQueues.includes(queueArn)) {
    throw new UserError(
      `Expected S3 to announce uploads of ${uploadBucket} to ${queueArn} but it does not: is that the upload bucket, and not the processed one?`,
    );
  }
  if (processedQueues.includes(queueArn)) {
    throw new UserError(
      `Expected ${processedBucket} to announce nothing to ${queueArn} but it does: every processed image would be processed again`,
    );
  }
}
