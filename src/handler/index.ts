import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBudget } from './budget.ts';
import { readEnvironment } from './environment.ts';
import { handleBatch } from './handle-batch.ts';
import type { Desk } from './handle-record.ts';
import { createImageMetric } from './image-metric.ts';
import { MAX_BYTES_IN_FLIGHT, MAX_DECODED_BYTES, MAX_IMAGES_IN_FLIGHT } from './limits.ts';
import { createLog, type WriteLine } from './log.ts';

const settings = readEnvironment(process.env);

/** Not by way of console, which Lambda wraps into lines of its own. */
const write: WriteLine = (line) => {
  process.stdout.write(`${line}\n`);
};

const log = createLog(settings.logLevel, write);

const desk: Desk = {
  uploadBucket: settings.uploadBucket,
  imagesInFlight: createBudget(MAX_IMAGES_IN_FLIGHT),
  writeMetric: createImageMetric(settings.pipelineName, settings.metricNamespace, write),
  workshop: {
    // A connection or a body that stands still is given up long before the function's 50 s, and tried again.
    s3: new S3Client({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000, socketTimeout: 10_000 } }),
    processedBucket: settings.processedBucket,
    render: settings.render,
    bytesInFlight: createBudget(MAX_BYTES_IN_FLIGHT),
    decodedInFlight: createBudget(MAX_DECODED_BYTES),
  },
};

/** The function: an SQS batch of S3 events in, the failed records out. */
export const handler = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  handleBatch(event.Records, log.with({ requestId: context.awsRequestId }), desk);
