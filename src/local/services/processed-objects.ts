import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { listVersions } from '../../shared/list-versions.ts';

/** A processed object that was written during the run. */
export type ProcessedObject = {
  key: string;
  versionId: string;
  size: number;
  contentType: string;
  metadata: Record<string, string>;
};

const PREFIX = 'processed/';

type Stamped = { key: string; versionId: string; stamp: string };

async function versions(s3: S3Client, bucket: string): Promise<Stamped[]> {
  const found: Stamped[] = [];
  for await (const page of listVersions(s3, { bucket, prefix: PREFIX })) {
    for (const { key, versionId, eTag, lastModified, isDeleteMarker } of page) {
      // Without versioning every write has the version null: its hash and time tell one from the other.
      if (!isDeleteMarker)
        found.push({ key, versionId, stamp: [key, versionId, eTag, lastModified.getTime()].join('\n') });
    }
  }
  return found;
}

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
