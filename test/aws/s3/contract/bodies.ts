import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses } from './contract.ts';

const md5 = (bytes: Uint8Array | string) => createHash('md5').update(bytes);
const FIFTY_MEGABYTES = 50_000_000;

/** Bodies: checksums, sizes, ranges. */
export const BODIES: readonly Case[] = [
  {
    title: 'answers with the MD5 as ETag',
    async run({ s3, plain: Bucket }) {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
      assert.equal(ETag, `"${md5('one').digest('hex')}"`);
    },
  },
  {
    title: 'takes an empty body',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: new Uint8Array(0) }));
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
      assert.deepEqual([got.ContentLength, (await bytesOf(got)).length], [0, 0]);
    },
  },
  ...(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const).map(
    (algorithm): Case => ({
      title: `verifies ${algorithm} in a header and in a trailer, keeps it and gives it back`,
      async run({ s3, plain: Bucket }) {
        const property = `Checksum${algorithm}` as const;
        const body = randomBytes(100_000);
        const put = await s3.send(
          new PutObjectCommand({ Bucket, Key: 'header', Body: body, ChecksumAlgorithm: algorithm }),
        );
        assert.ok(put[property]);
        const right = { Bucket, Key: 'header', Body: body, [property]: put[property] };
        await s3.send(new PutObjectCommand(right));
        const wrong = { ...right, Key: 'wrong', Body: Buffer.alloc(100_000) };
        await refuses(s3.send(new PutObjectCommand(wrong)), 'BadDigest', 400);
        await refuses(s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' })), 'NotFound', 404);
        const streamed = { Bucket, Key: 'trailer', Body: Readable.from([body]), ContentLength: body.length };
        const trailed = await s3.send(new PutObjectCommand({ ...streamed, ChecksumAlgorithm: algorithm }));
        assert.equal(trailed[property], put[property]);
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'header', ChecksumMode: 'ENABLED' }));
        assert.equal(head[property], put[property]);
        const silent = await s3.send(new HeadObjectCommand({ Bucket, Key: 'header' }));
        assert.equal(silent[property], undefined);
      },
      moto: 'moto verifies no checksum',
    }),
  ),
  {
    title: 'verifies Content-MD5',
    async run({ s3, plain: Bucket }) {
      const ContentMD5 = md5('one').digest('base64');
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', ContentMD5 }));
      await refuses(s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', ContentMD5 })), 'BadDigest', 400);
      await refuses(
        s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', ContentMD5: 'short' })),
        'InvalidDigest',
        400,
      );
    },
    moto: 'moto does not verify Content-MD5',
  },
  {
    title: 'takes 50 MB as a buffer and as a stream and gives the same bytes back',
    async run({ s3, plain: Bucket }) {
      const body = randomBytes(FIFTY_MEGABYTES);
      const expected = `"${md5(body).digest('hex')}"`;
      const directory = await mkdtemp(join(tmpdir(), 's3-contract-'));
      try {
        const file = join(directory, 'body');
        await writeFile(file, body);
        const buffer = await s3.send(new PutObjectCommand({ Bucket, Key: 'buffer', Body: body }));
        const stream = await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: createReadStream(file) }));
        assert.deepEqual([buffer.ETag, stream.ETag], [expected, expected]);
        const got = await bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' })));
        assert.ok(got.equals(body));
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    moto: 'moto takes most of a minute for it',
  },
  {
    title: 'reads ranges of a body',
    async run({ s3, plain: Bucket }) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '0123456789' }));
      const read = async (Range: string): Promise<[string, string | undefined]> => {
        const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
        return [(await bytesOf(got)).toString(), got.ContentRange];
      };
      assert.deepEqual(await read('bytes=0-0'), ['0', 'bytes 0-0/10']);
      assert.deepEqual(await read('bytes=2-4'), ['234', 'bytes 2-4/10']);
      assert.deepEqual(await read('bytes=7-'), ['789', 'bytes 7-9/10']);
      assert.deepEqual(await read('bytes=-3'), ['789', 'bytes 7-9/10']);
      assert.deepEqual(await read('bytes=8-100'), ['89', 'bytes 8-9/10']);
      await refuses(s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=10-' })), 'InvalidRange', 416);
    },
  },
];
