import assert from 'node:assert/strict';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses } from './contract.ts';

/** Conditional reads and writes. */
export const CONDITIONS: readonly Case[] = [
  {
    title: 'lets exactly one of 20 writers create a key',
    moto: 'moto checks and writes without a lock',
    async run({ s3, versioned: Bucket }) {
      const writers = Array.from({ length: 20 }, (_, i) =>
        s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: `writer ${i}`, IfNoneMatch: '*' })).then(
          () => `writer ${i}`,
          (error: Error) => error.name,
        ),
      );
      const winners = (await Promise.all(writers)).filter((outcome) => outcome !== 'PreconditionFailed');
      assert.equal(winners.length, 1);
      assert.equal((await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toString(), winners[0]);
    },
  },
  {
    title: 'lets exactly one of 20 writers replace what all of them have read',
    moto: 'moto checks and writes without a lock',
    async run({ s3, versioned: Bucket }) {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'before' }));
      const writers = Array.from({ length: 20 }, (_, i) =>
        s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: `writer ${i}`, IfMatch: ETag })).then(
          () => `writer ${i}`,
          (error: Error) => error.name,
        ),
      );
      const winners = (await Promise.all(writers)).filter((outcome) => outcome !== 'PreconditionFailed');
      assert.equal(winners.length, 1);
    },
  },
  {
    title: 'answers 404 to If-Match on a key that is not there',
    async run({ s3, versioned: Bucket }) {
      const put = s3.send(
        new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfMatch: '"0123456789abcdef0123456789abcdef"' }),
      );
      await refuses(put, 'NoSuchKey', 404);
    },
  },
  {
    title: 'lets a key be created again behind a delete marker',
    async run({ s3, versioned: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', IfNoneMatch: '*' }));
      await refuses(
        s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', IfNoneMatch: '*' })),
        'PreconditionFailed',
        412,
      );
    },
  },
  {
    title: 'checks If-None-Match when a multipart upload is completed, and keeps the upload',
    async run({ s3, versioned: Bucket }) {
      const Key = 'k';
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }));
      const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }));
      await refuses(
        s3.send(new CompleteMultipartUploadCommand({ ...complete, IfNoneMatch: '*' })),
        'PreconditionFailed',
        412,
      );
      await s3.send(new CompleteMultipartUploadCommand(complete));
    },
  },
  {
    title: 'reads under If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since',
    async run({ s3, versioned: Bucket }) {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const get = (conditions: object): Promise<unknown> =>
        s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...conditions }));
      const past = new Date(Date.now() - 3_600_000);
      const soon = new Date(Date.now() + 1000);
      await get({ IfMatch: ETag });
      await get({ IfNoneMatch: '"other"' });
      await get({ IfModifiedSince: past });
      await get({ IfUnmodifiedSince: soon });
      await get({ IfMatch: ETag, IfUnmodifiedSince: past });
      await refuses(get({ IfMatch: '"other"' }), 'PreconditionFailed', 412);
      await refuses(get({ IfUnmodifiedSince: past }), 'PreconditionFailed', 412);
      for (const conditions of [{ IfNoneMatch: ETag }, { IfModifiedSince: soon }]) {
        await refuses(get(conditions), 'Unknown', 304);
      }
    },
    moto: 'moto lets If-Unmodified-Since outrank If-Match',
  },
];
