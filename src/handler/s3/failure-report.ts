import { defined } from '../../shared/defined.ts';
import { type PassingErrorCode, PermanentError, type PermanentErrorCode } from '../errors/coded-errors.ts';
import { codeOf } from '../errors/outcomes.ts';
import type { UploadIdentity } from '../events/identity.ts';
import type { Upload } from '../events/upload.ts';
import { reportKey } from './object-key.ts';
import type { ProcessedBucket } from './processed-bucket.ts';
import type { Put } from './put-newest.ts';
import { userMetadata } from './user-metadata.ts';

/** The body of `failed/<key>.json`; failure-report.schema.json is its JSON Schema. */
export type FailureReport = {
  code: PermanentErrorCode | PassingErrorCode;
  /** True of a failure that may pass: the message may succeed after a redrive. */
  mayPass: boolean;
  /** A sentence for people. */
  reason: string;
  bucket: string;
  key: string;
  versionId?: string;
  /** Bytes, as the event says. */
  size?: number;
  sequencer?: string;
  /** Id of the SQS message, which is in the dead-letter queue or on its way there. */
  messageId: string;
  /** RFC 3339. */
  time: string;
};

/** Characters. A decoder's sentence about a file may be as long as the file makes it. */
const MAX_REASON = 1000;

/** Describes a failure for a reader of the dead-letter queue: no stack, nothing of the image. */
export const failureReport = (error: unknown, upload: Upload, messageId: string, time: Date): FailureReport => ({
  code: codeOf(error),
  mayPass: !(error instanceof PermanentError),
  reason: (error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON).toWellFormed(),
  bucket: upload.bucket,
  key: upload.key,
  ...defined({ versionId: upload.versionId, size: upload.size, sequencer: upload.sequencer }),
  messageId,
  time: time.toISOString(),
});

/**
 * Writes a report under the rules of all processed objects: not over that of a newer upload of the key, and only once
 * for each upload. Throws what S3 throws.
 */
export async function putReport(
  processed: ProcessedBucket,
  report: FailureReport,
  identity: UploadIdentity,
  abortSignal: AbortSignal,
): Promise<Put> {
  const { metadata } = userMetadata(identity, { code: report.code, 'message-id': report.messageId }, {});
  const object = {
    key: reportKey(report.key),
    bytes: Buffer.from(`${JSON.stringify(report, null, 2)}\n`),
    contentType: 'application/json',
    metadata,
  };
  return processed.put(object, identity, abortSignal);
}
