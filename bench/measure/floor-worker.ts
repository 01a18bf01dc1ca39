/**
 * A process that does the least that a local run could: it puts each upload with the SDK, and answers the functions out of
 * memory, without hashing, writing, judging or reporting anything. Answers with the milliseconds of a processor for an image.
 */
import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFunctionProcess } from './function-process.ts';
import { startMemoryS3 } from './memory-s3.ts';

const CONCURRENCY = 5;
const BATCH = 10;

const [file = '', handler = '', warmUps = '0', images = '0'] = process.argv.slice(2);
const bytes = readFileSync(file);
const s3 = await startMemoryS3();
s3.serve('image', bytes);
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, credentials });
const functions = await Promise.all(
  Array.from({ length: CONCURRENCY }, () => startFunctionProcess({ file: handler, s3 })),
);

let sent = 0;
async function makeBatch(invoke: (names: readonly string[]) => Promise<unknown>): Promise<void> {
  for (let image = 0; image < BATCH; image++) {
    await client.send(new PutObjectCommand({ Bucket: 'uploads', Key: `put/${++sent}`, Body: Buffer.from(bytes) }));
  }
  await invoke(Array.from({ length: BATCH }, () => 'image'));
  s3.forget('/uploads/');
}

async function make(count: number): Promise<void> {
  let left = count;
  await Promise.all(
    functions.map(async ({ invoke }) => {
      while (left > 0) {
        left -= BATCH;
        await makeBatch(invoke);
      }
    }),
  );
}

await make(Number(warmUps));
const before = process.cpuUsage();
await make(Number(images));
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000 / Number(images)));
await Promise.all(functions.map(({ close }) => close()));
await s3.close();
client.destroy();
