import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { defined } from '../../shared/defined.ts';
import { PassingError } from '../errors/coded-errors.ts';
import { codeOf, isLostRace, outcomeOfS3 } from '../errors/outcomes.ts';
import type { UploadIdentity } from '../events/identity.ts';
import { deleteObject, type ExistingObject, headObject } from './objects.ts';
import { type Kept, type NewObject, type Put, putNewest, reasonToKeep } from './put-newest.ts';
import { type DeleteExisting, type Own, removeStale } from './remove-stale.ts';

/** The object under a key, absent where none exists. `kept` says why it has to stay; absent where it may be replaced. */
export type Existing = { existing?: ExistingObject; kept?: Kept };

/** The processed bucket, in which no older upload's object replaces a newer one's. */
export type ProcessedBucket = {
  /** See putNewest. */
  put(
    object: Omit<NewObject, 'bucket'>,
    identity: UploadIdentity,
    abortSignal: AbortSignal,
    existing?: ExistingObject,
  ): Promise<Put>;
  /** Looks at the object under a key. Throws KEY_TAKEN. */
  look(key: string, identity: UploadIdentity, abortSignal: AbortSignal): Promise<Existing>;
  /** See removeStale. */
  removeStale(identity: UploadIdentity, abortSignal: AbortSignal, own?: readonly Own[]): Promise<boolean>;
};

/**
 * AWS keeps conditions. A custom endpoint is probed once, at the first object and at the first delete: one that does not
 * keep them gets no further object, and every image fails with NO_CONDITIONAL_WRITES.
 */
export function createProcessedBucket(s3: S3Client, bucket: string, isCustomEndpoint: boolean): ProcessedBucket {
  let isTrusted = !isCustomEndpoint;
  let isTrustedToDelete = !isCustomEndpoint;
  let distrust: unknown;

  async function trust(probe: () => Promise<void>): Promise<void> {
    try {
      await probe();
    } catch (error) {
      if (codeOf(error) === 'NO_CONDITIONAL_WRITES') distrust = error;
      throw error;
    }
  }
  const deleteExisting: DeleteExisting = async (key, existing, abortSignal) => {
    if (!isTrustedToDelete) await trust(() => probeDelete(s3, bucket, key, abortSignal));
    isTrustedToDelete = true;
    await deleteObject(s3, { bucket, key, eTag: existing.eTag }, abortSignal);
  };

  return {
    async put(newObject, identity, abortSignal, existing) {
      if (distrust !== undefined) throw distrust;
      const object = { bucket, ...newObject };
      const put = await putNewest({ s3, object, identity, abortSignal, existing });
      if (!isTrusted && put === 'written') {
        await trust(() => probeConditions(s3, object, abortSignal));
        isTrusted = true;
      }
      return put;
    },
    async look(key, identity, abortSignal) {
      const existing = await headObject(s3, bucket, key, abortSignal);
      if (existing === undefined) return {};
      return { existing, ...defined({ kept: await reasonToKeep({ s3, identity, key, abortSignal }, existing) }) };
    },
    removeStale: (identity, abortSignal, own) =>
      removeStale({ s3, bucket, identity, deleteExisting, abortSignal, own }),
  };
}

/** The ETag of no object. */
const NO_ETAG = `"${'0'.repeat(32)}"`;
/** Conditions that do not hold of an object that has just been written. */
const CONDITIONS = [{ IfNoneMatch: '*' }, { IfMatch: NO_ETAG }];

/**
 * Probes whether a custom endpoint keeps conditions, by putting an object that has just been written once more under
 * conditions that do not hold. Where they are ignored that changes nothing: the bytes are the same.
 * Throws NO_CONDITIONAL_WRITES.
 */
async function probeConditions(s3: S3Client, object: NewObject, abortSignal: AbortSignal): Promise<void> {
  const { bucket, key, bytes, contentType, metadata } = object;
  const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, Metadata: metadata };
  for (const condition of CONDITIONS) {
    try {
      await s3.send(new PutObjectCommand({ ...input, ...condition }), { abortSignal });
    } catch (error) {
      if (isLostRace(error)) continue;
      throw outcomeOfS3(error, 'write', `s3://${bucket}/${key}`);
    }
    const expected = `Expected the S3 endpoint to keep ${Object.keys(condition).join()}`;
    const received = 'it wrote over an object: the image of an older upload could replace that of a newer one';
    throw new PassingError('NO_CONDITIONAL_WRITES', `${expected} but ${received}`);
  }
}

/**
 * Probes the same of a delete, with an object that is to be deleted anyway. Where the condition is ignored it is gone
 * already. Throws NO_CONDITIONAL_WRITES.
 */
async function probeDelete(s3: S3Client, bucket: string, key: string, abortSignal: AbortSignal): Promise<void> {
  if (!(await deleteObject(s3, { bucket, key, eTag: NO_ETAG }, abortSignal))) return;
  const received = `it deleted s3://${bucket}/${key}: the image of a newer upload could be deleted with that of an older one`;
  throw new PassingError(
    'NO_CONDITIONAL_WRITES',
    `Expected the S3 endpoint to keep IfMatch of a delete but ${received}`,
  );
}
