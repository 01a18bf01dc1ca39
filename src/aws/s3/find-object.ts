import { bucketOf } from './buckets.ts';
import type { Call } from './call.ts';
import { S3Error } from './errors.ts';
import { type Bucket, currentVersion, type ObjectVersion, versionHeader } from './store.ts';

// The length of what newVersionId gives.
const VERSION_ID = /^(null|[A-Za-z0-9._]{32})$/;

/** Throws InvalidArgument for a text that could not be the id of a version. */
export function assertVersionId(versionId: string | undefined): void {
  if (versionId === undefined || VERSION_ID.test(versionId)) return;
  throw new S3Error('InvalidArgument', 'Invalid version id specified', {
    details: { ArgumentName: 'versionId', ArgumentValue: versionId },
  });
}

/**
 * The object that a read names, or its version. A missing one is 404 only for those who may list the bucket, else 403:
 * whether a key exists is not for everybody to know. A delete marker is 404, and 405 when asked for by its version.
 */
export function findObject(
  call: Call,
  source: { bucket: string; key: string; versionId?: string | undefined },
): {
  bucket: Bucket;
  version: ObjectVersion;
} {
  const { key, versionId } = source;
  const bucket = bucketOf(call, source.bucket);
  assertVersionId(versionId);
  const version =
    versionId === undefined
      ? currentVersion(bucket, key)
      : bucket.objects.get(key)?.find((candidate) => candidate.versionId === versionId);
  if (version?.kind === 'object') return { bucket, version };
  const headers: Record<string, string> =
    version === undefined ? {} : { 'x-amz-delete-marker': 'true', ...versionHeader(bucket, version.versionId) };
  if (version !== undefined && versionId !== undefined) {
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      details: { Method: 'GET', ResourceType: 'DeleteMarker' },
      headers: { ...headers, allow: 'DELETE', 'last-modified': version.lastModified.toUTCString() },
    });
  }
  call.allow('s3:ListBucket', { bucket: bucket.name });
  if (versionId !== undefined) {
    throw new S3Error('NoSuchVersion', 'The specified version does not exist.', {
      details: { Key: key, VersionId: versionId },
    });
  }
  throw new S3Error('NoSuchKey', 'The specified key does not exist.', { details: { Key: key }, headers });
}
