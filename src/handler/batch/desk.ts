import type { S3Client } from '@aws-sdk/client-s3';
import { createPrepareHere } from '../image/prepare-here.ts';
import { createPrepareIsolated } from '../isolation/prepare-isolated.ts';
import { createImageMetric, type WriteImageMetric } from '../logging/image-metric.ts';
import type { WriteLine } from '../logging/log.ts';
import { createProcessedBucket } from '../s3/processed-bucket.ts';
import { type Budget, createBudget } from '../settings/budget.ts';
import type { Settings } from '../settings/environment.ts';
import { type Limits, MAX_IMAGES_IN_FLIGHT } from '../settings/limits.ts';
import type { Workshop } from './process-upload.ts';

/** What records are handled with. The budgets in it are shared by all that are in flight. */
export type Desk = {
  uploadBucket: string;
  /** Tries of a message. */
  maxReceiveCount: number;
  workshop: Workshop;
  /** In images. */
  imagesInFlight: Budget;
  writeMetric: WriteImageMetric;
};

/** What a desk is made of. */
export type DeskParts = {
  settings: Settings;
  s3: S3Client;
  /** True where the client does not talk to AWS. */
  isForeign: boolean;
  write: WriteLine;
  /** The file to start for an image in a process of its own: index.ts, or its bundle. */
  entry: string;
};

const imagesInFlight = () => createBudget(MAX_IMAGES_IN_FLIGHT);

const workshopBudgets = ({ bytesInFlight, workInFlight, decodedBytes }: Limits) => ({
  bytesInFlight: createBudget(bytesInFlight),
  workInFlight: createBudget(workInFlight),
  decodedInFlight: createBudget(decodedBytes),
});

/**
 * The desk for the next batch. Where a decoder of an earlier one has not returned, it keeps what it took of the budgets
 * for ever, and whoever waits for that would be given back until it is dead: such a batch gets budgets of its own.
 */
export const deskForBatch = (desk: Desk): Desk =>
  desk.workshop.here.isStuck()
    ? {
        ...desk,
        imagesInFlight: imagesInFlight(),
        workshop: { ...desk.workshop, ...workshopBudgets(desk.workshop.limits) },
      }
    : desk;

export const createDesk = ({ settings, s3, isForeign, write, entry }: DeskParts): Desk => ({
  uploadBucket: settings.uploadBucket,
  maxReceiveCount: settings.maxReceiveCount,
  imagesInFlight: imagesInFlight(),
  writeMetric: createImageMetric(settings.pipelineName, settings.metricNamespace, write),
  workshop: {
    s3,
    processed: createProcessedBucket(s3, settings.processedBucket, isForeign),
    render: settings.render,
    limits: settings.limits,
    ...workshopBudgets(settings.limits),
    here: createPrepareHere(settings.limits),
    prepareIsolated: createPrepareIsolated(entry, settings.limits),
  },
});
