import type { SQSRecord } from 'aws-lambda';
import { readEntries } from '../events/event.ts';
import type { Log } from '../logging/log.ts';
import type { Deadline } from '../settings/deadline.ts';
import { conclude } from './conclude.ts';
import type { Desk } from './desk.ts';
import { handleEntry } from './handle-entry.ts';

/** 1 for a message that comes for the first time. */
export const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount) || 1;

/**
 * Handles one record: every image that its events tell of is tried, whatever becomes of the others. True when all are
 * done, so that the record may leave the queue. `isRepeated` where it, or one beside it, comes again. Never rejects,
 * and answers at the deadline.
 */
export async function handleRecord(
  record: SQSRecord,
  isRepeated: boolean,
  deadline: Deadline,
  batchLog: Log,
  desk: Desk,
): Promise<boolean> {
  const { messageId } = record;
  const receiveCount = receiveCountOf(record);
  const log = batchLog.with({ messageId, receiveCount });
  const entries = readEntries(record.body, desk.uploadBucket);
  if (entries.length === 0) log.warn('Ignored an S3 event without records');

  const isOver = new Promise<'given back'>((resolve) => {
    deadline.signal.addEventListener('abort', () => resolve('given back'), { once: true });
  });
  const message = { messageId, isRepeated, isLastTry: receiveCount >= desk.maxReceiveCount };
  const results = await Promise.all(
    entries.map(async (entry) => {
      // What libvips has begun goes on past the deadline and keeps its place in the budgets, but nobody waits for it.
      const tried = await Promise.race([isOver, handleEntry(entry, message, deadline, log, desk)]);
      if (entry.kind === 'upload') return conclude(tried, entry.upload, message, deadline, log, desk);
      return typeof tried === 'object' ? 'failed' : tried;
    }),
  );
  const givenBack = results.filter((result) => result === 'given back').length;
  // No error, and no failed image: it comes again, and before those that come for the first time.
  if (givenBack > 0) log.warn('Gave back a message for want of time', { images: givenBack });
  return results.every((result) => result === 'done');
}
