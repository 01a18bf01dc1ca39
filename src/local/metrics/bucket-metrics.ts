import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Publish } from './publish.ts';

/**
 * Publishes what S3 counts once a day: all versions and delete markers, whoever wrote them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export async function publishBucketMetrics(s3: S3Client, bucket: string, publish: Publish): Promise<void> {
  let objects = 0;
  let bytes = 0;
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    const page: Awaited<ReturnType<typeof list>> = await list(s3, bucket, marker);
    objects += (page.Versions?.length ?? 0) + (page.DeleteMarkers?.length ?? 0);
    for (const { Size = 0 } of page.Versions ?? []) bytes += Size;
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    marker = page.IsTruncated
      ? { ...(KeyMarker !== undefined && { KeyMarker }), ...(VersionIdMarker !== undefined && { VersionIdMarker }) }
      : undefined;
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

const list = (s3: S3Client, bucket: string, marker: { KeyMarker?: string; VersionIdMarker?: string }) =>
  s3.send(new ListObjectVersionsCommand({ Bucket: bucket, ...marker }));
