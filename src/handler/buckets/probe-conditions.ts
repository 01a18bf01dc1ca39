import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isLostRace, outcomeOfS3 } from '../outcome/outcomes.ts';
import { PassingError } from '../outcome/passing-error.ts';
import type { NewObject } from './put-newest.ts';

/** None of which holds of an object that has just been written. No object has an ETag of zeros. */
const CONDITIONS = [{ IfNoneMatch: '*' }, { IfMatch: `"${'0'.repeat(32)}"` }];

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
