import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Upload } from '../../src/handler/upload.ts';
import type { startBuckets } from '../handler/buckets.ts';
import { s3Event } from '../handler/events.ts';
import type { FunctionPool } from './function-pool.ts';
import { MAX_PROCESSOR_MILLISECONDS } from './function-process.ts';
import type { HostileFile } from './hostile-file.ts';

export type Buckets = Awaited<ReturnType<typeof startBuckets>>;

/** What became of one upload. */
export type Result = {
  /** 'processed', a code, or nothing where the log says neither. */
  outcome: string;
  reason: string;
  hasFailed: boolean;
  outputs: { key: string; bytes: Buffer }[];
  /** Of the processed object, as the log says. */
  size: { width?: number; height?: number };
};

/** What became of a batch. */
export type Observed = {
  /** Of each upload, in order. */
  results: Result[];
  /** What ended the function before it answered. */
  stopped: string | undefined;
  milliseconds: number;
  processorMilliseconds: number;
  peakBytes: number;
};

export const nameOf = (file: HostileFile): string => `${file.family}/${file.name}`;

const record = (upload: Upload) => ({
  messageId: upload.key,
  attributes: { ApproximateReceiveCount: '1' },
  body: s3Event(upload),
});

async function outputsOf(key: string, { s3, processed }: Buckets): Promise<Result['outputs']> {
  const list = new ListObjectsV2Command({ Bucket: 'processed', Prefix: `processed/${key}` });
  const { Contents = [] } = await s3.send(list);
  return Promise.all(Contents.map(async ({ Key = '' }) => ({ key: Key, bytes: (await processed(Key)).bytes })));
}

/** Uploads files, has the function handle all of them in one batch, and looks at what there is then. No key may begin another. */
export async function observe(
  uploads: readonly { key: string; bytes: Buffer }[],
  buckets: Buckets,
  pool: FunctionPool,
  maxProcessorMilliseconds = MAX_PROCESSOR_MILLISECONDS,
): Promise<Observed> {
  const records = [];
  for (const { key, bytes } of uploads) records.push(record(await buckets.upload(key, bytes)));
  const { invocation, lines, ...usage } = await pool.invoke(records, maxProcessorMilliseconds);
  const answer: { batchItemFailures: { itemIdentifier: string }[] } =
    'response' in invocation ? JSON.parse(invocation.response) : { batchItemFailures: [] };
  const results = uploads.map(async ({ key }): Promise<Result> => {
    const told = lines.filter((line) => line['messageId'] === key);
    const done = told.find((line) => line['message'] === 'Processed an image');
    const error = told.find((line) => line['level'] === 'ERROR');
    return {
      outcome: done ? 'processed' : String(error?.['code'] ?? 'nothing'),
      reason: String(error?.['reason'] ?? ''),
      hasFailed: answer.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === key),
      outputs: await outputsOf(key, buckets),
      size: done?.['to'] ?? {},
    };
  });
  return {
    results: await Promise.all(results),
    stopped: 'error' in invocation ? invocation.error : undefined,
    ...usage,
  };
}
