import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Claim } from '../handler/s3/claim.ts';
import type { Input } from '../shared/inputs.ts';
import type { Call, Command } from './command.ts';
import { findInDeadLetters } from './find-in-dead-letters.ts';
import { followUploads } from './follow-uploads.ts';
import { type Followed, showFollowed } from './followed.ts';
import { inParallel } from './in-parallel.ts';
import type { Names } from './names.ts';
import { readInputs, sendFiles } from './send-files.ts';

const TIMEOUT = { default: 300, least: 1, most: 43_200 };

/** How long a link to a processed image opens it. */
const LINK_SECONDS = 3600;

type Buckets = Pick<Names, 'uploadBucket' | 'processedBucket'>;

async function claimOf(s3: S3Client, bucket: string, { key, versionId }: Followed): Promise<Claim> {
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
  const { aws, screen, signal } = call;
  const { uploadBucket, processedBucket } = buckets;
  const claims = new Map<Claim, Followed>();
  await inParallel(waiting, async (each) => {
    claims.set(await claimOf(aws.s3, uploadBucket, each), each);
  });
  const progress = screen.progress(claims.size, 'uploads ended');
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
  const { args, aws, find, screen } = call;
  const milliseconds = args.number('timeout', TIMEOUT) * 1000;
  const inputs = await readInputs(call);
  const buckets = await find.all(...(['uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue'] as const));
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
      screen.warn(`${waiting().length} of ${all.size} files are uploaded and go on without this: ${first.key} …`);
    throw error;
  }
  await sign(aws.links, buckets.processedBucket, followed);
  screen.result(followed, showFollowed(followed));
  const late = waiting().length;
  if (late > 0) screen.warn(`${late} of ${all.size} had not ended within the --timeout: "status" shows the queues.`);
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
