import type { S3Client } from '@aws-sdk/client-s3';
import { codeOf } from '../outcome/outcomes.ts';
import type { Claim } from './claim.ts';
import { headObject, type Seen } from './objects.ts';
import { probeConditions } from './probe-conditions.ts';
import { type NewObject, type Put, putNewest, rivalOf } from './put-newest.ts';

/** The processed bucket, in which no older upload's object replaces a newer one's. */
export type ProcessedBucket = {
  /** See putNewest. */
  put(object: Omit<NewObject, 'bucket'>, claim: Claim, abortSignal: AbortSignal, seen?: Seen): Promise<Put>;
  /** Looks at what is there: `rival` says why it has to stay, as Put does. Throws KEY_TAKEN. */
  look(key: string, claim: Claim, abortSignal: AbortSignal): Promise<{ rival?: 'same' | 'newer'; seen?: Seen }>;
};

/**
 * AWS keeps conditions. Any other endpoint (`isForeign`) is asked once, at the first object: one that does not keep
 * them gets no further object, and every image fails with NO_CONDITIONAL_WRITES.
 */
export function createProcessedBucket(s3: S3Client, bucket: string, isForeign: boolean): ProcessedBucket {
  let isTrusted = !isForeign;
  let distrust: unknown;
  return {
    async put(object, claim, abortSignal, seen) {
      if (distrust !== undefined) throw distrust;
      const all = { bucket, ...object };
      const put = await putNewest(s3, all, claim, abortSignal, seen);
      if (!isTrusted && put === 'written') {
        try {
          await probeConditions(s3, all, abortSignal);
          isTrusted = true;
        } catch (error) {
          if (codeOf(error) === 'NO_CONDITIONAL_WRITES') distrust = error;
          throw error;
        }
      }
      return put;
    },
    async look(key, claim, abortSignal) {
      const seen = await headObject(s3, bucket, key, abortSignal);
      const rival = seen && (await rivalOf(s3, claim, seen, key, abortSignal));
      return { ...(seen && { seen }), ...(rival && { rival }) };
    },
  };
}
