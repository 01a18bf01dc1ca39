import assert from 'node:assert/strict';
import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { Case, World } from './contract.ts';

const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd/4', 'e f'];

async function fill({ s3, plain: Bucket }: World): Promise<void> {
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

async function pages(world: World, input: Omit<ListObjectsV2CommandInput, 'Bucket'>): Promise<string[]> {
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await world.s3.send(new ListObjectsV2Command({ Bucket: world.plain, ContinuationToken, ...input }));
    names.push(
      ...(page.Contents ?? []).map(({ Key = '' }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
    );
    assert.equal(page.IsTruncated, page.NextContinuationToken !== undefined);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return names.sort();
}

/** Listings of objects. */
export const LISTINGS: readonly Case[] = [
  {
    title: 'lists by prefix, delimiter and start',
    async run(world) {
      await fill(world);
      assert.deepEqual(await pages(world, {}), KEYS);
      assert.deepEqual(await pages(world, { Prefix: 'b/' }), ['b/1', 'b/2', 'b/c/3']);
      assert.deepEqual(await pages(world, { Delimiter: '/' }), ['a', 'b/', 'd/', 'e f']);
      assert.deepEqual(await pages(world, { Prefix: 'b/', Delimiter: '/' }), ['b/1', 'b/2', 'b/c/']);
      assert.deepEqual(await pages(world, { StartAfter: 'b/2' }), ['b/c/3', 'd/4', 'e f']);
      assert.deepEqual(await pages(world, { Prefix: 'nothing' }), []);
    },
  },
  {
    title: 'pages through objects and groups without losing or repeating one',
    async run(world) {
      await fill(world);
      for (const MaxKeys of [1, 2, 3]) {
        assert.deepEqual(await pages(world, { MaxKeys }), KEYS);
        assert.deepEqual(await pages(world, { MaxKeys, Delimiter: '/' }), ['a', 'b/', 'd/', 'e f']);
      }
    },
  },
  {
    title: 'describes each object',
    async run(world) {
      await fill(world);
      const { Contents, KeyCount } = await world.s3.send(
        new ListObjectsV2Command({ Bucket: world.plain, Prefix: 'd' }),
      );
      assert.equal(KeyCount, 1);
      assert.deepEqual(
        Contents?.map(({ Key, Size, StorageClass, LastModified }) => [
          Key,
          Size,
          StorageClass,
          LastModified instanceof Date,
        ]),
        [['d/4', 3, 'STANDARD', true]],
      );
    },
  },
  {
    title: 'lists by the first version of the call too',
    async run(world) {
      await fill(world);
      const first = await world.s3.send(new ListObjectsCommand({ Bucket: world.plain, Delimiter: '/', MaxKeys: 2 }));
      assert.deepEqual(
        [first.Contents?.map(({ Key }) => Key), first.CommonPrefixes, first.NextMarker],
        [['a'], [{ Prefix: 'b/' }], 'b/'],
      );
      const rest = await world.s3.send(new ListObjectsCommand({ Bucket: world.plain, Delimiter: '/', Marker: 'b/' }));
      assert.deepEqual([rest.Contents?.map(({ Key }) => Key), rest.CommonPrefixes], [['e f'], [{ Prefix: 'd/' }]]);
    },
    moto: 'moto counts groups and keys each by themselves',
  },
];
