import { rm } from 'node:fs/promises';
import { receiveFile } from './body.ts';
import { bucketOf } from './buckets.ts';
import type { Answer, Call } from './call.ts';
import { checksumHeader } from './checksums.ts';
import { assertWriteConditions } from './conditions.ts';
import { assertKey, describe } from './description.ts';
import {
  addVersion,
  type Bucket,
  type Description,
  nextVersionId,
  type ObjectVersion,
  type StoredBody,
  versionHeader,
} from './store.ts';

export async function putObject(call: Call): Promise<Answer> {
  assertKey(call.key);
  const description = describe(call.headers);
  if (description.tags.length > 0) call.allow('s3:PutObjectTagging', call);
  const body = await receiveFile(call);
  const { bucket, version } = await writeObject(call, description, body, 's3:ObjectCreated:Put');
  return { status: 200, headers: { ...versionHeaders(bucket, version), ...checksumHeaders(version) } };
}

/**
 * Makes a body on disk an object's newest version and tells the queues. Conditions are checked here, together with the
 * write. When they do not hold, the body is gone and nothing has changed.
 */
export async function writeObject(
  call: Call,
  description: Description,
  body: StoredBody & { etag?: string },
  event: string,
): Promise<{ bucket: Bucket; version: ObjectVersion }> {
  const { file, size, checksum } = body;
  const etag = body.etag ?? body.md5.toString('hex');
  let bucket: Bucket;
  try {
    bucket = bucketOf(call);
    assertWriteConditions(call.headers, bucket, call.key);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  const version: ObjectVersion = {
    kind: 'object',
    key: call.key,
    versionId: nextVersionId(bucket),
    lastModified: new Date(),
    file,
    size,
    etag,
    ...(checksum === undefined ? {} : { checksum }),
    ...description,
  };
  const replaced = addVersion(bucket, version);
  const { key, versionId, lastModified: time } = version;
  call.publish(bucket, { name: event, key, versionId, time, size, etag });
  if (replaced?.kind === 'object') await rm(replaced.file, { force: true });
  return { bucket, version };
}

/** What S3 says of every object: it is encrypted with S3's own keys. Here it is not. */
export const ENCRYPTED = { 'x-amz-server-side-encryption': 'AES256' };

/** The headers that every answer about an object's version has. */
export const versionHeaders = (bucket: Bucket, version: ObjectVersion): Record<string, string> => ({
  etag: `"${version.etag}"`,
  ...ENCRYPTED,
  ...versionHeader(bucket, version.versionId),
});

/** The headers of a version's checksum. */
export const checksumHeaders = ({ checksum }: Pick<ObjectVersion, 'checksum'>): Record<string, string> =>
  checksum === undefined
    ? {}
    : { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
