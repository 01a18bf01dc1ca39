import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { FailureReport } from '../handler/s3/failure-report.ts';
import { reportKey } from '../handler/s3/object-key.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound', '404'].includes(error.name);

/**
 * Of which upload a report has to be: of this version. Without versions, of the event with this sequencer, or not older than
 * `since`, in so far as these are known.
 */
export type Wanted = { key: string; versionId?: string; sequencer?: string; since?: Date };

function isOn(report: FailureReport, { key, versionId, sequencer, since }: Wanted): boolean {
  if (report.key !== key || report.versionId !== versionId) return false;
  if (versionId !== undefined) return true;
  if (sequencer !== undefined && report.sequencer !== undefined) return report.sequencer === sequencer;
  return since === undefined || new Date(report.time) >= since;
}

/** The report that the handler has written on an upload, or undefined where there is none on this very one. */
export async function readReport(s3: S3Client, bucket: string, wanted: Wanted): Promise<FailureReport | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: reportKey(wanted.key) }));
    const report = JSON.parse((await Body?.transformToString()) ?? '') as FailureReport;
    return isOn(report, wanted) ? report : undefined;
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
