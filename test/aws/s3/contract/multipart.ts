import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { bytesOf, type Case, refuses, type World } from './contract.ts';

const Key = 'many parts';
const FIVE_MEBIBYTES = 5 * 1024 ** 2;

type Started = { Bucket: string; Key: string; UploadId: string | undefined };

async function start({ s3, versioned: Bucket }: World, more: object = {}): Promise<Started> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return { Bucket, Key, UploadId };
}

async function uploadPart(
  { s3 }: World,
  upload: Started,
  PartNumber: number,
  Body: Buffer,
  more: object = {},
): Promise<CompletedPart> {
  const { $metadata, ServerSideEncryption, ...part } = await s3.send(
    new UploadPartCommand({ ...upload, PartNumber, Body, ...more }),
  );
  return { PartNumber, ...part };
}

const complete = ({ s3 }: World, upload: Started, Parts: CompletedPart[]) =>
  s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));

/** Uploads in parts, as the AWS CLI makes them above 8 MB. */
export const MULTIPART: readonly Case[] = [
  {
    title: 'joins parts in the order of their numbers, with headers and metadata of the upload',
    async run(world) {
      const bodies = [randomBytes(FIVE_MEBIBYTES), randomBytes(100)];
      const upload = await start(world, { ContentType: 'image/png', Metadata: { a: 'b' } });
      const second = await uploadPart(world, upload, 7, bodies[1] as Buffer);
      const first = await uploadPart(world, upload, 2, bodies[0] as Buffer);
      const { Parts } = await world.s3.send(new ListPartsCommand(upload));
      assert.deepEqual(
        Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
        [
          [2, FIVE_MEBIBYTES],
          [7, 100],
        ],
      );
      const { ETag, VersionId } = await complete(world, upload, [first, second]);
      const hashes = bodies.map((body) => createHash('md5').update(body).digest());
      assert.equal(ETag, `"${createHash('md5').update(Buffer.concat(hashes)).digest('hex')}-2"`);
      const got = await world.s3.send(new GetObjectCommand({ Bucket: upload.Bucket, Key, VersionId }));
      assert.deepEqual([got.ContentType, got.Metadata, got.ETag], ['image/png', { a: 'b' }, ETag]);
      assert.ok((await bytesOf(got)).equals(Buffer.concat(bodies)));
    },
  },
  {
    title: 'gives a checksum of the parts, or of the whole, as asked',
    async run(world) {
      const { s3, versioned: Bucket } = world;
      const body = randomBytes(FIVE_MEBIBYTES + 5);
      const whole = await s3.send(
        new PutObjectCommand({ Bucket, Key: 'whole', Body: body, ChecksumAlgorithm: 'CRC32' }),
      );
      for (const ChecksumType of ['COMPOSITE', 'FULL_OBJECT'] as const) {
        const upload = await start(world, { ChecksumAlgorithm: 'CRC32', ChecksumType });
        const more = { ChecksumAlgorithm: 'CRC32' };
        const parts = [
          await uploadPart(world, upload, 1, body.subarray(0, FIVE_MEBIBYTES), more),
          await uploadPart(world, upload, 2, body.subarray(FIVE_MEBIBYTES), more),
        ];
        const { ChecksumCRC32 } = await complete(world, upload, parts);
        if (ChecksumType === 'FULL_OBJECT') assert.equal(ChecksumCRC32, whole.ChecksumCRC32);
        else assert.match(ChecksumCRC32 ?? '', /==-2$/);
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
        assert.deepEqual([head.ChecksumCRC32, head.ChecksumType], [ChecksumCRC32, ChecksumType]);
      }
    },
    moto: 'moto knows no checksum of the whole',
  },
  {
    title: 'refuses parts that are missing, out of order or too small',
    async run(world) {
      const upload = await start(world);
      const one = await uploadPart(world, upload, 1, Buffer.from('small'));
      const two = await uploadPart(world, upload, 2, Buffer.from('small too'));
      await refuses(complete(world, upload, [two, one]), 'InvalidPartOrder', 400);
      await refuses(complete(world, upload, [one, two]), 'EntityTooSmall', 400);
      await refuses(complete(world, upload, [{ ...one, ETag: two.ETag }]), 'InvalidPart', 400);
      await refuses(complete(world, upload, [{ ...one, PartNumber: 3 }]), 'InvalidPart', 400);
      await refuses(world.s3.send(new HeadObjectCommand({ Bucket: upload.Bucket, Key })), 'NotFound', 404);
    },
    moto: 'moto looks at sizes before the order',
  },
  {
    title: 'forgets an upload that is aborted',
    async run(world) {
      const upload = await start(world);
      const part = await uploadPart(world, upload, 1, Buffer.from('part'));
      await world.s3.send(new AbortMultipartUploadCommand(upload));
      await refuses(uploadPart(world, upload, 2, Buffer.from('part')), 'NoSuchUpload', 404);
      await refuses(complete(world, upload, [part]), 'NoSuchUpload', 404);
    },
    moto: 'moto answers 500 with a page of HTML',
  },
];
