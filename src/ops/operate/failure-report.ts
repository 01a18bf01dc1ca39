import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { FailureReport } from '../../handler/failure-report.ts';
import { reportKey } from '../../handler/object-key.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound', '404'].includes(error.name);

/** Of which upload a report has to be: without versions, one that is not older than `since`. */
export type Wanted = { key: string; versionId?: string; since?: Date };

/** The report that the handler has written on an upload, or undefined where there is none on this very one. */
export async function readReport(s3: S3Client, bucket: string, wanted: Wanted): Promise<FailureReport | undefined> {
  const { key, versionId, since } = wanted;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: reportKey(key) }));
    const report = JSON.parse((await Body?.transformToString()) ?? '') as FailureReport;
    if (report.key !== key || report.versionId !== versionId) return undefined;
    return versionId === undefined && since !== undefined && new Date(report.time) < since ? undefined : report;
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
