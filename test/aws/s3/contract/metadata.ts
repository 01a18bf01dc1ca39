import assert from 'node:assert/strict';
import {
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses } from './contract.ts';

const HEADERS = {
  ContentType: 'image/png',
  CacheControl: 'max-age=60',
  ContentDisposition: 'attachment; filename="a b.png"',
  ContentEncoding: 'gzip',
  ContentLanguage: 'de',
};
const METADATA_OF_ALL = { 'original-key': 'a%20b', size: '3' };

/** What is kept of an object beside its bytes, and copies. */
export const METADATA: readonly Case[] = [
  {
    title: 'gives headers and user metadata back as they came',
    async run({ s3, plain: Bucket }) {
      const Key = 'k';
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'one', ...HEADERS, Metadata: METADATA_OF_ALL }));
      const {
        ContentType,
        CacheControl,
        ContentDisposition,
        ContentEncoding,
        ContentLanguage,
        Metadata,
        ContentLength,
      } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
      const kept = { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage };
      assert.deepEqual(kept, HEADERS);
      assert.deepEqual(Metadata, METADATA_OF_ALL);
      assert.equal(ContentLength, 3);
    },
  },
  {
    title: 'takes 2 KB of user metadata and not a byte more',
    async run({ s3, plain: Bucket }) {
      const put = (length: number): Promise<unknown> =>
        s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', Metadata: { abcd: 'x'.repeat(length) } }));
      await put(2044);
      await refuses(put(2045), 'MetadataTooLarge', 400);
    },
    moto: 'moto has a limit of its own',
  },
  {
    title: 'lets a reader set the headers of the answer',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', ContentType: 'image/png' }));
      const overrides = { ResponseContentType: 'text/plain', ResponseContentDisposition: 'inline' };
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...overrides }));
      assert.deepEqual([got.ContentType, got.ContentDisposition], ['text/plain', 'inline']);
      const unwritable = { Bucket, Key: 'k', ResponseContentDisposition: '日本\r\nx: y' };
      await refuses(s3.send(new GetObjectCommand(unwritable)), 'InvalidArgument', 400);
    },
    moto: 'moto does so in presigned requests only',
  },
  {
    title: 'copies a version with its metadata, or with others',
    async run({ s3, versioned: Bucket }) {
      const source = { Bucket, Key: 'a b+ü', Body: 'one', ContentType: 'image/png', Metadata: { a: 'b' } };
      const { VersionId } = await s3.send(new PutObjectCommand(source));
      await s3.send(new PutObjectCommand({ ...source, Body: 'two' }));
      const CopySource = `${Bucket}/${encodeURIComponent('a b+ü')}`;
      await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource: `${CopySource}?versionId=${VersionId}` }));
      await s3.send(
        new CopyObjectCommand({ Bucket, Key: 'other', CopySource, MetadataDirective: 'REPLACE', Metadata: { c: 'd' } }),
      );
      const same = await s3.send(new GetObjectCommand({ Bucket, Key: 'same' }));
      assert.deepEqual([same.ContentType, same.Metadata], ['image/png', { a: 'b' }]);
      assert.equal((await bytesOf(same)).toString(), 'one');
      const other = await s3.send(new GetObjectCommand({ Bucket, Key: 'other' }));
      assert.deepEqual(other.Metadata, { c: 'd' });
      assert.equal((await bytesOf(other)).toString(), 'two');
    },
  },
  {
    title: 'refuses to copy an object onto itself without a change, and a missing source',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const copy = (CopySource: string): Promise<unknown> =>
        s3.send(new CopyObjectCommand({ Bucket, Key: 'k', CopySource }));
      await refuses(copy(`${Bucket}/k`), 'InvalidRequest', 400);
      await refuses(copy(`${Bucket}/missing`), 'NoSuchKey', 404);
    },
  },
  {
    title: 'keeps tags apart from the body',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', Tagging: 'a=b&c=d%20e' }));
      const tags = async (): Promise<unknown> =>
        (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))).TagSet?.map(({ Key, Value }) => [
          Key,
          Value,
        ]);
      assert.deepEqual(await tags(), [
        ['a', 'b'],
        ['c', 'd e'],
      ]);
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet: [{ Key: 'x', Value: 'y' }] } }));
      assert.deepEqual(await tags(), [['x', 'y']]);
      assert.equal((await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toString(), 'one');
    },
  },
];
