import type { S3Client } from '@aws-sdk/client-s3';
import { listVersions } from '../../shared/list-versions.ts';
import type { Publish } from './publish.ts';

/**
 * Publishes what S3 counts once a day: all versions and delete markers, whoever wrote them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export async function publishBucketMetrics(s3: S3Client, bucket: string, publish: Publish): Promise<void> {
  let objects = 0;
  let bytes = 0;
  for await (const page of listVersions(s3, { bucket })) {
    objects += page.length;
    for (const { size } of page) bytes += size;
  }
  const put = (name: string, StorageType: string, value: number, unit: string): void =>
    publish({
      namespace: 'AWS/S3',
      name,
      dimensions: { BucketName: bucket, StorageType },
      at: Date.now(),
      values: [value],
      unit,
    });
  put('NumberOfObjects', 'AllStorageTypes', objects, 'Count');
  put('BucketSizeBytes', 'StandardStorage', bytes, 'Bytes');
}
