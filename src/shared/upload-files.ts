import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Input } from './inputs.ts';
import { releaseRead } from './release.ts';

/** What became of the upload itself. */
export type Uploaded = { versionId?: string } | { refused: string };

/** Above this a file is streamed: a stream cannot be sent a second time after a failure, so small ones are not. */
const STREAM_BYTES = 64 * 1024 * 1024;

/** How many files are read and sent at once. */
const PARALLEL = 4;

async function upload(s3: S3Client, bucket: string, { file, key, size }: Input): Promise<Uploaded> {
  try {
    const Body = size > STREAM_BYTES ? createReadStream(file) : await readFile(file);
    // No ContentType: what an upload is, its bytes tell.
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength: size }));
    if (Body instanceof Buffer) releaseRead(Body);
    return VersionId === undefined ? {} : { versionId: VersionId };
  } catch (error) {
    return { refused: error instanceof Error ? error.message || error.name : String(error) };
  }
}

/** Uploads all files, a few at a time, and tells of each as it is done. Ends early when the signal is given. */
export async function uploadAll(
  s3: S3Client,
  bucket: string,
  inputs: readonly Input[],
  done: (input: Input, uploaded: Uploaded) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...inputs];
  const work = async (): Promise<void> => {
    for (let input = waiting.shift(); input && !signal.aborted; input = waiting.shift()) {
      done(input, await upload(s3, bucket, input));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}
