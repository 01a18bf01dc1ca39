import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Claim } from '../handler/s3/claim.ts';
import { inParallel } from './in-parallel.ts';
import { type Ended, whereEnded } from './where-ended.ts';

export type Following = {
  s3: S3Client;
  processedBucket: string;
  claims: readonly Claim[];
  milliseconds: number;
  /** Why uploads failed of which there is no report: asked now and then for those that have not ended. */
  deadLetters(pending: readonly Claim[]): Promise<Map<Claim, Ended>>;
  ended(claim: Claim, ended: Ended): void;
  signal: AbortSignal;
};

const INTERVAL_MILLISECONDS = 500;

/** An error that passes leaves its upload in the dead-letter queue after minutes, so there is no hurry. */
const DEAD_LETTERS_EVERY_MILLISECONDS = 15_000;

/** Tells of each upload as it ends, until all have or the time is over. */
export async function followUploads(following: Following): Promise<void> {
  const { s3, processedBucket, claims, milliseconds, deadLetters, ended, signal } = following;
  const pending = new Set(claims);
  const end = Date.now() + milliseconds;
  let askedAt = Date.now();
  const tell = (claim: Claim, where: Ended): void => {
    pending.delete(claim);
    ended(claim, where);
  };

  while (pending.size > 0) {
    signal.throwIfAborted();
    await inParallel([...pending], async (claim) => {
      const where = await whereEnded(s3, processedBucket, claim);
      if (where) tell(claim, where);
    });
    const isOver = Date.now() >= end;
    if (pending.size > 0 && (isOver || Date.now() - askedAt >= DEAD_LETTERS_EVERY_MILLISECONDS)) {
      for (const [claim, where] of await deadLetters([...pending])) tell(claim, where);
      askedAt = Date.now();
    }
    if (isOver) return;
    if (pending.size > 0) await sleep(INTERVAL_MILLISECONDS, undefined, { signal });
  }
}
