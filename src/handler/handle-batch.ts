import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Desk } from './desk.ts';
import { handleRecord } from './handle-record.ts';
import type { Log } from './log.ts';

/** Handles all records of a batch at once, within the budgets; the response names those that failed, and only those. */
export async function handleBatch(records: readonly SQSRecord[], log: Log, desk: Desk): Promise<SQSBatchResponse> {
  const failed = await Promise.all(
    records.map(async (record) =>
      (await handleRecord(record, log, desk)) ? [] : [{ itemIdentifier: record.messageId }],
    ),
  );
  return { batchItemFailures: failed.flat() };
}
