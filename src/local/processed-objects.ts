import { HeadObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** A processed object that was written during the run. */
export type ProcessedObject = {
  key: string;
  versionId: string;
  size: number;
  contentType: string;
  metadata: Record<string, string>;
};

const PREFIX = 'processed/';

type Version = { key: string; versionId: string; stamp: string };

async function versions(s3: S3Client, bucket: string): Promise<Version[]> {
  const found: Version[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page: Awaited<ReturnType<typeof list>> = await list(s3, bucket, marker);
    for (const { Key: key = '', VersionId: versionId = 'null', ETag, LastModified } of page.Versions ?? []) {
      // Without versioning every write has the version null: its hash and time tell one from the other.
      found.push({ key, versionId, stamp: [key, versionId, ETag, LastModified?.getTime()].join('\n') });
    }
    marker = page.IsTruncated
      ? {
          ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
          ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
        }
      : undefined;
  }
  return found;
}

const list = (s3: S3Client, bucket: string, marker: { KeyMarker?: string; VersionIdMarker?: string }) =>
  s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: PREFIX, ...marker }));

/** Returns a function that gives, at each call, the processed objects that are new since the one before, every version. */
export async function watchProcessed(s3: S3Client, bucket: string): Promise<() => Promise<ProcessedObject[]>> {
  const seen = new Set((await versions(s3, bucket)).map(({ stamp }) => stamp));
  return async () => {
    const fresh = (await versions(s3, bucket)).filter(({ stamp }) => !seen.has(stamp));
    const objects: ProcessedObject[] = [];
    for (const { key, versionId, stamp } of fresh) {
      const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
      objects.push({
        key,
        versionId,
        size: head.ContentLength ?? 0,
        contentType: head.ContentType ?? '',
        metadata: head.Metadata ?? {},
      });
      seen.add(stamp);
    }
    return objects;
  };
}
