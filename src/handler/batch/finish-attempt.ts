import { PassingError, PermanentError } from '../errors/coded-errors.ts';
import { codeOf } from '../errors/outcomes.ts';
import { identityOf } from '../events/identity.ts';
import type { Upload } from '../events/upload.ts';
import { errorFields, type Log } from '../logging/log.ts';
import { failureReport, putReport } from '../s3/failure-report.ts';
import type { Context } from './context.ts';
import type { Attempt, ImageJob, Outcome } from './image-job.ts';
import { createProgress, type Progress } from './progress.ts';

/** A failed attempt, as it is logged and counted. `upload` is absent where its event could not be read. */
export type FailedAttempt = {
  upload: Upload | undefined;
  progress: Progress;
  milliseconds: number;
  log: Log;
  context: Context;
};

/** Writes a failure to the log and to the metrics. */
export function logFailure(error: unknown, { upload, progress, milliseconds, log, context }: FailedAttempt): void {
  const code = codeOf(error);
  log.error('Failed to process an image', {
    ...errorFields(error),
    ...progress.fields(),
    milliseconds: Math.round(milliseconds),
  });
  context.writeMetric(
    { succeeded: false, milliseconds, bytesIn: upload?.size ?? 0, bytesOut: 0, code },
    { ...log.fields, code },
  );
}

/**
 * Finishes an attempt at an upload. An upload that cannot be processed, or is not retried, gets a report. It is done
 * where the image of a newer upload of its key exists, or its own of an earlier attempt. A report that cannot be written
 * changes nothing: the upload has failed, and the log says why. Never rejects.
 */
export async function finishAttempt(attempt: Attempt, job: ImageJob, upload: Upload): Promise<Outcome> {
  const { message, deadline, context } = job;
  const { messageId, isLastAttempt } = message;
  if (attempt === 'done' || (attempt === 'given back' && !isLastAttempt)) return attempt;
  const { bucket, key, versionId } = upload;
  const { lastSignal } = deadline;
  const log = job.log.with({ bucket, key, versionId });
  const error = attempt === 'given back' ? outOfTime() : attempt.error;
  if (attempt === 'given back')
    logFailure(error, { upload, progress: createProgress(), milliseconds: 0, log, context });
  if (!isLastAttempt && !(error instanceof PermanentError)) return 'failed';
  const identity = identityOf(upload);
  try {
    await putReport(context.processed, failureReport(error, upload, messageId, new Date()), identity, lastSignal);
    if (!(await context.processed.removeStale(identity, lastSignal))) return 'failed';
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
