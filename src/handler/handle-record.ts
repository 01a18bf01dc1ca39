import { performance } from 'node:perf_hooks';
import type { SQSRecord } from 'aws-lambda';
import type { Desk } from './desk.ts';
import { type Entry, readEntries } from './event.ts';
import { errorFields, type Log } from './log.ts';
import { codeOf } from './permanent-error.ts';
import { type Processed, processUpload } from './process-upload.ts';

/**
 * Handles one record: every image that its events tell of is tried, whatever becomes of the others. True when none
 * failed, so that the record may leave the queue. Never rejects.
 */
export async function handleRecord(record: SQSRecord, batchLog: Log, desk: Desk): Promise<boolean> {
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  const log = batchLog.with({ messageId: record.messageId, receiveCount });
  const entries = readEntries(record.body, desk.uploadBucket);
  if (entries.length === 0) log.warn('Ignored an S3 event without records');
  const results = await Promise.all(entries.map((entry) => handleEntry(entry, log, desk)));
  return results.every((isDone) => isDone);
}

async function handleEntry(entry: Entry, log: Log, desk: Desk): Promise<boolean> {
  if (entry.kind === 'ignored') {
    log.info('Ignored an event that tells of no new object', { event: entry.reason });
    return true;
  }
  return desk.imagesInFlight.use(1, () => handleImage(entry, log, desk));
}

/** The one place where an error of an image ends: as a line of the log, in the metrics, and as false. */
async function handleImage(
  entry: Exclude<Entry, { kind: 'ignored' }>,
  recordLog: Log,
  { workshop, writeMetric }: Desk,
): Promise<boolean> {
  const started = performance.now();
  const upload = entry.kind === 'upload' ? entry.upload : undefined;
  const log = recordLog.with({ bucket: upload?.bucket, key: upload?.key, versionId: upload?.versionId });
  try {
    if (entry.kind === 'refused') throw entry.error;
    const processed = await processUpload(entry.upload, log, workshop);
    const milliseconds = performance.now() - started;
    const { bytesIn, rendition } = processed;
    log.info('Processed an image', { ...outcome(processed), milliseconds: Math.round(milliseconds) });
    writeMetric(
      { succeeded: true, milliseconds, bytesIn, bytesOut: rendition.bytes.length },
      { ...log.fields, format: rendition.format },
    );
    return true;
  } catch (error) {
    const milliseconds = performance.now() - started;
    log.error('Failed to process an image', { ...errorFields(error), milliseconds: Math.round(milliseconds) });
    writeMetric(
      { succeeded: false, milliseconds, bytesIn: upload?.size ?? 0, bytesOut: 0 },
      { ...log.fields, code: codeOf(error) },
    );
    return false;
  }
}

const outcome = ({ key, bytesIn, picture, rendition }: Processed) => ({
  processedKey: key,
  from: {
    format: picture.format,
    width: picture.width,
    height: picture.height,
    frames: picture.frames,
    bytes: bytesIn,
  },
  to: {
    format: rendition.format,
    width: rendition.width,
    height: rendition.height,
    frames: rendition.frames,
    bytes: rendition.bytes.length,
  },
});
