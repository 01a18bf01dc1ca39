import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Server } from '../../../src/aws/s3/options.ts';
import { startS3 } from '../../../src/aws/s3/server.ts';
import { emptyMoto, MOTO_MISSING } from '../../moto.ts';
import { BODIES } from './contract/bodies.ts';
import { BUCKETS } from './contract/buckets.ts';
import { CONDITIONS } from './contract/conditions.ts';
import type { Case, World } from './contract/contract.ts';
import { KEYS } from './contract/keys.ts';
import { LISTINGS } from './contract/listings.ts';
import { METADATA } from './contract/metadata.ts';
import { MULTIPART } from './contract/multipart.ts';
import { VERSIONS } from './contract/versions.ts';

const CASES: readonly Case[] = [
  ...BUCKETS,
  ...VERSIONS,
  ...CONDITIONS,
  ...BODIES,
  ...METADATA,
  ...KEYS,
  ...LISTINGS,
  ...MULTIPART,
];

const clientOf = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

let buckets = 0;

/** Runs a case on two buckets of its own. */
async function runCase({ run }: Case, url: string): Promise<void> {
  buckets += 1;
  const s3 = clientOf(url);
  const world: World = { s3, url, versioned: `versioned-${buckets}`, plain: `plain-${buckets}` };
  try {
    for (const Bucket of [world.versioned, world.plain]) await s3.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket: world.versioned, VersioningConfiguration }));
    await run(world);
  } finally {
    s3.destroy();
  }
}

describe('the local S3', () => {
  let directory: string;
  let server: S3Server;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-s3-'));
    server = await startS3({ directory });
  });
  after(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });
  for (const item of CASES) test(item.title, () => runCase(item, server.url));
});

test('moto, by the same cases', async (context) => {
  const url = await emptyMoto();
  if (url === undefined) return context.skip(MOTO_MISSING);
  for (const item of CASES) await context.test(item.title, { skip: item.moto ?? false }, () => runCase(item, url));
});
