import v8 from 'node:v8';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context as LambdaContext, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createContext } from './batch/context.ts';
import { handleBatch } from './batch/handle-batch.ts';
import { createLog, type WriteLine } from './logging/log.ts';
import { createDeadline } from './settings/deadline.ts';
import { readEnvironment } from './settings/environment.ts';

export type Handler = (event: SQSEvent, context: LambdaContext) => Promise<SQSBatchResponse>;

/** Writes to stdout. Lambda would wrap what is written to the console into lines of its own. */
const write: WriteLine = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * What sockets read counts as V8's own garbage, so that by its default it would look through all of its heap with every
 * fourth image. Three times the heap before the next look: 6 % of the processor less for JPEG, 9 % for PNG, and 7 MB more
 * after many of the largest images. A V8 that does not know it says so on stderr, and goes on as before.
 */
export const FEWER_COLLECTIONS = '--heap-growing-percent=200';

/**
 * What one execution environment of the function holds. `entry` is the file to start for an image in a process of its
 * own. Throws where the environment variables are wrong.
 */
export function createHandler(env: Readonly<Record<string, string | undefined>>, entry: string): Handler {
  v8.setFlagsFromString(FEWER_COLLECTIONS);
  const settings = readEnvironment(env);
  const log = createLog(settings.logLevel, write);
  // A connection or a body that stands still is given up long before the function's 50 s, and a call is tried again.
  const s3 = new S3Client({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000, socketTimeout: 10_000 } });
  /** The SDK's own variables for another endpoint than AWS. */
  const isCustomEndpoint = Boolean(env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']);
  const context = createContext({ settings, s3, isCustomEndpoint, write, entry });

  return async (event, invocation) => {
    const deadline = createDeadline(invocation.getRemainingTimeInMillis());
    try {
      return await handleBatch(event.Records, deadline, log.with({ requestId: invocation.awsRequestId }), context);
    } finally {
      deadline.end();
    }
  };
}
