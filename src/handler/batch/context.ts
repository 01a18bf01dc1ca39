import type { S3Client } from '@aws-sdk/client-s3';
import { createPrepareHere, type Prepare } from '../image/prepare.ts';
import { createPrepareIsolated } from '../isolation/prepare-isolated.ts';
import { createImageMetric, type WriteImageMetric } from '../logging/image-metric.ts';
import type { WriteLine } from '../logging/log.ts';
import { createProcessedBucket, type ProcessedBucket } from '../s3/processed-bucket.ts';
import { type Budget, createBudget } from '../settings/budget.ts';
import type { RenditionSettings, Settings } from '../settings/environment.ts';
import { type Limits, MAX_IMAGES_IN_FLIGHT } from '../settings/limits.ts';

/** Dependencies and settings that all images are handled with. Images in flight share the budgets. */
export type Context = {
  s3: S3Client;
  uploadBucket: string;
  processed: ProcessedBucket;
  /** maxReceiveCount of the image queue. */
  maxReceiveCount: number;
  renditions: readonly RenditionSettings[];
  limits: Limits;
  /** Budget of images. */
  imagesInFlight: Budget;
  /** Budget of bytes of uploads. */
  bytesInFlight: Budget;
  /** Budget of milliseconds of a processor: see UploadPlan. */
  workInFlight: Budget;
  /** Budget of bytes of memory that decoders hold. */
  decodedInFlight: Budget;
  /** Prepares in this process. */
  here: { prepare: Prepare; isStuck: () => boolean };
  /** Prepares in a process for one image. */
  prepareIsolated: Prepare;
  writeMetric: WriteImageMetric;
};

/** Parts that a context is made of. */
export type ContextParts = {
  settings: Settings;
  s3: S3Client;
  /** True where the client does not talk to AWS. */
  isCustomEndpoint: boolean;
  write: WriteLine;
  /** The file to start for an image in a process of its own: index.ts, or its bundle. */
  entry: string;
};

const createBudgets = ({ bytesInFlight, workInFlight, decodedBytes }: Limits) => ({
  imagesInFlight: createBudget(MAX_IMAGES_IN_FLIGHT),
  bytesInFlight: createBudget(bytesInFlight),
  workInFlight: createBudget(workInFlight),
  decodedInFlight: createBudget(decodedBytes),
});

/**
 * The context of the next batch. A decoder that never returns never releases its share of the budgets: batches after it
 * get fresh ones, or all their images would wait for it until the deadline.
 */
export const contextForBatch = (context: Context): Context =>
  context.here.isStuck() ? { ...context, ...createBudgets(context.limits) } : context;

export const createContext = ({ settings, s3, isCustomEndpoint, write, entry }: ContextParts): Context => ({
  s3,
  uploadBucket: settings.uploadBucket,
  processed: createProcessedBucket(s3, settings.processedBucket, isCustomEndpoint),
  maxReceiveCount: settings.maxReceiveCount,
  renditions: settings.renditions,
  limits: settings.limits,
  ...createBudgets(settings.limits),
  here: createPrepareHere(settings.limits),
  prepareIsolated: createPrepareIsolated(entry, settings.limits),
  writeMetric: createImageMetric(settings.pipelineName, settings.metricNamespace, write),
});
