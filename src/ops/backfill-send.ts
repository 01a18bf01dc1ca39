import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { encodeKey, partitionOf } from '../aws/s3/events.ts';
import { listVersions, type Version } from '../shared/list-versions.ts';
import { UserError } from '../shared/user-error.ts';
import { type BackfillState, saveState } from './backfill-state.ts';
import type { Call } from './command.ts';
import { queueCounts } from './queue-counts.ts';

/** Hexadecimal digits of a sequencer after its leading `00`: seconds, then fractions of one. */
const SECONDS_DIGITS = 8;
const LAST_FRACTION = 'F'.repeat(8);

/**
 * A sequencer in S3's form for an object that S3 took at a time known to the second: the last before that second. So the
 * object's own event, and that of every newer one, comes after it, and the handler lets theirs win.
 */
export function earliestSequencer(lastModified: Date): string {
  const seconds = (Math.floor(lastModified.getTime() / 1000) - 1).toString(16).toUpperCase();
  return `00${seconds.padStart(SECONDS_DIGITS, '0')}${LAST_FRACTION}`;
}

/** The body of the message that S3 would send for an object that is there already. */
export function announcement(bucket: string, region: string, version: Version): string {
  const { key, versionId, size, eTag, lastModified } = version;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.5',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: lastModified.toISOString(),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'backfill' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'backfill',
          bucket: { name: bucket, arn: `arn:${partitionOf(region)}:s3:::${bucket}` },
          object: {
            key: encodeKey(key),
            size,
            eTag,
            ...(versionId !== 'null' && { versionId }),
            sequencer: earliestSequencer(lastModified),
          },
        },
      },
    ],
  });
}

type RateLimiter = {
  /** A second, at most. */
  rate: number;
  /** Waits while the queue has more than this. */
  maxWaiting: number;
  waiting(): Promise<number>;
  signal: AbortSignal;
};

const LOOK_EVERY_MILLISECONDS = 2000;

/**
 * Returns a function to await before messages are sent; its argument is their number. It keeps to a rate and waits while the
 * queue is full. Live uploads are then not behind a long backlog, and no message gets older than the queue keeps it.
 */
function createRateLimiter({ rate, maxWaiting, waiting, signal }: RateLimiter): (count: number) => Promise<void> {
  const started = Date.now();
  let allowed = 0;
  let lookedAt = 0;
  return async (count) => {
    const early = started + (allowed / rate) * 1000 - Date.now();
    if (early > 0) await sleep(early, undefined, { signal });
    allowed += count;
    while (Date.now() - lookedAt >= LOOK_EVERY_MILLISECONDS) {
      lookedAt = Date.now();
      if ((await waiting()) < maxWaiting) break;
      await sleep(LOOK_EVERY_MILLISECONDS, undefined, { signal });
    }
  };
}

const BATCH = 10;

/** The S3 console makes an empty object of that name for a folder; the handler ignores it too. */
const isFolder = ({ key, size }: Version): boolean => key.endsWith('/') && size === 0;

/** The objects that are left to be announced, a page at a time: current versions that were there at the start. */
export async function* left(
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

/** What to keep to: messages a second, and how many may wait in the queue. */
type Limits = { rate: number; maxWaiting: number };

/**
 * Announces what is left of a backfill, and keeps how far it is in the state file. Answers with the last state; throws where it
 * cannot go on, having said how to.
 */
export async function sendAll(
  call: Call,
  file: string,
  start: BackfillState,
  total: number,
  limits: Limits,
): Promise<BackfillState> {
  const { aws, output, signal } = call;
  const region = await aws.sqs.config.region();
  const rateLimiter = createRateLimiter({
    ...limits,
    waiting: async () => (await queueCounts(aws.sqs, start.queue)).waiting,
    signal,
  });
  const progress = output.progress(total, 'uploads announced');
  let state = start;
  try {
    await saveState(file, state);
    for await (const page of left(call, start)) {
      for (let at = 0; at < page.length; at += BATCH) {
        const batch = page.slice(at, at + BATCH);
        await rateLimiter(batch.length);
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
      output.warn(`${state.sent} uploads are announced; the same command goes on from ${file}.`);
  }
}
