import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { compareToExisting, type UploadIdentity } from '../handler/events/identity.ts';
import { EXTENSIONS } from '../handler/formats/format.ts';
import type { FailureReport } from '../handler/s3/failure-report.ts';
import { reportKey } from '../handler/s3/object-key.ts';

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound', '404'].includes(error.name);

/**
 * Of which upload a report has to be: of this version. Without versions, of the event with this sequencer, or not older than
 * `since`, in so far as these are known.
 */
type Wanted = { key: string; versionId?: string; sequencer?: string; since?: Date };

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

/** Where an upload ended. `replaced`: a newer upload of the key has its image there. */
export type Ended =
  | { place: 'processed'; processedKey: string }
  | { place: 'replaced'; processedKey: string }
  | { place: 'failed'; code: string; reason: string };

/** S3 takes no longer key, so there is nothing to look for. */
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && ['400', 'BadRequest', 'KeyTooLongError'].includes(error.name);

async function look(
  s3: S3Client,
  bucket: string,
  claim: UploadIdentity,
  processedKey: string,
): Promise<Ended | undefined> {
  try {
    const { Metadata = {} } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: processedKey }));
    const order = compareToExisting(claim, Metadata);
    if (order === 'same') return { place: 'processed', processedKey };
    return order === 'older' ? { place: 'replaced', processedKey } : undefined;
  } catch (error) {
    if (isAbsent(error) || isTooLong(error)) return undefined;
    throw error;
  }
}

/** Looks where the handler would have put the rendition of an upload, or its report; undefined while neither is there. */
export async function whereEnded(
  s3: S3Client,
  processedBucket: string,
  claim: UploadIdentity,
): Promise<Ended | undefined> {
  const { key, versionId, lastModified } = claim;
  const places = ['', ...Object.values(EXTENSIONS)].map((extension) =>
    look(s3, processedBucket, claim, `processed/${key}${extension}`),
  );
  const found = (await Promise.all(places)).filter((ended) => ended !== undefined);
  const mine = found.find(({ place }) => place === 'processed') ?? found[0];
  if (mine) return mine;
  const wanted = { key, ...(versionId !== undefined && { versionId }), ...(lastModified && { since: lastModified }) };
  const report = await readReport(s3, processedBucket, wanted);
  return report && { place: 'failed', code: report.code, reason: report.reason };
}
