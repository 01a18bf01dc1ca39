import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isLostRace, outcomeOfS3 } from '../errors/outcomes.ts';
import { PassingError } from '../errors/passing-error.ts';
import { PermanentError } from '../errors/permanent-error.ts';
import { type Claim, standing } from './claim.ts';
import { headObject, type Seen } from './objects.ts';

/** An object of the processed bucket, ready to be written. */
export type NewObject = {
  bucket: string;
  key: string;
  bytes: Buffer;
  contentType: string;
  metadata: Record<string, string>;
};

/** What is there in the end. `same` and `newer` say why nothing was written: whose object was there already. */
export type Put = 'written' | 'same' | 'newer';

/** Each is lost to another writer of the same key, who has written: ten in a row are not to be expected. */
const MAX_RACES = 10;
/** Milliseconds; grows with every race, and is shortened by chance, so that two writers do not meet again. */
const PAUSE = 40;

/**
 * Writes an object unless the one that is there is of the same upload or of a newer one, whoever else writes at the
 * same time: S3 takes it only if what was looked at is still there (If-Match), or nothing (If-None-Match). So the
 * newest upload's object stays in the end, in whatever order and however often writers come.
 *
 * `seen` is what the caller has found there. Needs s3:PutObject, and s3:GetObject for HeadObject. Throws KEY_TAKEN
 * where the object is of an upload with another key, and a PassingError, such as LOST_RACES or NO_CONDITIONAL_WRITES.
 */
export async function putNewest(
  s3: S3Client,
  object: NewObject,
  claim: Claim,
  abortSignal: AbortSignal,
  seen?: Seen,
): Promise<Put> {
  const { bucket, key, bytes, contentType, metadata } = object;
  const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, Metadata: metadata };
  let there = seen;
  for (let race = 1; race <= MAX_RACES; race++) {
    const rival = there && (await rivalOf(s3, claim, there, key, abortSignal));
    if (rival !== undefined) return rival;
    const condition = there ? { IfMatch: there.eTag } : { IfNoneMatch: '*' };
    try {
      await s3.send(new PutObjectCommand({ ...input, ...condition }), { abortSignal });
      return 'written';
    } catch (error) {
      if (!isLostRace(error)) throw outcomeOfS3(error, 'write', `s3://${bucket}/${key}`);
    }
    if (race > 1) await sleep(Math.random() * PAUSE * race, undefined, { signal: abortSignal });
    there = await headObject(s3, bucket, key, abortSignal);
  }
  throw new PassingError('LOST_RACES', `Expected to write s3://${bucket}/${key} but lost ${MAX_RACES} races for it`);
}

/** Why the object that is there has to stay; undefined where it has to go. Throws KEY_TAKEN. */
export async function rivalOf(
  s3: S3Client,
  claim: Claim,
  there: Seen,
  key: string,
  abortSignal: AbortSignal,
): Promise<'same' | 'newer' | undefined> {
  switch (standing(claim, there.metadata)) {
    case 'same':
      return 'same';
    case 'older':
      return 'newer';
    case 'newer':
      return undefined;
    case 'unknown':
      return (await isCurrent(s3, claim, abortSignal)) ? undefined : 'newer';
    case 'taken': {
      const other = there.metadata['original-key'] ?? 'a key that did not fit';
      const message = `Expected ${key} to be free for ${claim.key} but received the rendition of ${other}`;
      throw new PermanentError('KEY_TAKEN', message);
    }
  }
}

/**
 * The last resort for events without sequencers and uploads of one second: the upload that S3 holds as the current one
 * came last. Where it is neither of the two, a third one is on its way and will replace both.
 */
async function isCurrent(s3: S3Client, claim: Claim, abortSignal: AbortSignal): Promise<boolean> {
  const current = await headObject(s3, claim.bucket, claim.key, abortSignal);
  return current !== undefined && (current.versionId === claim.versionId || claim.versionId === undefined);
}
