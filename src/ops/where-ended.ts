import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { compareToExisting, type UploadIdentity } from '../handler/events/identity.ts';
import { EXTENSIONS } from '../handler/formats/format.ts';
import { readReport } from './failure-report.ts';

/** Where an upload ended. `replaced`: a newer upload of the key has its image there. */
export type Ended =
  | { place: 'processed'; processedKey: string }
  | { place: 'replaced'; processedKey: string }
  | { place: 'failed'; code: string; reason: string };

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && ['NotFound', 'NoSuchKey', '404'].includes(error.name);

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
