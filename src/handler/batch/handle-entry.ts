import { performance } from 'node:perf_hooks';
import { isAbort } from '../errors/outcomes.ts';
import type { Entry } from '../events/event.ts';
import type { Upload } from '../events/upload.ts';
import type { Rendition } from '../image/rendition-plan.ts';
import type { Log } from '../logging/log.ts';
import type { Put } from '../s3/put-newest.ts';
import type { Deadline } from '../settings/deadline.ts';
import { type Message, type Tried, tellFailure } from './conclude.ts';
import type { Desk } from './desk.ts';
import { type Processed, processUpload } from './process-upload.ts';
import { createProgress, type Progress } from './progress.ts';

/** Handles one event of a record. Never rejects. */
export async function handleEntry(
  entry: Entry,
  message: Message,
  deadline: Deadline,
  log: Log,
  desk: Desk,
): Promise<Tried> {
  if (entry.kind === 'ignored') {
    log.info('Ignored an event that tells of no new object', { event: entry.reason });
    return 'done';
  }
  if (entry.kind === 'upload' && isFolder(entry.upload)) {
    log.info('Ignored a folder', { key: entry.upload.key });
    return 'done';
  }
  return desk.imagesInFlight.use(1, async () =>
    deadline.mayStart() ? handleImage(entry, message, deadline, log, desk) : 'given back',
  );
}

/** The S3 console makes an empty object of that name for a folder. It is no image, and nobody wants to hear of it. */
const isFolder = ({ key, size }: Upload): boolean => key.endsWith('/') && size === 0;

/** The one place where an error of an image ends: as a line of the log, in the metrics, and as an answer. */
async function handleImage(
  entry: Exclude<Entry, { kind: 'ignored' }>,
  { isRepeated }: Message,
  deadline: Deadline,
  recordLog: Log,
  { workshop, writeMetric }: Desk,
): Promise<Tried> {
  const started = performance.now();
  const upload = entry.kind === 'upload' ? entry.upload : undefined;
  const progress = createProgress();
  if (upload?.size !== undefined) progress.learn({ bytes: upload.size });
  const log = recordLog.with({ bucket: upload?.bucket, key: upload?.key, versionId: upload?.versionId });
  try {
    if (entry.kind === 'refused') throw entry.error;
    const processed = await processUpload(entry.upload, isRepeated, deadline, { log, progress }, workshop);
    // Its record has been answered for: it comes again, is found to be done, and is counted then.
    if (deadline.signal.aborted) return 'given back';
    const milliseconds = performance.now() - started;
    tell(processed, progress, milliseconds, log);
    const { bytesIn, rendition } = processed;
    writeMetric(
      {
        succeeded: true,
        milliseconds,
        bytesIn,
        bytesOut: rendition?.bytes.length ?? 0,
        ...(processed.put === 'written' && latencyOf(entry.upload)),
      },
      { ...log.fields, ...(rendition && { format: rendition.format }) },
    );
    return 'done';
  } catch (error) {
    if (deadline.signal.aborted || isAbort(error)) return 'given back';
    tellFailure(error, upload, progress, performance.now() - started, log, writeMetric);
    return { error };
  }
}

/** SQS keeps no message longer: an older event was announced again by hand, and nobody has waited for it since. */
const OLDEST_EVENT_MILLISECONDS = 14 * 86_400_000;

/** How long somebody has waited for the image that is there now. The clocks of S3 and of Lambda may differ a little. */
function latencyOf({ eventTime }: Upload): { latency?: number } {
  if (eventTime === undefined) return {};
  const latency = Math.max(0, Date.now() - eventTime);
  return latency > OLDEST_EVENT_MILLISECONDS ? {} : { latency };
}

const MESSAGES: Readonly<Record<Put, string>> = {
  written: 'Processed an image',
  same: 'Left the processed object, which is of the same upload',
  newer: 'Left the processed object, which is of a newer upload',
};

function tell({ key, put, rendition }: Processed, progress: Progress, milliseconds: number, log: Log): void {
  log.info(MESSAGES[put], {
    processedKey: key,
    ...progress.fields(),
    ...(rendition && { to: sizes(rendition) }),
    milliseconds: Math.round(milliseconds),
  });
}

const sizes = ({ format, width, height, frames, bytes }: Rendition) => ({
  format,
  width,
  height,
  frames,
  pixels: width * height * frames,
  bytes: bytes.length,
});
