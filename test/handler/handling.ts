import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SQSRecord } from 'aws-lambda';
import { createContext } from '../../src/handler/batch/context.ts';
import { handleBatch } from '../../src/handler/batch/handle-batch.ts';
import { createLog } from '../../src/handler/logging/log.ts';
import { createDeadline } from '../../src/handler/settings/deadline.ts';
import { type Environment, readEnvironment } from '../../src/handler/settings/environment.ts';
import { clientOf, startBuckets } from './buckets.ts';
import { ENVIRONMENT } from './environment.ts';
import { assertLogLine } from './logging/log-lines.ts';

const ENTRY = fileURLToPath(new URL('./isolation/child-alone.mjs', import.meta.url));

/** A record as Lambda gives it. */
export const record = (messageId: string, body: string, receiveCount = 1): SQSRecord => ({
  messageId,
  body,
  receiptHandle: 'handle',
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: '1',
    SenderId: 'S3',
    ApproximateFirstReceiveTimestamp: '1',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:images',
  awsRegion: 'eu-west-1',
});

export type HandlingOptions = {
  /** Of the S3 that the handler talks to. */
  url: string;
  environment?: Partial<Environment>;
  isCustomEndpoint?: boolean;
  /** No image is made in a process of its own: for tests whose invocations are shorter than one takes to start. */
  inProcess?: boolean;
  /** The file of the child. */
  entry?: string;
  /** Milliseconds that an invocation has. */
  remaining?: number;
};

/** A handler, as an execution environment of its own, with all lines that it writes. */
export function startHandler(t: Pick<TestContext, 'after'>, options: HandlingOptions) {
  const settings = readEnvironment({ ...ENVIRONMENT, ...options.environment });
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const s3 = clientOf(options.url);
  t.after(() => s3.destroy());
  t.after(() => lines.forEach(assertLogLine));
  const context = createContext({
    settings,
    s3,
    isCustomEndpoint: options.isCustomEndpoint ?? false,
    write,
    entry: options.entry ?? ENTRY,
  });
  if (options.inProcess) context.prepareIsolated = context.here.prepare;
  const log = createLog(settings.logLevel, write, { requestId: 'request' });
  return {
    context,
    /** Handles a batch and returns the messages that come back. */
    async handle(...records: SQSRecord[]): Promise<string[]> {
      const deadline = createDeadline(options.remaining ?? 50_000);
      try {
        const { batchItemFailures } = await handleBatch(records, deadline, log, context);
        return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      } finally {
        deadline.end();
      }
    },
    lines,
    metrics: () => lines.filter((line) => '_aws' in line),
    logged: (level: string) => lines.filter((line) => line['level'] === level && !('_aws' in line)),
  };
}

/** The handler on real buckets. */
export async function start(t: TestContext, environment: Partial<Environment> = {}) {
  const buckets = await startBuckets(t);
  return { ...buckets, ...startHandler(t, { url: buckets.url, environment }) };
}
