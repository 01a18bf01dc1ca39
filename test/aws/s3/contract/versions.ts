import assert from 'node:assert/strict';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses } from './contract.ts';

/** Versions and delete markers. */
export const VERSIONS: readonly Case[] = [
  {
    title: 'keeps every version of a key and reads each by its id',
    async run({ s3, versioned: Bucket }) {
      const one = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const two = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two' }));
      assert.ok(one.VersionId && two.VersionId);
      assert.notEqual(one.VersionId, two.VersionId);
      const read = async (VersionId?: string): Promise<string> =>
        (await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })))).toString();
      assert.deepEqual([await read(one.VersionId), await read(two.VersionId), await read()], ['one', 'two', 'two']);
    },
  },
  {
    title: 'gives no version id where the bucket was never versioned',
    async run({ s3, plain: Bucket }) {
      assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, undefined);
      const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
      assert.deepEqual([put.VersionId, head.VersionId], [undefined, undefined]);
    },
  },
  {
    title: 'hides a deleted key behind a delete marker, and shows it again when that is deleted',
    async run({ s3, versioned: Bucket }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      assert.equal(deleted.DeleteMarker, true);
      const error = await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), 'NoSuchKey', 404);
      assert.equal(error.$response?.headers['x-amz-delete-marker'], 'true');
      assert.equal(
        (await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })))).toString(),
        'one',
      );
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: deleted.VersionId }));
      assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).VersionId, VersionId);
    },
    moto: 'moto has no x-amz-delete-marker in the answer',
  },
  {
    title: 'answers 405 to reading a delete marker by its version',
    async run({ s3, versioned: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })), 'MethodNotAllowed', 405);
    },
    moto: 'moto answers 404',
  },
  {
    title: 'deletes a version for good',
    async run({ s3, versioned: Bucket }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId })), 'NoSuchVersion', 404);
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), 'NoSuchKey', 404);
    },
  },
  {
    title: 'tells an unknown version from one that could not be',
    async run({ s3, versioned: Bucket }) {
      const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'two' }));
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'other', VersionId })), 'NoSuchVersion', 404);
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'no id' })), 'InvalidArgument', 400);
      await refuses(s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: 'no id' })), 'InvalidArgument', 400);
    },
    moto: 'moto takes any text for a version id',
  },
  {
    title: 'replaces the version null while versioning is suspended and keeps the others',
    async run({ s3, versioned: Bucket }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'kept' }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'lost' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'last' }));
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      assert.deepEqual(
        Versions.map((version) => [version.VersionId, version.IsLatest]),
        [
          ['null', true],
          [VersionId, false],
        ],
      );
    },
    moto: 'moto throws away the other versions too',
  },
  {
    title: 'lists versions and delete markers, the newest of a key first',
    async run({ s3, versioned: Bucket }) {
      const ids: (string | undefined)[] = [];
      for (const Body of ['1', '22'])
        ids.unshift((await s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body }))).VersionId);
      await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '333' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
      const list = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      assert.deepEqual(
        list.Versions?.map(({ Key, Size, IsLatest }) => [Key, Size, IsLatest]),
        [
          ['a', 3, false],
          ['b', 2, true],
          ['b', 1, false],
        ],
      );
      assert.deepEqual(
        list.Versions?.slice(1).map(({ VersionId }) => VersionId),
        ids,
      );
      assert.deepEqual(
        list.DeleteMarkers?.map(({ Key, IsLatest }) => [Key, IsLatest]),
        [['a', true]],
      );
    },
  },
  {
    title: 'pages through versions without losing or repeating one',
    async run({ s3, versioned: Bucket }) {
      for (const Key of ['a', 'b', 'b', 'b', 'c']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      const seen: string[] = [];
      let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
      for (let more = true; more; ) {
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
        seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
        more = page.IsTruncated === true;
      }
      assert.equal(new Set(seen).size, 5);
      assert.equal(seen.length, 5);
    },
  },
  {
    title: 'refuses to delete a bucket while a version or a delete marker is left',
    async run({ s3, versioned: Bucket }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      await refuses(s3.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty', 409);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
      await refuses(s3.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty', 409);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
      await refuses(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' })), 'NoSuchBucket', 404);
    },
  },
  {
    title: 'deletes many keys and versions in one call',
    async run({ s3, versioned: Bucket }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: ' <b>&\n', Body: 'two' }));
      const Objects = [{ Key: 'a', VersionId }, { Key: ' <b>&\n' }, { Key: 'never there' }];
      const { Deleted = [], Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      assert.equal(Errors, undefined);
      assert.deepEqual(
        Deleted.map(({ Key, DeleteMarker = false }) => [Key, DeleteMarker]),
        [
          ['a', false],
          [' <b>&\n', true],
          ['never there', true],
        ],
      );
    },
    moto: 'moto answers a page of HTML to such a key',
  },
];
