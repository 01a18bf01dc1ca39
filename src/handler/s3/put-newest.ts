import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PassingError, PermanentError } from '../errors/coded-errors.ts';
import { isLostRace, outcomeOfS3 } from '../errors/outcomes.ts';
import { compareToExisting, type UploadIdentity } from '../events/identity.ts';
import { type ExistingObject, headObject } from './objects.ts';

/** An object of the processed bucket, ready to be written. */
export type NewObject = {
  bucket: string;
  key: string;
  bytes: Buffer;
  contentType: string;
  metadata: Record<string, string>;
};

/** Reasons to keep an existing object: it is of the same upload, or of a newer one. */
export type Kept = 'same' | 'newer';
/** Result of a write. `same` and `newer` say why nothing was written. */
export type Put = 'written' | Kept;

/** A write. `existing` is what the caller has found under the key. */
export type NewestWrite = {
  s3: S3Client;
  object: NewObject;
  identity: UploadIdentity;
  abortSignal: AbortSignal;
  existing?: ExistingObject | undefined;
};

/** A race is lost to another writer of the same key, which has written: ten in a row are not to be expected. */
const MAX_RACES = 10;
/** Milliseconds; multiplied by the number of races and by chance, so that two writers do not collide again. */
const PAUSE = 40;

/**
 * Writes an object unless the existing one is of the same upload or of a newer one, also where others write at the same
 * time: S3 accepts it only if the object that was looked at still exists (If-Match), or none (If-None-Match). The newest
 * upload's object stays in the end, in whatever order and however often it is written.
 *
 * Needs s3:PutObject, and s3:GetObject for HeadObject. Throws KEY_TAKEN where the object is of an upload with another
 * key, and a PassingError, such as LOST_RACES or NO_CONDITIONAL_WRITES.
 */
export async function putNewest({ s3, object, identity, abortSignal, existing }: NewestWrite): Promise<Put> {
  const { bucket, key, bytes, contentType, metadata } = object;
  const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, Metadata: metadata };
  let there = existing;
  for (let race = 1; race <= MAX_RACES; race++) {
    const kept = there && (await reasonToKeep({ s3, identity, key, abortSignal }, there));
    if (kept !== undefined) return kept;
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

/** Returns why the existing object has to stay; undefined where it may be replaced. Throws KEY_TAKEN. */
export async function reasonToKeep(
  { s3, identity, key, abortSignal }: Omit<NewestWrite, 'object' | 'existing'> & { key: string },
  { metadata }: ExistingObject,
): Promise<Kept | undefined> {
  switch (compareToExisting(identity, metadata)) {
    case 'same':
      return 'same';
    case 'older':
      return 'newer';
    case 'newer':
      return undefined;
    case 'unknown':
      return (await isCurrent(s3, identity, abortSignal)) ? undefined : 'newer';
    case 'taken': {
      const other = metadata['original-key'] ?? 'a key that did not fit';
      const message = `Expected ${key} to be free for ${identity.key} but received the rendition of ${other}`;
      throw new PermanentError('KEY_TAKEN', message);
    }
  }
}

/**
 * True of the upload that S3 holds as the current version. It came last: the last resort for events without sequencers
 * and uploads of one second. Where neither of the two is current, a third one will replace both.
 */
async function isCurrent(s3: S3Client, identity: UploadIdentity, abortSignal: AbortSignal): Promise<boolean> {
  const current = await headObject(s3, identity.bucket, identity.key, abortSignal);
  return current !== undefined && (current.versionId === identity.versionId || identity.versionId === undefined);
}
