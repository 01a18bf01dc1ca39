/**
 * The clock of a bucket's lifecycle. What is right on each day is written here from the documentation of S3:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html (nothing below
 * 128 KB moves by default, IA after 30 days, 403 from GLACIER on) and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html (days end at midnight of UTC).
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import { startS3 } from '../../../src/aws/s3/server.ts';
import { deployBuckets } from '../../../src/local/deploy/deploy-buckets.ts';
import type { Choices } from '../../../src/pipeline/choices.ts';
import { startLocalStack } from '../../ops/local-stack.ts';
import { synthesized } from '../../synthesized.ts';

const DAY_MILLISECONDS = 86_400_000;
const REGION = 'us-east-1';

const PSEUDO = {
  StackName: 'images',
  AccountId: '111122223333',
  Region: REGION,
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/images/1',
  NotificationARNs: [],
};

type Seen = { class: string; readable: boolean } | 'gone';

/** The buckets of the template under these parameters and choices, with a clock that a test turns. */
async function startClock(t: TestContext, parameters: Record<string, string>, choices: Partial<Choices> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'clock-'));
  let days = 0;
  const server = await startS3({
    directory,
    now: () => new Date(Date.now() + days * DAY_MILLISECONDS),
    notify: async () => undefined,
  });
  const s3 = new S3Client({
    endpoint: server.url,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  t.after(async () => {
    s3.destroy();
    await server.close();
    await rm(directory, { recursive: true });
  });
  const { template } = synthesized(choices);
  const { resources } = resolveTemplate(template, {
    parameters: { ArtifactKey: 'h.zip', ...parameters },
    pseudo: PSEUDO,
  });
  const silent = structuredClone(Object.values(resources).filter(({ Type }) => Type === 'AWS::S3::Bucket'));
  for (const { Properties } of silent) delete Properties['NotificationConfiguration'];
  const buckets = await deployBuckets(s3, REGION, silent, {});
  const on = async (day: number, Bucket: string, Key: string): Promise<Seen> => {
    days = day;
    try {
      const { StorageClass = 'STANDARD', Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      await Body?.transformToByteArray();
      return { class: StorageClass, readable: true };
    } catch (error) {
      const { name, StorageClass = '' } = error as Error & { StorageClass?: string };
      if (name === 'NoSuchKey') return 'gone';
      assert.equal(name, 'InvalidObjectState');
      return { class: StorageClass, readable: false };
    }
  };
  const versions = async (day: number, Bucket: string) => {
    days = day;
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return { versions: Versions.length, markers: DeleteMarkers.length };
  };
  const put = (Bucket: string, Key: string, bytes: number) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(bytes) }));
  return { on, put, versions, uploads: buckets['UploadBucket'] ?? '', processed: buckets['ProcessedBucket'] ?? '' };
}

const SMALL = 131_071;
const LARGE = 131_072;
const DAYS = [1, 89, 91, 181, 366, 3651];

const standard = { class: 'STANDARD', readable: true };
const of = (name: string, readable = true) => ({ class: name, readable });

/** For each choice of processedStorage: what an image of 128 KB is on each of the days. A smaller one stays. */
const MOVES: Record<Choices['processedStorage'], Seen[]> = {
  transitions: [standard, standard, of('STANDARD_IA'), ...Array(3).fill(of('GLACIER_IR'))],
  'intelligent-tiering': Array(6).fill(of('INTELLIGENT_TIERING')),
  archive: [standard, standard, of('STANDARD_IA'), ...Array(3).fill(of('GLACIER', false))],
};

for (const processedStorage of Object.keys(MOVES) as (keyof typeof MOVES)[])
  test(`under ${processedStorage} an image moves on its day from 128 KB on, and below it stays`, async (t) => {
    const clock = await startClock(t, {}, { processedStorage });
    const expected = MOVES[processedStorage];
    for (const bytes of [SMALL, LARGE, LARGE + 1]) await clock.put(clock.processed, `processed/${bytes}`, bytes);
    for (const [at, day] of DAYS.entries()) {
      assert.deepEqual(await clock.on(day + 1, clock.processed, `processed/${SMALL}`), standard, `day ${day}`);
      for (const bytes of [LARGE, LARGE + 1])
        assert.deepEqual(await clock.on(day + 1, clock.processed, `processed/${bytes}`), expected[at], `day ${day}`);
    }
  });

test('an upload is there until its day, is kept as a version for the days of those, and then nothing is left', async (t) => {
  const clock = await startClock(t, { UploadRetentionDays: '90', NoncurrentVersionRetentionDays: '30' });
  await clock.put(clock.uploads, 'a.jpg', 10);
  assert.deepEqual(await clock.on(89, clock.uploads, 'a.jpg'), standard);
  assert.equal(await clock.on(91, clock.uploads, 'a.jpg'), 'gone');
  assert.deepEqual(await clock.versions(91, clock.uploads), { versions: 1, markers: 1 });
  assert.deepEqual(await clock.versions(119, clock.uploads), { versions: 1, markers: 1 });
  assert.deepEqual(await clock.versions(123, clock.uploads), { versions: 0, markers: 0 });
});

test('a report on a failure goes after 14 days, an image never', async (t) => {
  const clock = await startClock(t, {});
  await clock.put(clock.processed, 'failed/a.jpg.json', 300);
  await clock.put(clock.processed, 'processed/a.jpg', 300);
  assert.deepEqual(await clock.on(13, clock.processed, 'failed/a.jpg.json'), standard);
  assert.equal(await clock.on(16, clock.processed, 'failed/a.jpg.json'), 'gone');
  assert.deepEqual(await clock.on(3651, clock.processed, 'processed/a.jpg'), standard);
});

test('whatever the function makes of a sample can be read at once on every day', async (t) => {
  const stack = await startLocalStack(t, { runs: true });
  const noise = Buffer.from(
    Array.from({ length: 1600 * 1200 * 3 }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 13) % 256),
  );
  const raw = { width: 1600, height: 1200, channels: 3 } as const;
  await stack.put(stack.uploadBucket, 'photo.jpg', await sharp(noise, { raw }).jpeg().toBuffer());
  await stack.put(stack.uploadBucket, 'noise.png', await sharp(noise, { raw }).png().toBuffer());
  const made = await processed(stack, ['processed/photo.jpg', 'processed/noise.png']);
  assert.ok(made.some(({ bytes }) => bytes < LARGE) && made.some(({ bytes }) => bytes >= LARGE), JSON.stringify(made));
  const clock = await startClock(t, {});
  for (const { key, bytes } of made) await clock.put(clock.processed, key, bytes);
  for (const day of DAYS)
    for (const { key, bytes } of made) {
      const seen = await clock.on(day + 1, clock.processed, key);
      assert.ok(seen !== 'gone' && seen.readable, `${key} on day ${day}`);
      if (bytes < LARGE) assert.equal(seen.class, 'STANDARD');
    }
});

async function processed({ endpoints, processedBucket }: Awaited<ReturnType<typeof startLocalStack>>, keys: string[]) {
  for (;;) {
    const { Versions = [] } = await endpoints.s3.send(new ListObjectVersionsCommand({ Bucket: processedBucket }));
    const found = Versions.flatMap(({ Key = '', Size = 0 }) => (keys.includes(Key) ? [{ key: Key, bytes: Size }] : []));
    if (found.length === keys.length) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
