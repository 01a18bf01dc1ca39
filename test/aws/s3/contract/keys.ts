import assert from 'node:assert/strict';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses } from './contract.ts';

/** Keys that something between a client and a disk likes to change. */
const STRANGE_KEYS = [
  ' ',
  ' leading and trailing ',
  '/',
  '/leading',
  '//two leading',
  'a//b',
  'trailing/',
  'trailing//',
  '.',
  '..',
  './a',
  '../a',
  'a/./b',
  'a/../b',
  'a/..',
  'a/.',
  'a+b',
  'a%2Fb',
  'a%20b',
  'a%',
  '%',
  '%%',
  'a&b=c',
  'a?b',
  'a#b',
  'a;b:c@d,e$f',
  'quote\'and"double',
  '<tag>&amp;</tag>',
  '(brackets)[square]{curly}',
  'back\\slash',
  'tilde~star*bang!',
  'tab\tin it',
  'ünïcödé',
  '日本語/写真.jpg',
  '😀/👨‍👩‍👧.png',
  'e\u0301 decomposed',
  'con',
  '__proto__',
  'constructor',
  '$& $1 $$',
  `${'x'.repeat(1023)}y`,
  `${'ü'.repeat(512)}`,
];

/** Names of objects. */
export const KEYS: readonly Case[] = [
  {
    title: `keeps ${STRANGE_KEYS.length} strange keys apart, lists them in order and gives each its own body`,
    async run({ s3, versioned: Bucket }) {
      for (const Key of STRANGE_KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
      for (const Key of STRANGE_KEYS) {
        const body = await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key })));
        assert.equal(body.toString(), `body of ${Key}`);
      }
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
      const listed = Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
      assert.deepEqual(
        listed,
        STRANGE_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      for (const Key of STRANGE_KEYS) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0);
    },
  },
  {
    title: 'takes a key of 1,024 bytes and not one more',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'x'.repeat(1024), Body: 'one' }));
      await refuses(
        s3.send(new PutObjectCommand({ Bucket, Key: 'x'.repeat(1025), Body: 'one' })),
        'KeyTooLongError',
        400,
      );
      await refuses(
        s3.send(new PutObjectCommand({ Bucket, Key: 'ü'.repeat(513), Body: 'one' })),
        'KeyTooLongError',
        400,
      );
    },
    moto: 'moto counts characters, not bytes',
  },
];
