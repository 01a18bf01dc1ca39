import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketEncryptionCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  RestoreObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { bytesOf, refuses } from './contract/contract.ts';
import { localS3 } from './local-s3.ts';
import { codeOf, raw } from './raw.ts';

test('an operation that is not there is refused by its name and changes nothing', async (context) => {
  const { s3, Bucket } = await localS3(context);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'kept' }));
  const object = { Bucket, Key: 'k' };
  const calls: [string, () => Promise<unknown>][] = [
    ['GetBucketAcl', () => s3.send(new GetBucketAclCommand({ Bucket }))],
    ['GetBucketCors', () => s3.send(new GetBucketCorsCommand({ Bucket }))],
    ['ListMultipartUploads', () => s3.send(new ListMultipartUploadsCommand({ Bucket }))],
    ['PutObjectAcl', () => s3.send(new PutObjectAclCommand({ ...object, ACL: 'public-read' }))],
    ['PutObjectLegalHold', () => s3.send(new PutObjectLegalHoldCommand({ ...object, LegalHold: { Status: 'ON' } }))],
    ['GetObjectAttributes', () => s3.send(new GetObjectAttributesCommand({ ...object, ObjectAttributes: ['ETag'] }))],
    ['RestoreObject', () => s3.send(new RestoreObjectCommand(object))],
    ['GetObject with partNumber', () => s3.send(new GetObjectCommand({ ...object, PartNumber: 1 }))],
    [
      'UploadPartCopy',
      () => s3.send(new UploadPartCopyCommand({ ...object, UploadId: 'x', PartNumber: 1, CopySource: `${Bucket}/k` })),
    ],
  ];
  for (const [name, call] of calls) {
    const error = await refuses(call(), 'NotImplemented', 501);
    assert.equal(error.message, `The local S3 does not implement ${name}.`);
  }
  assert.equal((await bytesOf(await s3.send(new GetObjectCommand(object)))).toString(), 'kept');
});

test('a write that asks for what would not be done is refused', async (context) => {
  const { s3, Bucket, files } = await localS3(context);
  const asked = [
    { ServerSideEncryption: 'aws:kms' as const },
    { StorageClass: 'GLACIER' as const },
    { WebsiteRedirectLocation: '/elsewhere' },
    { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate: new Date() },
    { GrantRead: 'id="someone"' },
    { ChecksumAlgorithm: 'MD5' as const },
  ];
  for (const more of asked)
    await refuses(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...more })), 'NotImplemented', 501);
  await refuses(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL: 'public-read' })),
    'AccessControlListNotSupported',
    400,
  );
  const ServerSideEncryptionConfiguration = {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }],
  };
  await refuses(
    s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration })),
    'NotImplemented',
    501,
  );
  assert.deepEqual(await files(), []);
});

test('a parameter or method that nobody knows is refused', async (context) => {
  const { server } = await localS3(context);
  for (const [method, path] of [
    ['PUT', '/bucket/k?surprise'],
    ['PUT', '/bucket/k?versionId=null'],
    ['GET', '/bucket?surprise=1'],
    ['POST', '/bucket/k'],
    ['POST', '/bucket'],
    ['OPTIONS', '/bucket/k'],
    ['PATCH', '/bucket/k'],
    ['PUT', '/'],
  ] as const) {
    const answer = await raw(server.url, { method, path, body: 'x' });
    assert.deepEqual([path, answer.status, codeOf(answer)], [path, 501, 'NotImplemented']);
  }
});
