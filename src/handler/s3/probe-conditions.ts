import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isLostRace, outcomeOfS3 } from '../errors/outcomes.ts';
import { PassingError } from '../errors/passing-error.ts';
import { deleteObject } from './objects.ts';
import type { NewObject } from './put-newest.ts';

/** Of no object. */
const NO_ETAG = `"${'0'.repeat(32)}"`;
/** None of which holds of an object that has just been written. */
const CONDITIONS = [{ IfNoneMatch: '*' }, { IfMatch: NO_ETAG }];

/**
 * Asks an endpoint that is not AWS whether it keeps conditions, by putting an object that has just been written once
 * more under conditions that do not hold. Where they are ignored that changes nothing: the bytes are the same.
 * Throws NO_CONDITIONAL_WRITES.
 */
export async function probeConditions(s3: S3Client, object: NewObject, abortSignal: AbortSignal): Promise<void> {
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
 * Asks the same of a delete, with an object that is to be deleted anyway. Where the condition is ignored it is gone
 * already. Throws NO_CONDITIONAL_WRITES.
 */
export async function probeDelete(s3: S3Client, bucket: string, key: string, abortSignal: AbortSignal): Promise<void> {
  if (!(await deleteObject(s3, bucket, key, { eTag: NO_ETAG }, abortSignal))) return;
  const received = `it deleted s3://${bucket}/${key}: the image of a newer upload could be deleted with that of an older one`;
  throw new PassingError(
    'NO_CONDITIONAL_WRITES',
    `Expected the S3 endpoint to keep IfMatch of a delete but ${received}`,
  );
}
