import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Options, S3Server } from '../../../src/aws/s3/options.ts';
import { startS3 } from '../../../src/aws/s3/server.ts';

export type LocalS3 = { server: S3Server; s3: S3Client; Bucket: string; files(): Promise<string[]> };

/** A server of a test's own with one versioned bucket, ended and removed with the test. */
export async function localS3(context: TestContext, options: Partial<S3Options> = {}): Promise<LocalS3> {
  const directory = await mkdtemp(join(tmpdir(), 'local-s3-'));
  const server = await startS3({ directory, ...options });
  const s3 = new S3Client({
    endpoint: server.url,
    region: options.region ?? 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  context.after(async () => {
    s3.destroy();
    await server.close();
    await rm(directory, { recursive: true });
  });
  const Bucket = 'bucket';
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return { server, s3, Bucket, files: () => readdir(directory) };
}
