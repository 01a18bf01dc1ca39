import type { Upload } from '../../src/handler/events/upload.ts';
import type { startBuckets } from '../handler/buckets.ts';
import { s3Event } from '../handler/events.ts';
import { assertLogLine } from '../handler/logging/log-lines.ts';
import type { FunctionPool } from './function-pool.ts';
import { type Limits, type Message, ONE_IMAGE } from './function-process.ts';

export type Buckets = Awaited<ReturnType<typeof startBuckets>>;

/** What became of one upload. */
export type Result = {
  /** 'processed', a code, or 'nothing' where the log says neither. */
  outcome: string;
  reason: string;
  hasFailed: boolean;
  outputs: { key: string; bytes: Buffer }[];
  /** The code in the report on its failure, where there is one. */
  reported: string | undefined;
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

const message = (upload: Upload, receiveCount: number): Message => ({
  messageId: upload.key,
  attributes: { ApproximateReceiveCount: String(receiveCount) },
  body: s3Event(upload),
});

/** All objects under a prefix. */
async function objectsUnder(prefix: string, { processedKeys, processed }: Buckets): Promise<Result['outputs']> {
  const keys = await processedKeys(prefix);
  return Promise.all(keys.map(async (key) => ({ key, bytes: (await processed(key)).bytes })));
}

/**
 * Uploads files, has the function handle all of them in one batch, and looks at what there is then. Their names begin
 * with `prefix`, as no others do, and none is the beginning of another.
 */
export async function observe(
  prefix: string,
  files: readonly { name: string; bytes: Buffer }[],
  buckets: Buckets,
  pool: FunctionPool,
  { receiveCount = 1, limits = ONE_IMAGE }: { receiveCount?: number; limits?: Limits } = {},
): Promise<Observed> {
  const uploads = files.map(({ name, bytes }) => ({ key: `${prefix}${name}`, bytes }));
  const messages = [];
  for (const { key, bytes } of uploads) messages.push(message(await buckets.upload(key, bytes), receiveCount));
  const { invocation, lines, ...usage } = await pool.invoke(messages, limits);
  for (const line of lines) if ('messageId' in line) assertLogLine(line);
  const answer: { batchItemFailures: { itemIdentifier: string }[] } =
    'response' in invocation ? JSON.parse(invocation.response) : { batchItemFailures: [] };

  const processed = await objectsUnder(`processed/${prefix}`, buckets);
  const reports = await objectsUnder(`failed/${prefix}`, buckets);
  const results = uploads.map(({ key }): Result => {
    const told = lines.filter((line) => line['messageId'] === key);
    const done = told.find((line) => line['message'] === 'Processed an image');
    const error = told.find((line) => line['level'] === 'ERROR');
    const report = reports.find((object) => object.key === `failed/${key}.json`);
    return {
      outcome: done ? 'processed' : String(error?.['code'] ?? 'nothing'),
      reason: String(error?.['reason'] ?? ''),
      hasFailed: answer.batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === key),
      outputs: processed.filter((object) => object.key.startsWith(`processed/${key}`)),
      reported: report && JSON.parse(report.bytes.toString()).code,
      size: done?.['to'] ?? {},
    };
  });
  const stopped = 'error' in invocation ? invocation.error : undefined;
  return { results, stopped, ...usage };
}
