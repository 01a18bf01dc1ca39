import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Log } from '../logging/log.ts';
import type { Deadline } from '../settings/deadline.ts';
import { type Desk, deskForBatch } from './desk.ts';
import { handleRecord, receiveCountOf } from './handle-record.ts';

/**
 * Handles all records of a batch at once, within the budgets; the response names those that failed or were given back,
 * and only those. Who has waited longest is served first: a message that was given back has lost one of its tries.
 */
export async function handleBatch(
  records: readonly SQSRecord[],
  deadline: Deadline,
  log: Log,
  environmentDesk: Desk,
): Promise<SQSBatchResponse> {
  const desk = deskForBatch(environmentDesk);
  // A file that crashed this process comes again together with its batch, and with others: where one message comes
  // again, no image of the batch is safe in this process.
  const isRepeated = records.some((record) => receiveCountOf(record) > 1);
  const done = new Map<SQSRecord, boolean>();
  const inTurn = records.toSorted((a, b) => receiveCountOf(b) - receiveCountOf(a));
  await Promise.all(
    inTurn.map(async (record) => {
      done.set(record, await handleRecord(record, isRepeated, deadline, log, desk));
    }),
  );
  const failed = records.filter((record) => !done.get(record));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
