import { rm } from 'node:fs/promises';
import { bucketOf } from './buckets.ts';
import type { Answer, Call } from './call.ts';
import { assertWriteConditions } from './conditions.ts';
import { assertVersionId } from './find-object.ts';
import { addVersion, type Bucket, nextVersionId, takeVersion, type Version } from './store.ts';

// The MD5 of nothing, which S3 gives in the event of a delete marker.
const EMPTY_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';

/** What a delete did: which version it removed or made, and whether that is a delete marker. */
export type Deleted = { versionId?: string; deleteMarker: boolean };

async function dropFile(version: Version | undefined): Promise<void> {
  if (version?.kind === 'object') await rm(version.file, { force: true });
}

/** Deletes a version for good, or, without one, hides the key behind a delete marker where the bucket keeps versions. */
export async function deleteKey(call: Call, bucket: Bucket, key: string, versionId?: string): Promise<Deleted> {
  assertVersionId(versionId);
  const time = new Date();
  if (versionId === undefined && bucket.versioning !== undefined) {
    const marker: Version = { kind: 'delete-marker', key, versionId: nextVersionId(bucket), lastModified: time };
    const replaced = addVersion(bucket, marker);
    call.publish(bucket, {
      name: 's3:ObjectRemoved:DeleteMarkerCreated',
      key,
      versionId: marker.versionId,
      time,
      etag: EMPTY_ETAG,
    });
    await dropFile(replaced);
    return { versionId: marker.versionId, deleteMarker: true };
  }
  const taken = takeVersion(bucket, key, versionId ?? 'null');
  if (taken !== undefined) {
    call.publish(bucket, { name: 's3:ObjectRemoved:Delete', key, versionId: taken.versionId, time });
    await dropFile(taken);
  }
  return {
    deleteMarker: taken?.kind === 'delete-marker',
    ...(versionId === undefined ? {} : { versionId }),
  };
}

export async function deleteObject(call: Call): Promise<Answer> {
  const bucket = bucketOf(call);
  assertWriteConditions(call.headers, bucket, call.key);
  const { versionId, deleteMarker } = await deleteKey(call, bucket, call.key, call.query.get('versionId'));
  return {
    status: 204,
    headers: {
      ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
      ...(deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}
