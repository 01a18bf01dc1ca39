/** Puts thousands of uploads through the local run and counts what becomes of them: see HELP. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { watchDeadLetters } from '../src/local/dead-letters.ts';
import { type Pipeline, startPipeline } from '../src/local/deploy/pipeline.ts';
import { planRun } from '../src/local/deploy/plan.ts';
import { type Endpoints, LOCAL_REGION, startEndpoints } from '../src/local/services/endpoints.ts';
import { watchProcessed } from '../src/local/services/processed-objects.ts';
import { createInvocationCounts } from './invocation-counts.ts';
import { drawPictures } from './pictures.ts';

const CORRUPT_EVERY = 50;
const REPEATED_EVERY = 20;

const HELP = `node bench/flood.ts [--uploads 2000] [--deployment staging] [--minutes 10]

Uploads small images of all formats through the buckets, queues and function of the committed template, as many at a
time as the deployment lets run. One in ${CORRUPT_EVERY} is corrupt, and the event of one in ${REPEATED_EVERY} comes twice. Exit code 1 when an
upload is in neither place at the end, or in both, or in the wrong one, when a duplicate was written, or when the minutes are over.
`;

/** Uploads at a time. */
const PARALLEL = 8;
/** Without any message for so long, none is on its way any more. */
const QUIET_MILLISECONDS = 2000;

type Sent = { versionId: string; isCorrupt: boolean };

/** An event as S3 would send it again. Without its sequencer, which only S3 knows, the version tells whose it is. */
const eventOf = (bucket: string, key: string, versionId: string): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: bucket }, object: { key, versionId } },
      },
    ],
  });

/** Uploads `count` images, repeats some of their events, and says what was sent. */
async function upload(endpoints: Endpoints, pipeline: Pipeline, count: number): Promise<Sent[]> {
  const pictures = await drawPictures();
  const sent: Sent[] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let at = next++; at < count; at = next++) {
      const { name, bytes } = pictures[at % pictures.length] as (typeof pictures)[number];
      const isCorrupt = at % CORRUPT_EVERY === CORRUPT_EVERY - 1;
      const Key = `flood/${at}-${name}`;
      const Bucket = pipeline.uploadBucket;
      const Body = isCorrupt ? bytes.subarray(0, bytes.length >> 1) : bytes;
      const { VersionId = '' } = await endpoints.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      sent.push({ versionId: VersionId, isCorrupt });
      if (at % REPEATED_EVERY !== 0) continue;
      const MessageBody = eventOf(Bucket, Key, VersionId);
      await endpoints.sqs.send(new SendMessageCommand({ QueueUrl: pipeline.imageQueue.url, MessageBody }));
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return sent;
}

/** Resolves to the time of the last message when none is left, or to undefined when the time is over. */
async function drained(pipeline: Pipeline, until: number): Promise<number | undefined> {
  let quietSince: number | undefined;
  while (Date.now() < until) {
    quietSince = (await pipeline.messagesLeft()) === 0 ? (quietSince ?? Date.now()) : undefined;
    if (quietSince !== undefined && Date.now() - quietSince > QUIET_MILLISECONDS) return quietSince;
    await sleep(100);
  }
  return undefined;
}

type Flood = { uploads: number; deployment: string; minutes: number };

/** True when every upload ended in the one right place. */
async function flood({ uploads, deployment, minutes }: Flood): Promise<boolean> {
  const plan = await planRun(deployment, undefined, LOCAL_REGION);
  const endpoints = await startEndpoints(0, plan.authorization);
  const counts = createInvocationCounts();
  const pipeline = await startPipeline(plan, endpoints, { realTime: false, log: counts.add });
  try {
    const newProcessed = await watchProcessed(endpoints.s3, pipeline.processedBucket);
    const deadLetters = await watchDeadLetters(endpoints.sqs, pipeline.deadLetterQueue.url);
    const started = Date.now();
    const sent = await upload(endpoints, pipeline, uploads);
    const ended = await drained(pipeline, started + minutes * 60_000);
    const processed = (await newProcessed()).map(({ metadata }) => metadata['original-version-id'] ?? '');
    const dead = (await deadLetters.poll()).flatMap(({ objects }) => objects.map(({ versionId = '' }) => versionId));

    const [isProcessed, isDead] = [new Set(processed), new Set(dead)];
    const lost = sent.filter(({ versionId }) => !isProcessed.has(versionId) && !isDead.has(versionId)).length;
    const both = sent.filter(({ versionId }) => isProcessed.has(versionId) && isDead.has(versionId)).length;
    // A corrupt one that was processed, or a good one that was not.
    const wrong = sent.filter(({ versionId, isCorrupt }) => isProcessed.has(versionId) === isCorrupt).length;
    const seconds = ((ended ?? Date.now()) - started) / 1000;
    const rows: [string, string | number][] = [
      ['uploads', uploads],
      ['seconds', seconds.toFixed(1)],
      ['images a second', (uploads / seconds).toFixed(1)],
      ['lost', lost],
      ['in both places', both],
      ['in the wrong place', wrong],
      ['processed images', isProcessed.size],
      ['events that came twice', Math.ceil(uploads / REPEATED_EVERY)],
      ['duplicates processed', counts.images() - isProcessed.size],
      ['duplicates written', processed.length - isProcessed.size],
      ['messages in the dead-letter queue', dead.length],
      ...counts.rows(),
    ];
    process.stdout.write(rows.map(([name, value]) => `${name.padEnd(36)}${value}\n`).join(''));
    if (ended === undefined) process.stderr.write(`Expected an end within ${minutes} minutes but messages are left\n`);
    return ended !== undefined && lost + both + wrong + (processed.length - isProcessed.size) === 0;
  } finally {
    await pipeline.close();
    await endpoints.close();
  }
}

const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '2000' },
    deployment: { type: 'string', default: 'staging' },
    minutes: { type: 'string', default: '10' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const { deployment, help } = values;
const [uploads, minutes] = [Number(values.uploads), Number(values.minutes)];
if (help) process.stdout.write(HELP);
else if (!Number.isInteger(uploads) || uploads < 1 || !(minutes > 0)) {
  process.stderr.write(
    `Expected numbers for --uploads and --minutes but received ${values.uploads}, ${values.minutes}\n`,
  );
  process.exitCode = 2;
} else process.exitCode = (await flood({ uploads, deployment, minutes })) ? 0 : 1;
