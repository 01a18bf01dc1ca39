import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { type LocalStack, startLocalStack } from './local-stack.ts';

async function countOf({ endpoints }: LocalStack, Bucket: string): Promise<number> {
  const { Versions = [], DeleteMarkers = [] } = await endpoints.s3.send(new ListObjectVersionsCommand({ Bucket }));
  return Versions.length + DeleteMarkers.length;
}

/** Two versions and a delete marker in one bucket, an object with a control character in its key in the other. */
async function fill(stack: LocalStack): Promise<void> {
  const { endpoints, put, uploadBucket, processedBucket } = stack;
  await put(uploadBucket, 'a & b.jpg', 'one');
  await put(uploadBucket, 'a & b.jpg', 'two');
  await endpoints.s3.send(new DeleteObjectCommand({ Bucket: uploadBucket, Key: 'a & b.jpg' }));
  await put(processedBucket, 'processed/bell\u0007.jpg', 'three');
}

test('it deletes every version and delete marker of both buckets, after the name of each was typed', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const { uploadBucket, processedBucket } = stack;
  const { code, stdout, stderr } = await stack.answer([uploadBucket, processedBucket], 'empty');
  assert.equal(code, 0, stderr);
  assert.ok(stderr.includes(`${uploadBucket}: 2 versions (6 B), 1 delete markers. All of it is deleted for ever.`));
  assert.match(stdout, new RegExp(`^${uploadBucket} is empty: aws s3api delete-bucket --bucket ${uploadBucket} `, 'm'));
  assert.deepEqual([await countOf(stack, uploadBucket), await countOf(stack, processedBucket)], [0, 0]);
});

test('with one wrong name nothing is deleted, not even from the bucket whose name was right', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const { uploadBucket, processedBucket } = stack;
  for (const { code, stderr } of [
    await stack.answer([uploadBucket, 'processed'], 'empty'),
    await stack.ops('empty', '--confirm', uploadBucket),
  ]) {
    assert.equal(code, 2);
    assert.match(stderr, /nothing was deleted$|^Expected --confirm .*, because there is no terminal/m);
  }
  assert.deepEqual([await countOf(stack, uploadBucket), await countOf(stack, processedBucket)], [3, 1]);
});

test('one bucket alone is emptied by its name, without a stack', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const { uploadBucket, processedBucket } = stack;
  const args = ['--only', 'processed', '--processed-bucket', processedBucket, '--confirm', processedBucket];
  const { code, stderr } = await stack.ops('empty', '--stack', 'gone', ...args);
  assert.equal(code, 0, stderr);
  assert.deepEqual([await countOf(stack, uploadBucket), await countOf(stack, processedBucket)], [3, 0]);
});
