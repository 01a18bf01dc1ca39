import { addAbortSignal, type Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { defined } from '../../shared/defined.ts';
import { type OwnedBytes, ownedBytes } from '../../shared/owned-bytes.ts';
import { releaseRead } from '../../shared/release.ts';
import { PassingError, PermanentError } from '../errors/coded-errors.ts';
import { isAbsent, isLostRace, outcomeOfS3 } from '../errors/outcomes.ts';
import type { Upload } from '../events/upload.ts';
import { JPEG_SLACK } from '../formats/jpeg-damage.ts';
import { LEAST_MEMORY, type Limits, UPLOAD_SHARE } from '../settings/limits.ts';

/** Checks a size from an event or a response, in bytes, before anything is read. Throws EMPTY or TOO_MANY_BYTES. */
export function checkSize(size: number, { uploadBytes, maximumUploadMegabytes, memorySize }: Limits): void {
  if (size === 0) throw new PermanentError('EMPTY', 'Expected an image but received 0 bytes');
  if (size <= uploadBytes) return;
  const megabytes = Math.ceil(size / 2 ** 20);
  const leastMemory = Math.max(LEAST_MEMORY, Math.ceil(megabytes / UPLOAD_SHARE));
  const memory = leastMemory > memorySize ? ` and MemorySize from ${memorySize} to ${leastMemory}` : '';
  throw new PermanentError(
    'TOO_MANY_BYTES',
    `Expected at most ${uploadBytes} bytes but received ${size}: ` +
      `raise MaximumUploadMegabytes from ${maximumUploadMegabytes} to ${megabytes}${memory}`,
  );
}

export type UploadBody = {
  bytes: OwnedBytes;
  metadata: Record<string, string>;
  /** Of the version that was read. Absent in a bucket without versions. */
  versionId?: string;
  lastModified?: Date;
};

/**
 * Gets the version that the event names (the current one where it names none) with its user metadata.
 * Throws a PermanentError or PassingError: see outcomes.ts.
 */
export async function getUpload(
  s3: S3Client,
  { bucket, key, versionId }: Upload,
  limits: Limits,
  abortSignal: AbortSignal,
): Promise<UploadBody> {
  const name = `s3://${bucket}/${key}`;
  const response = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), { abortSignal })
    .catch((error: unknown) => {
      throw outcomeOfS3(error, 'read', name);
    });
  // The body is a stream of Node's: this is no browser. It ends in error when the checksum that S3 sent is not right.
  const body = response.Body as Readable | undefined;
  const { ContentLength: length, VersionId, LastModified } = response;
  try {
    if (body === undefined || length === undefined) {
      throw new PassingError('S3_FAILED', `Expected ${name} to have a body and a length`);
    }
    checkSize(length, limits);
    return {
      bytes: ownedBytes(await readBody(addAbortSignal(abortSignal, body), length, name)),
      metadata: response.Metadata ?? {},
      ...defined({ versionId: VersionId === 'null' ? undefined : VersionId, lastModified: LastModified }),
    };
  } finally {
    body?.destroy(); // a body that is not read to its end would hold its connection
  }
}

async function readBody(body: Readable, length: number, name: string): Promise<Buffer> {
  // Allocated once: joining chunks would take the memory twice.
  const bytes = Buffer.allocUnsafeSlow(length + JPEG_SLACK).subarray(0, length);
  let received = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > length) break;
      chunk.copy(bytes, received - chunk.length);
      releaseRead(chunk); // or all that was read since the last collection of garbage would bring on the next
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    // Reset, timed out, broken off, or another checksum than S3's.
    const reason = error instanceof Error ? error.message : String(error);
    throw new PassingError('NETWORK', `Expected ${length} bytes for ${name} but received ${received}: ${reason}`, {
      cause: error,
    });
  }
  if (received !== length) {
    throw new PassingError('NETWORK', `Expected ${length} bytes for ${name} but received ${received}`);
  }
  return bytes;
}

/** An object as HeadObject describes it. */
export type ExistingObject = { eTag: string; metadata: Record<string, string>; versionId?: string };

/** Looks at an object; undefined where it is absent, or where S3 does not say. Throws a PassingError. */
export async function headObject(
  s3: S3Client,
  bucket: string,
  key: string,
  abortSignal: AbortSignal,
): Promise<ExistingObject | undefined> {
  try {
    const response = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    const { ETag = '', Metadata = {}, VersionId } = response;
    return { eTag: ETag, metadata: Metadata, ...defined({ versionId: VersionId }) };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw outcomeOfS3(error, 'write', `s3://${bucket}/${key}`);
  }
}

/** Deletes an object as it was seen: false where it has been replaced or deleted since. Throws a PassingError. */
export async function deleteObject(
  s3: S3Client,
  { bucket, key, eTag }: { bucket: string; key: string; eTag: string },
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: eTag }), { abortSignal });
    return true;
  } catch (error) {
    if (isLostRace(error)) return false;
    throw outcomeOfS3(error, 'delete', `s3://${bucket}/${key}`);
  }
}
