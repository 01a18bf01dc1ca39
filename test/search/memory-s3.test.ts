import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startS3 } from '../../src/aws/s3/server.ts';
import { clientOf } from '../handler/buckets.ts';
import { createMemoryS3 } from './memory-s3.ts';
import { createS3Client } from './s3-client.ts';

const Bucket = 'processed';
const Key = 'processed/a b+ü/%20.png';

/** The embedded S3, with a caller that may not list. */
async function startEmbedded(t: TestContext): Promise<S3Client> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'search-test-'));
  const server = await startS3({
    directory,
    authorize: ({ action }) => (action === 's3:ListBucket' ? 'not allowed' : undefined),
  });
  const s3 = clientOf(server.url);
  t.after(async () => {
    s3.destroy();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return s3;
}

function startMemory(): S3Client {
  const memory = createMemoryS3();
  return createS3Client(async (call) => memory.answer(call));
}

/** What a call comes to, in the words that the handler looks at. */
async function outcome(call: () => Promise<Record<string, unknown>>): Promise<unknown> {
  try {
    const { ETag, Metadata, ContentType, ContentLength, VersionId, LastModified } = await call();
    const known = { hasVersion: VersionId !== undefined, hasTime: LastModified instanceof Date };
    return { ETag, Metadata, ContentType, ContentLength, ...known };
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode };
  }
}

/** Everything that the handler asks S3 for, and a few calls that go wrong. */
async function converse(s3: S3Client): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  const options = { abortSignal: new AbortController().signal };
  const put = (input: object) =>
    outcome(async () => {
      const usual = { Bucket, Key, Body: Buffer.from('one'), ContentType: 'image/png', Metadata: { 'my-name': 'A b' } };
      return { ...(await s3.send(new PutObjectCommand({ ...usual, ...input }), options)) };
    });
  const head = () => outcome(async () => ({ ...(await s3.send(new HeadObjectCommand({ Bucket, Key }), options)) }));
  const get = (input: object) =>
    outcome(async () => {
      const { Body, ...rest } = await s3.send(new GetObjectCommand({ Bucket, Key, ...input }), options);
      outcomes.push(await Body?.transformToString());
      return rest;
    });

  outcomes.push(await head(), await get({}), await get({ VersionId: `v${'0'.repeat(31)}` }));
  outcomes.push(await put({ IfMatch: '"nothing"' }), await put({ IfNoneMatch: '*' }), await put({ IfNoneMatch: '*' }));
  outcomes.push(await head(), await get({}));
  const { ETag = '', VersionId = '' } = await s3.send(new HeadObjectCommand({ Bucket, Key }), options);
  outcomes.push(await put({ IfMatch: ETag, Body: Buffer.from('two'), Metadata: {} }), await put({ IfMatch: ETag }));
  outcomes.push(await head(), await get({ VersionId }), await get({}), await put({ Key: 'k'.repeat(1025) }));
  return outcomes;
}

test('the S3 of the search answers the handler as the embedded one does', async (t) => {
  const embedded = await converse(await startEmbedded(t));
  assert.ok(embedded.length > 15);
  assert.deepEqual(await converse(startMemory()), embedded);
});
