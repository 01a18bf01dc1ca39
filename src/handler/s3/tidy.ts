import type { S3Client } from '@aws-sdk/client-s3';
import { type Claim, isOfKey, type Standing, standing } from './claim.ts';
import { renditionKeys, reportKey } from './object-key.ts';
import { headObject, type Seen } from './objects.ts';
import type { Put } from './put-newest.ts';

/** Deletes an object as it was seen; one that has been replaced or deleted since is left. Throws a PassingError. */
export type DeleteSeen = (key: string, seen: Seen, abortSignal: AbortSignal) => Promise<void>;

type Found = { key: string; seen: Seen; standing: Standing };

/**
 * Takes away what the newest image of a key makes stale: renditions of older uploads under another extension, and the
 * report on an upload that is not newer. Returns whether an image of this upload, or of a newer one, is there; where
 * none is, nothing is taken away.
 *
 * Who has written an image or a report calls this afterwards, so that of two who write at the same time one sees what
 * the other has written. Only what is older than an image that is there is deleted, and only as it was seen (If-Match):
 * the newest image is deleted by nobody. Costs four HeadObject for an image, since no event tells whether its key is a
 * new one; they are sent at the same time. `own` is what has become of an image of this upload.
 */
export async function tidy(
  s3: S3Client,
  bucket: string,
  claim: Claim,
  deleteSeen: DeleteSeen,
  abortSignal: AbortSignal,
  own?: { key: string; put: Put },
): Promise<boolean> {
  const find = async (key: string): Promise<Found[]> => {
    const seen = await headObject(s3, bucket, key, abortSignal);
    if (seen === undefined || !isOfKey(claim, seen.metadata)) return [];
    return [{ key, seen, standing: standing(claim, seen.metadata) }];
  };
  const keys = renditionKeys(claim.key).filter((key) => key !== own?.key);
  const [images, reports] = await Promise.all([
    Promise.all(keys.map(find)).then((found) => found.flat()),
    find(reportKey(claim.key)),
  ]);
  const isReplaced = own?.put === 'newer' || images.some((image) => image.standing === 'older');
  if (own === undefined && !isReplaced && !images.some((image) => image.standing === 'same')) return false;
  // A late one finds out only now that a newer upload has its image under another extension.
  if (isReplaced && own !== undefined) images.push(...(await find(own.key)));
  const stale = [
    // Of two renditions of one upload none is stale, and each of two writers would delete that of the other.
    ...images.filter((image) => image.standing === 'newer' || (isReplaced && image.standing === 'same')),
    ...reports.filter((report) => report.standing === 'newer' || report.standing === 'same'),
  ];
  await Promise.all(stale.map(({ key, seen }) => deleteSeen(key, seen, abortSignal)));
  return true;
}
