import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { S3Request } from '../../../src/aws/s3/options.ts';
import { refuses } from './contract/contract.ts';
import { localS3 } from './local-s3.ts';
import { codeOf, raw } from './raw.ts';

test('each call is authorised under its IAM action, bucket, key and version', async (context) => {
  const asked: S3Request[] = [];
  const { s3, Bucket } = await localS3(context, { authorize: (request) => void asked.push(request) });
  const Key = 'k';
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const CopySource = `${Bucket}/k?versionId=${VersionId}`;
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
  const on = { bucket: Bucket, key: Key };
  const version = { ...on, versionId: VersionId };
  const cases: [() => Promise<unknown>, object[]][] = [
    [() => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })), [{ action: 's3:PutObject', ...on }]],
    [
      () => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging: 'a=b' })),
      [
        { action: 's3:PutObject', ...on },
        { action: 's3:PutObjectTagging', ...on },
      ],
    ],
    [() => s3.send(new GetObjectCommand({ Bucket, Key })), [{ action: 's3:GetObject', ...on }]],
    [() => s3.send(new GetObjectCommand({ Bucket, Key, VersionId })), [{ action: 's3:GetObjectVersion', ...version }]],
    [() => s3.send(new HeadObjectCommand({ Bucket, Key, VersionId })), [{ action: 's3:GetObjectVersion', ...version }]],
    [
      () => s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource })),
      [
        { action: 's3:PutObject', bucket: Bucket, key: 'copy' },
        { action: 's3:GetObjectVersion', ...version },
        { action: 's3:PutObjectTagging', bucket: Bucket, key: 'copy' },
      ].slice(0, 2),
    ],
    [
      () => s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } })),
      [{ action: 's3:PutObjectTagging', ...on }],
    ],
    [() => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })), [{ action: 's3:PutObject', ...on }]],
    [() => s3.send(new HeadBucketCommand({ Bucket })), [{ action: 's3:ListBucket', bucket: Bucket }]],
    [() => s3.send(new ListObjectsV2Command({ Bucket })), [{ action: 's3:ListBucket', bucket: Bucket }]],
    [() => s3.send(new ListObjectVersionsCommand({ Bucket })), [{ action: 's3:ListBucketVersions', bucket: Bucket }]],
    [() => s3.send(new ListBucketsCommand({})), [{ action: 's3:ListAllMyBuckets', bucket: '' }]],
    [
      () => s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } })),
      [{ action: 's3:PutEncryptionConfiguration', bucket: Bucket }],
    ],
    [
      () => s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }, { Key, VersionId }] } })),
      [
        { action: 's3:DeleteObject', ...on },
        { action: 's3:DeleteObjectVersion', ...version },
      ],
    ],
    [() => s3.send(new DeleteObjectCommand({ Bucket, Key })), [{ action: 's3:DeleteObject', ...on }]],
    [
      () => s3.send(new HeadObjectCommand({ Bucket, Key })).catch(() => undefined),
      [
        { action: 's3:GetObject', ...on },
        { action: 's3:ListBucket', bucket: Bucket },
      ],
    ],
  ];
  for (const [call, expected] of cases) {
    asked.length = 0;
    await call();
    assert.deepEqual(
      asked.map(({ headers, query, operation, accessKeyId, ...request }) => request),
      expected,
    );
    assert.ok(asked.every(({ accessKeyId, headers }) => accessKeyId === 'test' && headers.authorization !== undefined));
  }
});

test('what is denied answers 403 with the reason and does nothing', async (context) => {
  const denied = new Set(['s3:PutObject', 's3:DeleteObjectVersion']);
  let isOpen = true;
  const { s3, Bucket, files } = await localS3(context, {
    authorize: ({ action }) => (!isOpen && denied.has(action) ? `no policy allows ${action}` : undefined),
  });
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  isOpen = false;
  const error = await refuses(
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: Buffer.alloc(3_000_000) })),
    'AccessDenied',
    403,
  );
  assert.equal(error.message, 'no policy allows s3:PutObject');
  await refuses(s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId })), 'AccessDenied', 403);
  const Delete = { Objects: [{ Key: 'k', VersionId }, { Key: 'other' }] };
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
  assert.deepEqual([Deleted?.map(({ Key }) => Key), Errors?.map(({ Code }) => Code)], [['other'], ['AccessDenied']]);
  assert.equal((await files()).length, 1);
});

test('a missing object is 404 for those who may list the bucket and 403 for the rest', async (context) => {
  const { s3, Bucket } = await localS3(context, {
    authorize: ({ action, accessKeyId }) =>
      accessKeyId === 'test' && action === 's3:ListBucket' && !mayList ? 'no' : undefined,
  });
  let mayList = true;
  await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'missing' })), 'NoSuchKey', 404);
  await refuses(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' })), 'NotFound', 404);
  mayList = false;
  await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'missing' })), 'AccessDenied', 403);
  await refuses(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' })), 'Unknown', 403);
});

test('a request without credentials is denied, and one with presigned ones is not', async (context) => {
  const { server, s3, Bucket } = await localS3(context);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  const anonymous = await raw(server.url, { path: '/bucket/k', headers: { authorization: '' } });
  assert.deepEqual([anonymous.status, codeOf(anonymous)], [403, 'AccessDenied']);
  const presigned = '/bucket/k?X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0';
  assert.equal((await raw(server.url, { path: presigned, headers: { authorization: '' } })).body, 'x');
});
