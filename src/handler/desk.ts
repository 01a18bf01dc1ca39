import type { S3Client } from '@aws-sdk/client-s3';
import { type Budget, createBudget } from './budget.ts';
import type { Settings } from './environment.ts';
import { createImageMetric, type WriteImageMetric } from './image-metric.ts';
import { MAX_BYTES_IN_FLIGHT, MAX_DECODED_BYTES, MAX_IMAGES_IN_FLIGHT } from './limits.ts';
import type { WriteLine } from './log.ts';
import type { Workshop } from './process-upload.ts';

/** What records are handled with. The budgets in it are shared by all that are in flight. */
export type Desk = {
  uploadBucket: string;
  workshop: Workshop;
  /** In images. */
  imagesInFlight: Budget;
  writeMetric: WriteImageMetric;
};

export const createDesk = (settings: Settings, s3: S3Client, write: WriteLine): Desk => ({
  uploadBucket: settings.uploadBucket,
  imagesInFlight: createBudget(MAX_IMAGES_IN_FLIGHT),
  writeMetric: createImageMetric(settings.pipelineName, settings.metricNamespace, write),
  workshop: {
    s3,
    processedBucket: settings.processedBucket,
    render: settings.render,
    bytesInFlight: createBudget(MAX_BYTES_IN_FLIGHT),
    decodedInFlight: createBudget(MAX_DECODED_BYTES),
  },
});
