import { performance } from 'node:perf_hooks';
import { claimOf } from '../buckets/claim.ts';
import type { Put } from '../buckets/put-newest.ts';
import { failureReport, putReport } from '../outcome/failure-report.ts';
import { errorFields, type Log } from '../outcome/log.ts';
import { codeOf, isAbort } from '../outcome/outcomes.ts';
import { PermanentError } from '../outcome/permanent-error.ts';
import { createProgress, type Progress } from '../outcome/progress.ts';
import type { Rendition } from '../picture/render.ts';
import type { Deadline } from './deadline.ts';
import type { Desk } from './desk.ts';
import type { Entry } from './event.ts';
import { type Processed, processUpload } from './process-upload.ts';
import type { Upload } from './upload.ts';

/** What became of one event: `given back` was not tried to its end, and is to come again. */
export type Ended = 'done' | 'failed' | 'given back';

/** The message that an event came with. */
type Message = { messageId: string; isRepeated: boolean };

/** Handles one event of a record. Never rejects. */
export async function handleEntry(
  entry: Entry,
  message: Message,
  deadline: Deadline,
  log: Log,
  desk: Desk,
): Promise<Ended> {
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

/** The one place where an error of an image ends: as a line of the log, in the metrics, as a report, and as an answer. */
async function handleImage(
  entry: Exclude<Entry, { kind: 'ignored' }>,
  { messageId, isRepeated }: Message,
  deadline: Deadline,
  recordLog: Log,
  { workshop, writeMetric }: Desk,
): Promise<Ended> {
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
      { succeeded: true, milliseconds, bytesIn, bytesOut: rendition?.bytes.length ?? 0 },
      { ...log.fields, ...(rendition && { format: rendition.format }) },
    );
    return 'done';
  } catch (error) {
    if (deadline.signal.aborted || isAbort(error)) return 'given back';
    const milliseconds = performance.now() - started;
    log.error('Failed to process an image', {
      ...errorFields(error),
      ...progress.fields(),
      milliseconds: Math.round(milliseconds),
    });
    writeMetric(
      { succeeded: false, milliseconds, bytesIn: upload?.size ?? 0, bytesOut: 0, code: codeOf(error) },
      { ...log.fields, code: codeOf(error) },
    );
    if (upload && error instanceof PermanentError) await report(error, upload, messageId, deadline, log, workshop);
    return 'failed';
  }
}

/** A report that cannot be written changes nothing: the image has failed, and the log says why. */
async function report(
  error: PermanentError,
  upload: Upload,
  messageId: string,
  { signal }: Deadline,
  log: Log,
  { processed }: Desk['workshop'],
): Promise<void> {
  try {
    await putReport(processed, failureReport(error, upload, messageId, new Date()), claimOf(upload), signal);
  } catch (problem) {
    const { code, ...fields } = errorFields(problem);
    log.warn('Failed to write the report on an image', { ...fields, reportCode: code });
  }
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
