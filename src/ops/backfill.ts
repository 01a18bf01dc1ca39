import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import { LOAD } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';
import { showBytes } from '../shared/text.ts';
import { UserError } from '../shared/user-error.ts';
import { left, sendAll } from './backfill-send.ts';
import { openState } from './backfill-state.ts';
import type { Call, Command } from './command.ts';
import { showSeconds } from './command-output.ts';
import { queueCounts } from './queue-counts.ts';

/** The template's default; a function with more takes less time for an image. */
const MEMORY_GIGABYTES = 0.5;

/** A tenth of a batch that is sent, a receipt, a deletion. */
const SQS_REQUESTS = 2.1;

/** The upload, and a look at what is there. */
const GETS = 2;

const { lambda, s3, sqs, cloudwatch } = PRICES;

const DOLLARS_PER_IMAGE =
  lambda.request +
  LOAD.secondsPerImage * MEMORY_GIGABYTES * lambda.gbSecond.arm64 +
  SQS_REQUESTS * sqs.request +
  GETS * s3.get +
  s3.put +
  (LOAD.logBytesPerImage / 1e9) * cloudwatch.logsIn;

/** Estimates the cost of processing this number of uploads, in US dollars of us-east-1, without storage of the images. */
const estimateCost = (images: number): number => images * DOLLARS_PER_IMAGE;

/** What the estimate goes by, for people. */
const COST_WORDS = `prices of ${PRICES.region}, ${PRICES.date}`;

async function queuesOf(s3: S3Client, bucket: string): Promise<string[]> {
  const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  return QueueConfigurations.flatMap(({ QueueArn }) => (QueueArn === undefined ? [] : [QueueArn]));
}

/**
 * Makes sure that announcing the objects of a bucket can end: they are those that S3 itself announces to this queue, and what is
 * made of them goes to a bucket that it does not. Throws UserError.
 */
async function checkSource(
  s3: S3Client,
  uploadBucket: string,
  processedBucket: string,
  queueArn: string,
): Promise<void> {
  if (uploadBucket === processedBucket) {
    throw new UserError(
      `Expected the upload bucket and the processed bucket to be two but both are ${uploadBucket}: every processed image would be processed again`,
    );
  }
  const [uploadQueues, processedQueues] = await Promise.all([
    queuesOf(s3, uploadBucket),
    queuesOf(s3, processedBucket),
  ]);
  if (!uploadQueues.includes(queueArn)) {
    throw new UserError(
      `Expected S3 to announce uploads of ${uploadBucket} to ${queueArn} but it does not: is that the upload bucket, and not the processed one?`,
    );
  }
  if (processedQueues.includes(queueArn)) {
    throw new UserError(
      `Expected ${processedBucket} to announce nothing to ${queueArn} but it does: every processed image would be processed again`,
    );
  }
}

/**
 * The SDK learns by how much this clock is wrong, but does not mind four minutes. An upload too many changes nothing; one too
 * few, from just before the pipeline, would never be processed.
 */
const MARGIN_MILLISECONDS = 300_000;

const RATE = { default: 10, least: 1, most: 1000 };
const MAX_WAITING = { default: 1000, least: 1, most: 100_000 };

async function run(call: Call): Promise<boolean> {
  const { args, aws, resolver, output } = call;
  const rate = args.number('rate', RATE);
  const maxWaiting = args.number('max-waiting', MAX_WAITING);
  const names = await resolver.all('uploadBucket', 'processedBucket', 'imageQueue');
  const { arn } = await queueCounts(aws.sqs, names.imageQueue);
  await checkSource(aws.s3, names.uploadBucket, names.processedBucket, arn);

  const file = args.text('state') ?? `backfill-${names.uploadBucket}.json`;
  const state = await openState(file, {
    bucket: names.uploadBucket,
    queue: names.imageQueue,
    prefix: args.text('prefix') ?? '',
    before: new Date(Date.now() + aws.s3.config.systemClockOffset + MARGIN_MILLISECONDS).toISOString(),
    sent: 0,
  });
  let [count, bytes] = [0, 0];
  for await (const page of left(call, state)) {
    count += page.length;
    bytes += page.reduce((sum, { size }) => sum + size, 0);
  }
  const dollars = Number(estimateCost(count).toFixed(count > 1000 ? 2 : 4));

  const summary = `${count} uploads (${showBytes(bytes)}) of ${names.uploadBucket}; about $${dollars} to process (${COST_WORDS}), ${showSeconds(Math.ceil(count / rate))} to announce at ${rate} a second`;
  if (!args.flag('send')) {
    const text = `${summary}.\nNothing was sent: --send does it.`;
    output.result({ uploads: count, bytes, dollars, sent: state.sent, isDryRun: true }, text);
    return true;
  }
  output.say(`${summary}.`);
  const { sent } = await sendAll(call, file, state, count, { rate, maxWaiting });
  const text = `Announced ${sent} uploads. "status" shows how they fare.`;
  output.result({ uploads: count, bytes, dollars, sent, isDryRun: false }, text);
  return true;
}

export const backfill: Command = {
  name: 'backfill',
  usage: '[--send] [--prefix P] [--rate N] [--max-waiting N] [--state FILE]',
  summary: 'have uploads processed that were there before the pipeline',
  help: `Announces the objects of the upload bucket to the image queue, as S3 would have. Without --send it only counts them and
estimates the cost. Only current versions are announced, and none that came five minutes after the start or later: S3 announces
those itself. A newer upload always wins over an announcement, and an image that is there stays: to make images again after
a change of settings, delete the old ones in the processed bucket first. What has failed is tried again, and fails again
where nothing was mended. It refuses a bucket whose uploads S3 does not announce to this queue, such as the processed
bucket. Ctrl-C ends it; the same command goes on from where it was.

  --send              do it
  --prefix P          only keys that begin with this
  --rate N            messages a second, 1 to 1000 (default: ${RATE.default})
  --max-waiting N     pause while so many messages wait in the queue, so that live uploads are not behind a long backlog
                      and none grows too old (default: ${MAX_WAITING.default})
  --state FILE        how far it is (default: backfill-BUCKET.json in the current folder)`,
  options: {
    send: { type: 'boolean' },
    prefix: { type: 'string' },
    rate: { type: 'string' },
    'max-waiting': { type: 'string' },
    state: { type: 'string' },
  },
  run,
};
