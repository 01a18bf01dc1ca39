import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { showBytes } from '../../local/report/text.ts';
import { UserError } from '../../local/user-error.ts';
import { showSeconds } from './age.ts';
import { announcement } from './announcement.ts';
import { COST_WORDS, estimateCost } from './backfill-cost.ts';
import { checkSource } from './backfill-source.ts';
import { type BackfillState, openState, saveState } from './backfill-state.ts';
import type { Call, Command } from './command.ts';
import { queueFigures } from './figures.ts';
import { listVersions, type Version } from './list-versions.ts';
import { createPace } from './pace.ts';

const BATCH = 10;
const RATE = { default: 10, least: 1, most: 1000 };
const MAX_WAITING = { default: 1000, least: 1, most: 100_000 };

/** The S3 console makes an empty object of that name for a folder; the handler ignores it too. */
const isFolder = ({ key, size }: Version): boolean => key.endsWith('/') && size === 0;

/** The objects that are left to be announced, a page at a time: current versions that were there at the start. */
async function* left(
  { aws, signal }: Call,
  { bucket, prefix, before, after }: BackfillState,
): AsyncGenerator<Version[]> {
  const end = new Date(before);
  const listing = { bucket, prefix, ...(after !== undefined && { after }) };
  for await (const page of listVersions(aws.s3, listing, signal)) {
    yield page.filter(
      (version) => version.isLatest && !version.isDeleteMarker && version.lastModified < end && !isFolder(version),
    );
  }
}

async function send(sqs: SQSClient, queue: string, region: string, bucket: string, batch: Version[]): Promise<void> {
  const Entries = batch.map((version, index) => ({
    Id: String(index),
    MessageBody: announcement(bucket, region, version),
  }));
  const { Failed: [failed] = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  if (failed)
    throw new UserError(`The queue refused a message (${failed.Code}: ${failed.Message}): start again to go on`);
}

async function sendAll(call: Call, file: string, start: BackfillState, total: number): Promise<BackfillState> {
  const { args, aws, screen, signal } = call;
  const region = await aws.sqs.config.region();
  const pace = createPace({
    rate: args.number('rate', RATE),
    maxWaiting: args.number('max-waiting', MAX_WAITING),
    waiting: async () => (await queueFigures(aws.sqs, start.queue)).waiting,
    signal,
  });
  const progress = screen.progress(total, 'uploads announced');
  let state = start;
  try {
    await saveState(file, state);
    for await (const page of left(call, start)) {
      for (let at = 0; at < page.length; at += BATCH) {
        const batch = page.slice(at, at + BATCH);
        await pace(batch.length);
        await send(aws.sqs, state.queue, region, state.bucket, batch);
        // Afterwards: an interruption in between sends these ten once more, which changes nothing.
        state = { ...state, after: batch.at(-1)?.key ?? '', sent: state.sent + batch.length };
        await saveState(file, state);
        progress.reach(state.sent - start.sent);
      }
    }
    state = { ...state, finished: new Date().toISOString() };
    await saveState(file, state);
    return state;
  } finally {
    progress.stop();
    if (state.finished === undefined)
      screen.warn(`${state.sent} uploads are announced; the same command goes on from ${file}.`);
  }
}

async function run(call: Call): Promise<boolean> {
  const { args, aws, find, screen } = call;
  const names = await find.all('uploadBucket', 'processedBucket', 'imageQueue');
  const { arn } = await queueFigures(aws.sqs, names.imageQueue);
  await checkSource(aws.s3, names.uploadBucket, names.processedBucket, arn);

  const file = args.text('state') ?? `backfill-${names.uploadBucket}.json`;
  const state = await openState(file, {
    bucket: names.uploadBucket,
    queue: names.imageQueue,
    prefix: args.text('prefix') ?? '',
    before: new Date().toISOString(),
    sent: 0,
  });
  let [count, bytes] = [0, 0];
  for await (const page of left(call, state)) {
    count += page.length;
    bytes += page.reduce((sum, { size }) => sum + size, 0);
  }
  const dollars = Number(estimateCost(count).toFixed(count > 1000 ? 2 : 4));
  const rate = args.number('rate', RATE);
  const summary = `${count} uploads (${showBytes(bytes)}) of ${names.uploadBucket}; about $${dollars} to process (${COST_WORDS}), ${showSeconds(count / rate)} to announce at ${rate} a second`;
  if (!args.flag('send')) {
    const text = `${summary}.\nNothing was sent: --send does it.`;
    screen.result({ uploads: count, bytes, dollars, sent: state.sent, isDryRun: true }, text);
    return true;
  }
  screen.say(`${summary}.`);
  const { sent } = await sendAll(call, file, state, count);
  const text = `Announced ${sent} uploads. "status" shows how they fare.`;
  screen.result({ uploads: count, bytes, dollars, sent, isDryRun: false }, text);
  return true;
}

export const backfill: Command = {
  name: 'backfill',
  usage: '[--send] [--prefix P] [--rate N] [--max-waiting N] [--state FILE]',
  summary: 'have uploads processed that were there before the pipeline',
  help: `Announces the objects of the upload bucket to the image queue, as S3 would have. Without --send it only counts them and
estimates the cost. Only current versions are announced, and none that came after the start: S3 announces those itself.
A newer upload always wins over an announcement, and an image that is there stays: to make images again after a change of
settings, delete the old ones in the processed bucket first. It refuses a bucket whose uploads S3 does not announce to this
queue, such as the processed bucket. Ctrl-C ends it; the same command goes on from where it was.

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
