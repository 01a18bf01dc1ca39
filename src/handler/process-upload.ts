import type { S3Client } from '@aws-sdk/client-s3';
import type { Budget } from './budget.ts';
import type { RenderOptions } from './environment.ts';
import { MAX_UPLOAD_BYTES } from './limits.ts';
import type { Log } from './log.ts';
import { processedKey } from './object-key.ts';
import { checkSize, getUpload, putProcessed } from './objects.ts';
import { type Picture, readPicture } from './picture.ts';
import { type Rendition, render } from './render.ts';
import { planRendition } from './rendition-plan.ts';
import type { Upload } from './upload.ts';
import { type MetadataFacts, userMetadata } from './user-metadata.ts';

/** What uploads are processed with. The budgets are shared by all that are in flight. */
export type Workshop = {
  s3: S3Client;
  processedBucket: string;
  render: RenderOptions;
  /** In bytes of uploads. */
  bytesInFlight: Budget;
  /** In bytes of memory that decoders hold. */
  decodedInFlight: Budget;
};

/** What was made, for the log and the metrics. */
export type Processed = { key: string; bytesIn: number; picture: Picture; rendition: Rendition };

/**
 * Makes the processed object of one upload. Throws a PermanentError for what will never be an image, and any other
 * error for what may pass.
 */
export async function processUpload(upload: Upload, log: Log, workshop: Workshop): Promise<Processed> {
  if (upload.size !== undefined) checkSize(upload.size);

  // Everyone takes room for the body first and room for the pixels second, so nobody waits in a circle.
  return workshop.bytesInFlight.use(upload.size ?? MAX_UPLOAD_BYTES, async () => {
    const { bytes, metadata: own } = await getUpload(workshop.s3, upload);
    const picture = await readPicture(bytes);
    const plan = planRendition(picture, workshop.render);
    log.debug('Read the headers', { ...picture, cost: plan.cost });

    const rendition = await workshop.decodedInFlight.use(plan.cost, () =>
      render(bytes, picture, plan, workshop.render),
    );
    const key = processedKey(upload.key, picture.format, rendition.format);
    const { metadata, dropped } = userMetadata(facts(upload, bytes, picture, rendition), upload.key, own);
    if (dropped.length > 0) log.warn('Dropped user metadata beyond the 2 KB of S3', { dropped });

    const { contentType } = rendition;
    await putProcessed(workshop.s3, {
      bucket: workshop.processedBucket,
      key,
      bytes: rendition.bytes,
      contentType,
      metadata,
    });
    return { key, bytesIn: bytes.length, picture, rendition };
  });
}

const facts = (upload: Upload, bytes: Buffer, picture: Picture, rendition: Rendition): MetadataFacts => ({
  'original-bucket': upload.bucket,
  'original-size': String(bytes.length),
  'processed-size': String(rendition.bytes.length),
  ...(upload.sequencer !== undefined && { sequencer: upload.sequencer }),
  ...(picture.frames > rendition.frames && { 'original-frames': String(picture.frames) }),
});
