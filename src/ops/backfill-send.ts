import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { listVersions, type Version } from '../shared/list-versions.ts';
import { UserError } from '../shared/user-error.ts';
import { announcement } from './announcement.ts';
import { type BackfillState, saveState } from './backfill-state.ts';
import type { Call } from './command.ts';
import { queueFigures } from './figures.ts';
import { createPace } from './pace.ts';

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
export type Limits = { rate: number; maxWaiting: number };

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
  const { aws, screen, signal } = call;
  const region = await aws.sqs.config.region();
  const pace = createPace({
    ...limits,
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
