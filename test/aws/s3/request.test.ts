import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessKeyIdOf, parseTarget } from '../../../src/aws/s3/request.ts';

test('a path is taken apart without being normalised', () => {
  for (const [url, bucket, key] of [
    ['/', '', ''],
    ['/bucket', 'bucket', ''],
    ['/bucket/', 'bucket', ''],
    ['/bucket/a/b', 'bucket', 'a/b'],
    ['/bucket//a', 'bucket', '/a'],
    ['/bucket/../a/./b//', 'bucket', '../a/./b//'],
    ['/bucket/a%2Fb%20c%2B', 'bucket', 'a/b c+'],
    ['/bucket/a+b', 'bucket', 'a b'],
    ['/bucket/%F0%9F%98%80', 'bucket', '😀'],
  ] as const) {
    const target = parseTarget(url);
    assert.deepEqual([url, target.bucket, target.key], [url, bucket, key]);
  }
});

test('a query is taken apart with and without values', () => {
  const { query } = parseTarget('/bucket?versions&prefix=a%26b+c%3D=d&empty=');
  assert.deepEqual(
    [...query],
    [
      ['versions', ''],
      ['prefix', 'a&b c==d'],
      ['empty', ''],
    ],
  );
});

test('what is not UTF-8 or not a path is refused', () => {
  for (const url of ['/bucket/%FF', '/bucket/%', '/bucket?prefix=%C3', 'http://other/bucket']) {
    assert.throws(() => parseTarget(url), { code: 'InvalidURI' });
  }
});

test('the access key id is that of the header, else of a presigned query, else empty', () => {
  const presigned = new Map([['X-Amz-Credential', 'QUERY/20260101/us-east-1/s3/aws4_request']]);
  const authorization = 'AWS4-HMAC-SHA256 Credential=HEADER/20260101/us-east-1/s3/aws4_request, SignedHeaders=host';
  assert.equal(accessKeyIdOf({ authorization }, presigned), 'HEADER');
  assert.equal(accessKeyIdOf({}, presigned), 'QUERY');
  assert.equal(accessKeyIdOf({}, new Map()), '');
});
