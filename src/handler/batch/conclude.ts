import { codeOf } from '../errors/outcomes.ts';
import { PassingError } from '../errors/passing-error.ts';
import { PermanentError } from '../errors/permanent-error.ts';
import type { Upload } from '../events/upload.ts';
import type { WriteImageMetric } from '../logging/image-metric.ts';
import { errorFields, type Log } from '../logging/log.ts';
import { claimOf } from '../s3/claim.ts';
import { failureReport, putReport } from '../s3/failure-report.ts';
import type { Deadline } from '../settings/deadline.ts';
import type { Desk } from './desk.ts';
import { createProgress, type Progress } from './progress.ts';

/** What a try of one upload came to: `given back` was not tried to its end. The error has been told. */
export type Tried = 'done' | 'given back' | { error: unknown };
/** What becomes of it: all but `done` comes again, or goes to the dead-letter queue. */
export type Ended = 'done' | 'given back' | 'failed';

/** The message that an event came with. `isRepeated` where it, or one beside it, comes again. */
export type Message = { messageId: string; isRepeated: boolean; isLastTry: boolean };

/** Tells of a failure in the log and in the metrics. */
export function tellFailure(
  error: unknown,
  upload: Upload | undefined,
  progress: Progress,
  milliseconds: number,
  log: Log,
  writeMetric: WriteImageMetric,
): void {
  const code = codeOf(error);
  log.error('Failed to process an image', {
    ...errorFields(error),
    ...progress.fields(),
    milliseconds: Math.round(milliseconds),
  });
  writeMetric(
    { succeeded: false, milliseconds, bytesIn: upload?.size ?? 0, bytesOut: 0, code },
    { ...log.fields, code },
  );
}

/**
 * Ends a try of an upload. What cannot be processed, or will not be tried again, gets a report; it is done where the
 * image of a newer upload of its key is there, or its own of an earlier try. A report that cannot be written changes
 * nothing: the upload has failed, and the log says why. Never rejects.
 */
export async function conclude(
  tried: Tried,
  upload: Upload,
  { messageId, isLastTry }: Message,
  { lastSignal }: Deadline,
  recordLog: Log,
  { workshop, writeMetric }: Desk,
): Promise<Ended> {
  if (tried === 'done' || (tried === 'given back' && !isLastTry)) return tried;
  const { bucket, key, versionId } = upload;
  const log = recordLog.with({ bucket, key, versionId });
  const error = tried === 'given back' ? outOfTime() : tried.error;
  if (tried === 'given back') tellFailure(error, upload, createProgress(), 0, log, writeMetric);
  if (!isLastTry && !(error instanceof PermanentError)) return 'failed';
  const claim = claimOf(upload);
  try {
    await putReport(workshop.processed, failureReport(error, upload, messageId, new Date()), claim, lastSignal);
    if (!(await workshop.processed.tidy(claim, lastSignal))) return 'failed';
    log.info('Left a failed upload, since there is an image of it or of a newer one');
    return 'done';
  } catch (problem) {
    const { code, ...fields } = errorFields(problem);
    log.warn('Failed to write the report on an image', { ...fields, reportCode: code });
    return 'failed';
  }
}

const outOfTime = (): PassingError =>
  new PassingError('TOO_SLOW', 'Expected time for an image but the last invocation for it was at its end');
