import { performance } from 'node:perf_hooks';
import { defined } from '../../shared/defined.ts';
import { isAbort } from '../errors/outcomes.ts';
import type { EventRecord } from '../events/event.ts';
import type { Upload } from '../events/upload.ts';
import type { Rendition } from '../image/rendition-plan.ts';
import type { Put } from '../s3/put-newest.ts';
import { logFailure } from './finish-attempt.ts';
import type { Attempt, ImageJob, UploadJob } from './image-job.ts';
import { type Processed, processUpload } from './process-upload.ts';
import { createProgress } from './progress.ts';

/** Handles one event record. Never rejects. */
export async function handleImage(job: ImageJob): Promise<Attempt> {
  const { record, log, deadline, context } = job;
  if (record.kind === 'ignored') {
    log.info('Ignored an event that tells of no new object', { event: record.reason });
    return 'done';
  }
  if (record.kind === 'upload' && isFolder(record.upload)) {
    log.info('Ignored a folder', { key: record.upload.key });
    return 'done';
  }
  return context.imagesInFlight.use(1, async () =>
    deadline.mayStart() ? attemptImage(job, record) : ('given back' as const),
  );
}

/** An empty object of this name is what the S3 console creates for a folder. Not an image; ignored without a warning. */
const isFolder = ({ key, size }: Upload): boolean => key.endsWith('/') && size === 0;

/** Attempts one image. Its errors end here and nowhere else: as a line of the log, in the metrics, and as an answer. */
async function attemptImage(job: ImageJob, record: Exclude<EventRecord, { kind: 'ignored' }>): Promise<Attempt> {
  const { deadline, context } = job;
  const started = performance.now();
  const upload = record.kind === 'upload' ? record.upload : undefined;
  const progress = createProgress();
  if (upload?.size !== undefined) progress.addFacts({ bytes: upload.size });
  const log = job.log.with({ bucket: upload?.bucket, key: upload?.key, versionId: upload?.versionId });
  try {
    if (record.kind === 'refused') throw record.error;
    const uploadJob: UploadJob = { ...job, upload: record.upload, progress, log };
    const processed = await processUpload(uploadJob);
    // The record has been given back: it is retried, is found to be done, and is counted then.
    if (deadline.signal.aborted) return 'given back';
    const milliseconds = performance.now() - started;
    logProcessed(processed, uploadJob, milliseconds);
    writeProcessedMetric(processed, uploadJob, milliseconds);
    return 'done';
  } catch (error) {
    if (deadline.signal.aborted || isAbort(error)) return 'given back';
    logFailure(error, { upload, progress, milliseconds: performance.now() - started, log, context });
    return { error };
  }
}

const MESSAGES: Readonly<Record<Put, string>> = {
  written: 'Processed an image',
  same: 'Left the processed object, which is of the same upload',
  newer: 'Left the processed object, which is of a newer upload',
};

/** One line for each rendition. */
function logProcessed({ renditions }: Processed, { progress, log }: UploadJob, milliseconds: number): void {
  for (const { key, put, rendition } of renditions) {
    log.info(MESSAGES[put], {
      processedKey: key,
      ...progress.fields(),
      ...defined({ to: rendition && sizes(rendition) }),
      milliseconds: Math.round(milliseconds),
    });
  }
}

const sizes = ({ format, width, height, frames, bytes }: Rendition) => ({
  format,
  width,
  height,
  frames,
  pixels: width * height * frames,
  bytes: bytes.length,
});

/** One line for each image, which names the format of its first rendition. */
function writeProcessedMetric(
  { bytesIn, renditions }: Processed,
  { upload, log, context }: UploadJob,
  milliseconds: number,
): void {
  const isWritten = renditions.some(({ put }) => put === 'written');
  const bytesOut = renditions.reduce((sum, { rendition }) => sum + (rendition?.bytes.length ?? 0), 0);
  context.writeMetric(
    {
      succeeded: true,
      milliseconds,
      bytesIn,
      bytesOut,
      ...defined({ latency: isWritten ? latencyOf(upload) : undefined }),
    },
    { ...log.fields, ...defined({ format: renditions[0]?.rendition?.format }) },
  );
}

/** SQS keeps no message longer: an older event was announced again by hand, and its image has not been waited for. */
const OLDEST_EVENT_MILLISECONDS = 14 * 86_400_000;

/** Milliseconds from the upload to its image, which exists now. The clocks of S3 and of Lambda may differ a little. */
function latencyOf({ eventTime }: Upload): number | undefined {
  if (eventTime === undefined) return undefined;
  const latency = Math.max(0, Date.now() - eventTime);
  return latency > OLDEST_EVENT_MILLISECONDS ? undefined : latency;
}
