import type { S3Client } from '@aws-sdk/client-s3';
import { type Comparison, compareToExisting, isOfKey, type UploadIdentity } from '../events/identity.ts';
import { renditionKeys, reportKey } from './object-key.ts';
import { type ExistingObject, headObject } from './objects.ts';
import type { Put } from './put-newest.ts';

/** Deletes an object as it was seen; one that has been replaced or deleted since is left. Throws a PassingError. */
export type DeleteExisting = (key: string, existing: ExistingObject, abortSignal: AbortSignal) => Promise<void>;

/** An object that the caller has written, or has to keep. */
export type Own = { key: string; put: Put };

/** Removes what is stale in a bucket. `own` are the renditions of this upload; absent where none was made. */
export type Removal = {
  s3: S3Client;
  bucket: string;
  identity: UploadIdentity;
  deleteExisting: DeleteExisting;
  abortSignal: AbortSignal;
  own?: readonly Own[] | undefined;
};

/** `comparison` says what this upload is in comparison with the object. */
type Found = { key: string; existing: ExistingObject; comparison: Comparison };

/**
 * Removes what the newest image of a key makes stale: renditions of older uploads under another extension, and the
 * report on an upload that is not newer. Returns whether an image of this upload, or of a newer one, exists; where none
 * does, nothing is removed.
 *
 * Call it after an image or a report has been written: of two writers at the same time one then sees what the other has
 * written. Only what is older than an existing image is deleted, and only as it was seen (If-Match), so that the newest
 * image is never deleted. Costs four HeadObject for an image, since no event says whether its key is a new one; they are
 * sent at the same time.
 */
export async function removeStale({
  s3,
  bucket,
  identity,
  deleteExisting,
  abortSignal,
  own = [],
}: Removal): Promise<boolean> {
  const find = async (key: string): Promise<Found[]> => {
    const existing = await headObject(s3, bucket, key, abortSignal);
    if (existing === undefined || !isOfKey(identity, existing.metadata)) return [];
    return [{ key, existing, comparison: compareToExisting(identity, existing.metadata) }];
  };
  const findAll = async (keys: readonly string[]): Promise<Found[]> => (await Promise.all(keys.map(find))).flat();
  const ownKeys = own.map(({ key }) => key);
  const [images, reports] = await Promise.all([
    findAll(renditionKeys(identity.key).filter((key) => !ownKeys.includes(key))),
    find(reportKey(identity.key)),
  ]);
  const isReplaced = own.some(({ put }) => put === 'newer') || images.some((image) => image.comparison === 'older');
  if (own.length === 0 && !isReplaced && !images.some((image) => image.comparison === 'same')) return false;
  // A late writer finds out only now that a newer upload has its image under another extension.
  if (isReplaced) images.push(...(await findAll(ownKeys)));
  const stale = [
    // Of two renditions of one upload none is stale, and each of two writers would delete that of the other.
    ...images.filter((image) => image.comparison === 'newer' || (isReplaced && image.comparison === 'same')),
    ...reports.filter((report) => report.comparison === 'newer' || report.comparison === 'same'),
  ];
  await Promise.all(stale.map(({ key, existing }) => deleteExisting(key, existing, abortSignal)));
  return true;
}
