import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { readEventRecords } from '../events/event.ts';
import type { Log } from '../logging/log.ts';
import type { Deadline } from '../settings/deadline.ts';
import { type Context, contextForBatch } from './context.ts';
import { finishAttempt } from './finish-attempt.ts';
import { handleImage } from './handle-image.ts';
import type { ImageJob, Message, Outcome } from './image-job.ts';

/** 1 for a message that is received for the first time. */
const receiveCountOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount) || 1;

/**
 * Handles all records of a batch at once, within the budgets; the response names those that failed or were given back,
 * and only those. Messages with the most receives are served first: one that was given back has lost an attempt.
 */
export async function handleBatch(
  records: readonly SQSRecord[],
  deadline: Deadline,
  log: Log,
  environmentContext: Context,
): Promise<SQSBatchResponse> {
  const context = contextForBatch(environmentContext);
  // A file that crashed this process is retried together with its batch, and with others: where one message is retried,
  // no image of the batch is safe in this process.
  const isRepeated = records.some((record) => receiveCountOf(record) > 1);
  const done = new Map<SQSRecord, boolean>();
  const inTurn = records.toSorted((a, b) => receiveCountOf(b) - receiveCountOf(a));
  await Promise.all(
    inTurn.map(async (record) => {
      done.set(record, await handleRecord(record, { isRepeated, deadline, log, context }));
    }),
  );
  const failed = records.filter((record) => !done.get(record));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/**
 * Handles one record: every event record in it is attempted, whatever becomes of the others. True when all are done, so
 * that the message may leave the queue. Never rejects, and answers at the deadline.
 */
async function handleRecord(
  record: SQSRecord,
  { isRepeated, deadline, log: batchLog, context }: Omit<ImageJob, 'record' | 'message'> & { isRepeated: boolean },
): Promise<boolean> {
  const { messageId } = record;
  const receiveCount = receiveCountOf(record);
  const log = batchLog.with({ messageId, receiveCount });
  const eventRecords = readEventRecords(record.body, context.uploadBucket);
  if (eventRecords.length === 0) log.warn('Ignored an S3 event without records');

  const isOver = new Promise<'given back'>((resolve) => {
    deadline.signal.addEventListener('abort', () => resolve('given back'), { once: true });
  });
  const message: Message = { messageId, isRepeated, isLastAttempt: receiveCount >= context.maxReceiveCount };
  const outcomes = await Promise.all(
    eventRecords.map(async (eventRecord): Promise<Outcome> => {
      const job: ImageJob = { record: eventRecord, message, deadline, log, context };
      // What libvips has begun goes on past the deadline and keeps its place in the budgets, but is not waited for.
      const attempt = await Promise.race([isOver, handleImage(job)]);
      if (eventRecord.kind === 'upload') return finishAttempt(attempt, job, eventRecord.upload);
      return typeof attempt === 'object' ? 'failed' : attempt;
    }),
  );
  const givenBack = outcomes.filter((outcome) => outcome === 'given back').length;
  // Neither an error nor a failed image: it is retried, and before those that are received for the first time.
  if (givenBack > 0) log.warn('Gave back a message for want of time', { images: givenBack });
  return outcomes.every((outcome) => outcome === 'done');
}
