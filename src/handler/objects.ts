import type { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MAX_UPLOAD_BYTES } from './limits.ts';
import { PermanentError } from './permanent-error.ts';
import type { Upload } from './upload.ts';

/** Checks a size from an event or a response, in bytes, before anything is read. Throws EMPTY or TOO_MANY_BYTES. */
export function checkSize(size: number): void {
  if (size === 0) throw new PermanentError('EMPTY', 'Expected an image but received 0 bytes');
  if (size > MAX_UPLOAD_BYTES) {
    throw new PermanentError('TOO_MANY_BYTES', `Expected at most ${MAX_UPLOAD_BYTES} bytes but received ${size}`);
  }
}

/**
 * Gets the very version that the event told of (the current one where it told of none) with its user metadata.
 * Throws NOT_FOUND when it has been deleted since; everything else that S3 or the network does may pass.
 */
export async function getUpload(
  s3: S3Client,
  { bucket, key, versionId }: Upload,
): Promise<{ bytes: Buffer; metadata: Record<string, string> }> {
  const name = `s3://${bucket}/${key}`;
  const response = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }))
    .catch((error: unknown) => {
      throw isNotFound(error) ? new PermanentError('NOT_FOUND', `Expected ${name} to exist`, { cause: error }) : error;
    });
  // The body is a stream of Node's: this is no browser. It ends in error when the checksum that S3 sent is not right.
  const body = response.Body as Readable | undefined;
  const length = response.ContentLength;
  try {
    if (body === undefined || length === undefined) throw new Error(`Expected ${name} to have a body and a length`);
    checkSize(length);
    return { bytes: await readBody(body, length, name), metadata: response.Metadata ?? {} };
  } finally {
    body?.destroy(); // a body that is not read to its end would hold its connection
  }
}

/** NoSuchVersion and NoSuchKey; a delete marker answers NoSuchKey, or 405 when asked for by its version. */
const isNotFound = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed'].includes(error.name);

async function readBody(body: Readable, length: number, name: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length); // once: joining chunks in the end would take the memory twice
  let received = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (received + chunk.length > length) throw new Error(`Expected ${length} bytes for ${name} but received more`);
    received += chunk.copy(bytes, received);
  }
  if (received < length) throw new Error(`Expected ${length} bytes for ${name} but received ${received}`);
  return bytes;
}

export type ProcessedObject = {
  bucket: string;
  key: string;
  bytes: Buffer;
  contentType: string;
  metadata: Record<string, string>;
};

export async function putProcessed(s3: S3Client, { bucket, key, bytes, contentType, metadata }: ProcessedObject) {
  const input = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, Metadata: metadata };
  await s3.send(new PutObjectCommand(input));
}
