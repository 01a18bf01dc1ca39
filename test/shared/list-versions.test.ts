import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { listVersions, type Version } from '../../src/shared/list-versions.ts';
import { startLocalStack } from '../ops/local-stack.ts';

const KEYS = ['a+b', 'a b', 'c%20d', 'line\nbreak', 'bell\u0007', 'ä/ö', '🌊'];

test('pages of any size give every version and delete marker once, whatever characters the keys have', async (t) => {
  const { endpoints, put, uploadBucket: bucket } = await startLocalStack(t);
  for (const key of KEYS) {
    await put(bucket, key, 'one');
    await put(bucket, key, 'two');
    await endpoints.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
  const wanted = KEYS.flatMap((key) => [`${key} false`, `${key} false`, `${key} true`]).sort();
  for (const pageSize of [1, 2, 3, 5, 1000]) {
    const found: Version[] = [];
    for await (const page of listVersions(endpoints.s3, { bucket, pageSize }, new AbortController().signal)) {
      assert.ok(page.length <= pageSize);
      found.push(...page);
    }
    assert.deepEqual(found.map(({ key, isDeleteMarker }) => `${key} ${isDeleteMarker}`).sort(), wanted);
    assert.equal(new Set(found.map(({ versionId }) => versionId)).size, wanted.length);
  }
});
