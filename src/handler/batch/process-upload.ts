import type { S3Client } from '@aws-sdk/client-s3';
import type { Upload } from '../events/upload.ts';
import type { Picture } from '../image/picture.ts';
import type { Prepare } from '../image/prepare.ts';
import type { Rendition, RenditionPlan } from '../image/rendition-plan.ts';
import type { Log } from '../logging/log.ts';
import { type Claim, claimOf } from '../s3/claim.ts';
import { mark } from '../s3/mark.ts';
import { processedKey } from '../s3/object-key.ts';
import { checkSize, getUpload, type UploadBody } from '../s3/objects.ts';
import type { ProcessedBucket } from '../s3/processed-bucket.ts';
import type { Put } from '../s3/put-newest.ts';
import { type MetadataFacts, userMetadata } from '../s3/user-metadata.ts';
import type { Budget } from '../settings/budget.ts';
import type { Deadline } from '../settings/deadline.ts';
import type { RenderOptions } from '../settings/environment.ts';
import type { Limits } from '../settings/limits.ts';
import type { Progress } from './progress.ts';

/** What uploads are processed with. The budgets are shared by all that are in flight. */
export type Workshop = {
  s3: S3Client;
  processed: ProcessedBucket;
  render: RenderOptions;
  limits: Limits;
  /** In bytes of uploads. */
  bytesInFlight: Budget;
  /** In milliseconds of a processor: see RenditionPlan. */
  workInFlight: Budget;
  /** In bytes of memory that decoders hold. */
  decodedInFlight: Budget;
  /** In this process. */
  here: { prepare: Prepare; isStuck: () => boolean };
  /** In one of its own. */
  prepareIsolated: Prepare;
};

/** What is there now, for the log and the metrics: an image that was made, or one that was there and has to stay. */
export type Processed = { key: string; bytesIn: number; picture: Picture; put: Put; rendition?: Rendition };

/**
 * Makes the processed object of one upload, and takes away what it makes stale. A message that comes again
 * (`isRepeated`) may have been processed before, and may be what ended the process that tried it: whether the object is
 * there is looked up first, and the image is worked on in a process of its own.
 * Throws a PermanentError for what will never be an image, an AbortError past the deadline, and any other error for
 * what may pass.
 */
export async function processUpload(
  upload: Upload,
  isRepeated: boolean,
  deadline: Deadline,
  { log, progress }: { log: Log; progress: Progress },
  workshop: Workshop,
): Promise<Processed> {
  const { signal } = deadline;
  if (upload.size !== undefined) checkSize(upload.size, workshop.limits);

  // Everyone takes room for the body first, for the work second, for the pixels third: nobody waits in a circle.
  return workshop.bytesInFlight.use(upload.size ?? workshop.limits.uploadBytes, async () => {
    signal.throwIfAborted();
    const body = await progress.time('get', () => getUpload(workshop.s3, upload, workshop.limits, signal));
    const bytesIn = body.bytes.length;
    progress.learn({ bytes: bytesIn });
    const claim = claimOfBody(upload, body);
    const { here, prepareIsolated } = workshop;
    const prepare = isRepeated || here.isStuck() ? prepareIsolated : here.prepare;
    const tidied = async (processed: Processed): Promise<Processed> => {
      await progress.time('put', () => workshop.processed.tidy(claim, signal, processed));
      return processed;
    };
    const prepared = await progress.time('read', () => prepare(body.bytes, workshop.render, deadline));
    try {
      const { picture, plan } = prepared;
      progress.learn(sizeOf(picture));
      log.debug('Read the headers', { picture, cost: plan.cost, work: plan.work });
      if (plan.reduced !== undefined) {
        log.warn('Left out frames of an animation', { ...progress.fields(), kept: plan.frames, reason: plan.reduced });
      }
      const leftOut = leftOutOf(picture, plan);
      // Most photographs of a telephone have a gain map: that is no reason to warn.
      if (leftOut !== undefined) log.info('Left out what the rendition cannot hold', { ...progress.fields(), leftOut });
      const planned = processedKey(upload.key, picture.format, plan.format);
      const look = () => progress.time('put', () => workshop.processed.look(planned, claim, signal));
      const { seen, rival } = isRepeated ? await look() : {};
      if (rival !== undefined) return await tidied({ key: planned, bytesIn, picture, put: rival });

      const made = await workshop.workInFlight.use(plan.work, () =>
        workshop.decodedInFlight.use(plan.cost, () => {
          signal.throwIfAborted();
          return progress.time('render', () => prepared.render());
        }),
      );
      signal.throwIfAborted(); // the record was given back while libvips was at work
      const rendition = { ...made, bytes: mark(made.bytes, made.format, claim) };
      const { metadata, dropped } = userMetadata(claim, facts(bytesIn, picture, rendition, leftOut), body.metadata);
      if (dropped.length > 0) log.warn('Dropped user metadata beyond the 2 KB of S3', { dropped });
      const { bytes, contentType } = rendition;
      // A BMP whose alpha turns out to be empty becomes another format than was planned.
      const key = processedKey(upload.key, picture.format, rendition.format);
      const there = key === planned ? seen : undefined;
      const object = { key, bytes, contentType, metadata };
      const put = await progress.time('put', () => workshop.processed.put(object, claim, signal, there));
      return await tidied({ key, bytesIn, picture, put, rendition });
    } finally {
      prepared.close();
    }
  });
}

const sizeOf = ({ format, width, height, frames }: Picture) => ({
  format,
  width,
  height,
  frames,
  pixels: width * height * frames,
});

const claimOfBody = (upload: Upload, { versionId, lastModified }: UploadBody): Claim => ({
  ...claimOf(upload),
  ...(versionId !== undefined && { versionId }),
  ...(lastModified !== undefined && { lastModified }),
});

/** What people would see of the upload and not of its rendition, beside frames of an animation above the limits. */
function leftOutOf({ format, hasGainMap, frames, animationFrames }: Picture, plan: RenditionPlan): string | undefined {
  if (hasGainMap) return 'gain-map';
  return format === 'png' && animationFrames > frames && plan.reduced === undefined ? 'animation' : undefined;
}

const facts = (bytesIn: number, picture: Picture, rendition: Rendition, leftOut?: string): MetadataFacts => ({
  'original-size': String(bytesIn),
  'processed-size': String(rendition.bytes.length),
  ...(leftOut !== undefined && { 'left-out': leftOut }),
  ...(picture.animationFrames > rendition.frames && { 'original-frames': String(picture.animationFrames) }),
});
