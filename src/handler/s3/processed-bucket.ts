import type { S3Client } from '@aws-sdk/client-s3';
import { codeOf } from '../errors/outcomes.ts';
import type { Claim } from './claim.ts';
import { deleteObject, headObject, type Seen } from './objects.ts';
import { probeConditions, probeDelete } from './probe-conditions.ts';
import { type NewObject, type Put, putNewest, rivalOf } from './put-newest.ts';
import { type DeleteSeen, tidy } from './tidy.ts';

/** The processed bucket, in which no older upload's object replaces a newer one's. */
export type ProcessedBucket = {
  /** See putNewest. */
  put(object: Omit<NewObject, 'bucket'>, claim: Claim, abortSignal: AbortSignal, seen?: Seen): Promise<Put>;
  /** Looks at what is there: `rival` says why it has to stay, as Put does. Throws KEY_TAKEN. */
  look(key: string, claim: Claim, abortSignal: AbortSignal): Promise<{ rival?: 'same' | 'newer'; seen?: Seen }>;
  /** See tidy. */
  tidy(claim: Claim, abortSignal: AbortSignal, own?: { key: string; put: Put }): Promise<boolean>;
};

/**
 * AWS keeps conditions. Any other endpoint (`isForeign`) is asked once, at the first object and at the first delete:
 * one that does not keep them gets no further object, and every image fails with NO_CONDITIONAL_WRITES.
 */
export function createProcessedBucket(s3: S3Client, bucket: string, isForeign: boolean): ProcessedBucket {
  let isTrusted = !isForeign;
  let isTrustedToDelete = !isForeign;
  let distrust: unknown;

  async function ask(probe: () => Promise<void>): Promise<void> {
    try {
      await probe();
    } catch (error) {
      if (codeOf(error) === 'NO_CONDITIONAL_WRITES') distrust = error;
      throw error;
    }
  }
  const deleteSeen: DeleteSeen = async (key, seen, abortSignal) => {
    if (!isTrustedToDelete) await ask(() => probeDelete(s3, bucket, key, abortSignal));
    isTrustedToDelete = true;
    await deleteObject(s3, bucket, key, seen, abortSignal);
  };

  return {
    async put(object, claim, abortSignal, seen) {
      if (distrust !== undefined) throw distrust;
      const all = { bucket, ...object };
      const put = await putNewest(s3, all, claim, abortSignal, seen);
      if (!isTrusted && put === 'written') {
        await ask(() => probeConditions(s3, all, abortSignal));
        isTrusted = true;
      }
      return put;
    },
    async look(key, claim, abortSignal) {
      const seen = await headObject(s3, bucket, key, abortSignal);
      const rival = seen && (await rivalOf(s3, claim, seen, key, abortSignal));
      return { ...(seen && { seen }), ...(rival && { rival }) };
    },
    tidy: (claim, abortSignal, own) => tidy(s3, bucket, claim, deleteSeen, abortSignal, own),
  };
}
