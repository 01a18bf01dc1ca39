import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { nextSequencer } from '../../src/aws/s3/events.ts';
import { startS3 } from '../../src/aws/s3/server.ts';
import type { Upload } from '../../src/handler/events/upload.ts';
import { leavePayloadUnsigned } from '../../src/local/services/endpoints.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A client of the S3 at `url`. */
export const clientOf = (url: string, milliseconds = 10_000): S3Client =>
  new S3Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: milliseconds, socketTimeout: milliseconds },
  });

/** Both buckets, empty, with versions, on an S3 that ends with the test. */
export async function startBuckets(t: Pick<TestContext, 'after'>) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'handler-test-'));
  const server = await startS3({ directory });
  const s3 = leavePayloadUnsigned(clientOf(server.url));
  t.after(async () => {
    s3.destroy();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  for (const Bucket of ['uploads', 'processed']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }

  return {
    s3,
    url: server.url,
    /** Puts an upload and returns what its event would tell. */
    async upload(key: string, bytes: Buffer, metadata: Record<string, string> = {}): Promise<Required<Upload>> {
      const put = new PutObjectCommand({ Bucket: 'uploads', Key: key, Body: bytes, Metadata: metadata });
      const { VersionId = '', ETag = '' } = await s3.send(put);
      const sequencer = nextSequencer();
      return {
        bucket: 'uploads',
        key,
        versionId: VersionId,
        size: bytes.length,
        eTag: ETag.replaceAll('"', ''),
        sequencer,
        eventTime: Date.now(),
      };
    },
    async processed(key: string) {
      const response = await s3.send(new GetObjectCommand({ Bucket: 'processed', Key: key }));
      const bytes = Buffer.from((await response.Body?.transformToByteArray()) ?? []);
      return { bytes, contentType: response.ContentType, metadata: response.Metadata ?? {} };
    },
    async processedKeys(Prefix = 'processed/'): Promise<string[]> {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'processed', Prefix }));
      return Contents.map(({ Key = '' }) => Key);
    },
  };
}
