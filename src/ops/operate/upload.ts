import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Claim } from '../../handler/buckets/claim.ts';
import { gatherInputs, type Input } from '../../local/inputs.ts';
import { printable } from '../../local/report/text.ts';
import { uploadAll } from '../../local/upload.ts';
import { UserError } from '../../local/user-error.ts';
import type { Call, Command } from './command.ts';
import { followUploads } from './follow-uploads.ts';
import { openLetterBox } from './read-letters.ts';
import { sweep } from './sweep.ts';
import type { Ended } from './where-ended.ts';

const TIMEOUT = { default: 300, least: 1, most: 43_200 };

/** How long a link to a processed image opens it. */
const LINK_SECONDS = 3600;

/** While this many messages are looked at they are hidden at most so long. */
const LOOKING_SECONDS = 60;

/** One file and all that became of it. */
type Followed = {
  file: string;
  key: string;
  versionId?: string;
  place: Ended['place'] | 'not uploaded' | 'waiting';
  processedKey?: string;
  code?: string;
  reason?: string;
  link?: string;
};

async function readInputs(call: Call): Promise<Input[]> {
  const { words } = call.args;
  if (words.length === 0) throw new UserError('Expected files or folders to upload but received none');
  const { inputs, problems } = await gatherInputs(words);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  const prefix = call.args.text('prefix') ?? '';
  return inputs.map((input) => ({ ...input, key: `${prefix}${input.key}` }));
}

async function claimOf(s3: S3Client, bucket: string, key: string, versionId: string | undefined): Promise<Claim> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return {
    bucket,
    key,
    ...(versionId !== undefined && { versionId }),
    ...(head.LastModified && { lastModified: head.LastModified }),
  };
}

/** Uploads of these that are in the dead-letter queue, with the reason. */
async function findInDeadLetters(call: Call, pending: readonly Claim[]): Promise<Map<Claim, Ended>> {
  const found = new Map<Claim, Ended>();
  const box = await openLetterBox(call);
  await sweep(call.aws, box.queueUrl, {
    seconds: LOOKING_SECONDS,
    signal: call.signal,
    async visit(received) {
      for (const { uploads, code, reason } of await box.read(received)) {
        for (const claim of pending) {
          const isHis = uploads.some(({ key, versionId }) => key === claim.key && versionId === claim.versionId);
          if (isHis) found.set(claim, { place: 'failed', code, reason });
        }
      }
      return [];
    },
  });
  return found;
}

const describe = ({ place, processedKey, code, reason }: Followed): string => {
  if (place === 'processed') return `processed: ${processedKey}`;
  if (place === 'replaced') return `replaced by a newer upload: ${processedKey}`;
  if (place === 'failed') return `failed: ${code}: ${reason}`;
  return place === 'waiting' ? 'STILL WAITING: neither processed nor failed' : `NOT UPLOADED: ${reason}`;
};

const showFollowed = (followed: Followed): string =>
  [printable(`${followed.key}: ${describe(followed)}`), ...(followed.link ? [`  ${followed.link}`] : [])].join('\n');

async function run(call: Call): Promise<boolean> {
  const { args, aws, find, screen, signal } = call;
  const milliseconds = args.number('timeout', TIMEOUT) * 1000;
  const inputs = await readInputs(call);
  const { uploadBucket, processedBucket } = await find.all(
    ...(['uploadBucket', 'processedBucket', 'imageQueue', 'deadLetterQueue'] as const),
  );
  const followed = new Map(
    inputs.map((input): [Input, Followed] => [input, { file: input.file, key: input.key, place: 'waiting' }]),
  );
  const uploading = screen.progress(inputs.length, 'files uploaded');
  let sent = 0;
  const claims = new Map<Claim, Followed>();
  await uploadAll(
    aws.s3,
    uploadBucket,
    inputs,
    (input, uploaded) => {
      Object.assign(
        followed.get(input) ?? {},
        'refused' in uploaded ? { place: 'not uploaded', reason: uploaded.refused } : uploaded,
      );
      uploading.reach(++sent);
    },
    signal,
  ).finally(() => uploading.stop());
  signal.throwIfAborted();
  for (const each of followed.values()) {
    if (each.place === 'waiting') claims.set(await claimOf(aws.s3, uploadBucket, each.key, each.versionId), each);
  }

  const progress = screen.progress(claims.size, 'uploads ended');
  let ended = 0;
  try {
    await followUploads({
      s3: aws.s3,
      processedBucket,
      claims: [...claims.keys()],
      milliseconds,
      deadLetters: (pending) => findInDeadLetters(call, pending),
      ended(claim, where) {
        Object.assign(claims.get(claim) ?? {}, where);
        progress.reach(++ended);
      },
      signal,
    });
  } finally {
    progress.stop();
  }
  const results = [...followed.values()];
  for (const each of results) {
    if (each.processedKey === undefined) continue;
    const command = new GetObjectCommand({ Bucket: processedBucket, Key: each.processedKey });
    each.link = await getSignedUrl(aws.links, command, { expiresIn: LINK_SECONDS });
  }
  screen.result(results, results.map(showFollowed).join('\n'));
  const waiting = results.filter(({ place }) => place === 'waiting').length;
  if (waiting > 0)
    screen.warn(`${waiting} of ${results.length} had not ended within the --timeout: "status" shows the queues.`);
  return results.every(({ place }) => place === 'processed' || place === 'replaced');
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
