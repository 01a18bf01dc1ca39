import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { UploadIdentity } from '../handler/events/identity.ts';
import { printable } from '../shared/text.ts';
import { gatherInputs, type Input, type Uploaded, uploadAll } from '../shared/upload-files.ts';
import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import { findInDeadLetters } from './dead-letters.ts';
import type { Names } from './names.ts';
import { type Ended, whereEnded } from './where-ended.ts';

/** Calls to S3 that are under way at once. */
const PARALLEL = 8;

/** Does the work for each, some at once. Rejects with the first that fails, and begins no more then. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    try {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    } finally {
      waiting.length = 0;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

/** The files and folders of the command line, under the keys that they get. Throws UserError where one cannot be read. */
async function readInputs(call: Call): Promise<Input[]> {
  const { words } = call.args;
  if (words.length === 0) throw new UserError('Expected files or folders to upload but received none');
  const { inputs, problems } = await gatherInputs(words);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const prefix = call.args.text('prefix') ?? '';
  return inputs.map((input) => ({ ...input, key: `${prefix}${input.key}` }));
}

/** Uploads all, and notes what S3 says to each. */
async function sendFiles(call: Call, bucket: string, all: Map<Input, Followed>): Promise<void> {
  const progress = call.output.progress(all.size, 'files uploaded');
  let sent = 0;
  const note = (input: Input, uploaded: Uploaded): void => {
    const news = 'refused' in uploaded ? { place: 'not uploaded', reason: uploaded.refused } : uploaded;
    Object.assign(all.get(input) ?? {}, { place: 'waiting' }, news);
    progress.reach(++sent);
  };
  await uploadAll(call.aws.s3, bucket, [...all.keys()], note, call.signal).finally(() => progress.stop());
  call.signal.throwIfAborted();
}

/** One file and all that became of it. */
type Followed = {
  file: string;
  key: string;
  versionId?: string;
  place: Ended['place'] | 'not tried' | 'not uploaded' | 'waiting';
  processedKey?: string;
  code?: string;
  reason?: string;
  link?: string;
};

const describe = ({ place, processedKey, code, reason }: Followed): string => {
  if (place === 'processed') return `processed: ${processedKey}`;
  if (place === 'replaced') return `replaced by a newer upload: ${processedKey}`;
  if (place === 'failed') return `failed: ${code}: ${reason}`;
  return place === 'waiting' ? 'STILL WAITING: neither processed nor failed' : `NOT UPLOADED: ${reason}`;
};

/** So many links still fit onto a screen. */
const MAX_LINKS = 5;

/** For people: where each ended, with a link below where there are few, and how many ended where. */
function showFollowed(all: readonly Followed[]): string {
  const links = all.filter(({ link }) => link !== undefined);
  const lines = all.flatMap((each) => [
    printable(`${each.key}: ${describe(each)}`),
    ...(each.link && links.length <= MAX_LINKS ? [`  ${each.link}`] : []),
  ]);
  if (all.length === 1) return lines.join('\n');
  const places = [...new Set(all.map(({ place }) => place))];
  const counts = places.map((place) => `${all.filter((each) => each.place === place).length} ${place}`);
  const more = links.length > MAX_LINKS ? '; --json has a link to each' : '';
  return [...lines, '', `${all.length} files: ${counts.join(', ')}${more}.`].join('\n');
}

type Following = {
  s3: S3Client;
  processedBucket: string;
  claims: readonly UploadIdentity[];
  milliseconds: number;
  /** Why uploads failed of which there is no report: asked now and then for those that have not ended. */
  deadLetters(pending: readonly UploadIdentity[]): Promise<Map<UploadIdentity, Ended>>;
  ended(claim: UploadIdentity, ended: Ended): void;
  signal: AbortSignal;
};

const INTERVAL_MILLISECONDS = 500;

/** An error that passes leaves its upload in the dead-letter queue after minutes, so there is no hurry. */
const DEAD_LETTERS_EVERY_MILLISECONDS = 15_000;

/** Tells of each upload as it ends, until all have or the time is over. */
async function followUploads(following: Following): Promise<void> {
  const { s3, processedBucket, claims, milliseconds, deadLetters, ended, signal } = following;
  const pending = new Set(claims);
  const end = Date.now() + milliseconds;
  let askedAt = Date.now();
  const tell = (claim: UploadIdentity, where: Ended): void => {
    pending.delete(claim);
    ended(claim, where);
  };

  while (pending.size > 0) {
    signal.throwIfAborted();
    await inParallel([...pending], async (claim) => {
      const where = await whereEnded(s3, processedBucket, claim);
      if (where) tell(claim, where);
    });
    const isOver = Date.now() >= end;
    if (pending.size > 0 && (isOver || Date.now() - askedAt >= DEAD_LETTERS_EVERY_MILLISECONDS)) {
      for (const [claim, where] of await deadLetters([...pending])) tell(claim, where);
      askedAt = Date.now();
    }
    if (isOver) return;
    if (pending.size > 0) await sleep(INTERVAL_MILLISECONDS, undefined, { signal });
  }
}

const TIMEOUT = { default: 300, least: 1, most: 43_200 };

/** How long a link to a processed image opens it. */
const LINK_SECONDS = 3600;

type Buckets = Pick<Names, 'uploadBucket' | 'processedBucket'>;

async function claimOf(s3: S3Client, bucket: string, { key, versionId }: Followed): Promise<UploadIdentity> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return {
    bucket,
    key,
    ...(versionId !== undefined && { versionId }),
    ...(head.LastModified && { lastModified: head.LastModified }),
  };
}

/** Waits until those that were uploaded have ended, or the time is over, and notes where. */
async function follow(call: Call, buckets: Buckets, waiting: Followed[], milliseconds: number): Promise<void> {
  const { aws, output, signal } = call;
  const { uploadBucket, processedBucket } = buckets;
  const claims = new Map<UploadIdentity, Followed>();
  await inParallel(waiting, async (each) => {
    claims.set(await claimOf(aws.s3, uploadBucket, each), each);
  });
  const progress = output.progress(claims.size, 'uploads ended');
  let count = 0;
  await followUploads({
    s3: aws.s3,
    processedBucket,
    claims: [...claims.keys()],
    milliseconds,
    deadLetters: (pending) => findInDeadLetters(call, pending),
    ended(claim, where) {
      Object.assign(claims.get(claim) ?? {}, where);
      progress.reach(++count);
    },
    signal,
  }).finally(() => progress.stop());
}

async function sign(links: S3Client, bucket: string, followed: readonly Followed[]): Promise<void> {
  for (const each of followed) {
    if (each.processedKey === undefined) continue;
    const command = new GetObjectCommand({ Bucket: bucket, Key: each.processedKey });
    each.link = await getSignedUrl(links, command, { expiresIn: LINK_SECONDS });
  }
}

async function run(call: Call): Promise<boolean> {
  const { args, aws, resolver, output } = call;
  const milliseconds = args.number('timeout', TIMEOUT) * 1000;
  const inputs = await readInputs(call);
  const buckets = await resolver.all(
    ...(['uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue'] as const),
  );
  const all = new Map(
    inputs.map((input): [Input, Followed] => [input, { file: input.file, key: input.key, place: 'not tried' }]),
  );
  const followed = [...all.values()];
  const waiting = (): Followed[] => followed.filter(({ place }) => place === 'waiting');
  try {
    await sendFiles(call, buckets.uploadBucket, all);
    await follow(call, buckets, waiting(), milliseconds);
  } catch (error) {
    const [first] = waiting();
    if (first)
      output.warn(`${waiting().length} of ${all.size} files are uploaded and go on without this: ${first.key} …`);
    throw error;
  }
  await sign(aws.links, buckets.processedBucket, followed);
  output.result(followed, showFollowed(followed));
  const late = waiting().length;
  if (late > 0) output.warn(`${late} of ${all.size} had not ended within the --timeout: "status" shows the queues.`);
  return followed.every(({ place }) => place === 'processed' || place === 'replaced');
}

export const upload: Command = {
  name: 'upload',
  usage: 'FILE-OR-FOLDER … [--prefix P] [--timeout SECONDS]',
  summary: 'upload images, wait, and show where each ended',
  help: `Uploads files under their names (those of a folder under its name), waits until each has ended, and shows where: the
processed object with a link that opens it for an hour, or why it failed. A file of an upload that is there already becomes
its newest version. When a file cannot be read, nothing is uploaded.

  --prefix P          put before every key, such as test/
  --timeout SECONDS   how long to wait after the upload (default: ${TIMEOUT.default})

Exit code: 0 when all were processed, 1 when one failed or did not end in time.`,
  options: { prefix: { type: 'string' }, timeout: { type: 'string' } },
  takesWords: true,
  run,
};
