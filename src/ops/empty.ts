import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { listVersions, type Version } from '../shared/list-versions.ts';
import { printable, showBytes } from '../shared/text.ts';
import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import type { CommandOutput } from './command-output.ts';

/** What S3 kept, and why. */
type Kept = { key: string; versionId: string; reason: string };

/** XML 1.0 has no way to write these, so a list of deletions cannot name such a key; a URL can. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const BEYOND_XML = /[\x00-\x08\x0b-\x1f\ufffe\uffff]/;

/** Deletes up to 1,000 versions for ever. Answers with those that could not be. */
async function deleteVersions(s3: S3Client, bucket: string, versions: readonly Version[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  const plain = versions.filter(({ key }) => !BEYOND_XML.test(key));
  if (plain.length > 0) {
    const Objects = plain.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    for (const { Key = '', VersionId = '', Code = '', Message = '' } of Errors) {
      kept.push({ key: Key, versionId: VersionId, reason: `${Code}: ${Message}` });
    }
  }
  for (const { key, versionId } of versions.filter((version) => !plain.includes(version))) {
    try {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    } catch (error) {
      kept.push({ key, versionId, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return kept;
}

/** What is in a bucket, to be counted before anybody is asked. */
type Content = { bucket: string; versions: number; deleteMarkers: number; bytes: number };

async function count({ aws, signal }: Call, bucket: string): Promise<Content> {
  const content = { bucket, versions: 0, deleteMarkers: 0, bytes: 0 };
  for await (const page of listVersions(aws.s3, { bucket }, signal)) {
    for (const { isDeleteMarker, size } of page) {
      if (isDeleteMarker) content.deleteMarkers++;
      else content.versions++;
      content.bytes += size;
    }
  }
  return content;
}

const describe = ({ bucket, versions, deleteMarkers, bytes }: Content): string =>
  `${bucket}: ${versions} versions (${showBytes(bytes)}), ${deleteMarkers} delete markers`;

async function confirm({ args, output, signal }: Call, content: Content): Promise<void> {
  const { bucket } = content;
  if (args.texts('confirm').includes(bucket)) return;
  const question = `${describe(content)}. All of it is deleted for ever. Type the name of the bucket:`;
  const answer = await output.ask(question, `--confirm ${bucket}`, signal);
  if (answer !== bucket) throw new UserError(`Expected ${bucket} but received ${answer}: nothing was deleted`);
}

async function emptyBucket({ aws, signal }: Call, output: CommandOutput, content: Content): Promise<Kept[]> {
  const { bucket, versions, deleteMarkers } = content;
  const kept: Kept[] = [];
  let deleted = 0;
  const progress = output.progress(versions + deleteMarkers, `versions of ${bucket} deleted`);
  try {
    for await (const page of listVersions(aws.s3, { bucket }, signal)) {
      kept.push(...(await deleteVersions(aws.s3, bucket, page)));
      deleted += page.length;
      progress.reach(deleted);
    }
  } finally {
    progress.stop();
  }
  return kept;
}

async function buckets({ args, resolver }: Call): Promise<string[]> {
  const only = args.text('only');
  if (only === 'upload') return [(await resolver.all('uploadBucket')).uploadBucket];
  if (only === 'processed') return [(await resolver.all('processedBucket')).processedBucket];
  if (only !== undefined) throw new UserError(`Expected upload or processed for --only but received ${only}`);
  const { uploadBucket, processedBucket } = await resolver.all('uploadBucket', 'processedBucket');
  return [uploadBucket, processedBucket];
}

async function run(call: Call): Promise<boolean> {
  const { output } = call;
  const contents: Content[] = [];
  for (const bucket of await buckets(call)) contents.push(await count(call, bucket));
  const full = contents.filter(({ versions, deleteMarkers }) => versions + deleteMarkers > 0);
  // All answers first: with one of them wrong nothing has happened.
  for (const content of full) await confirm(call, content);

  const results = [];
  for (const content of full) {
    const kept = await emptyBucket(call, output, content);
    results.push({ ...content, kept, left: await count(call, content.bucket) });
  }
  const isEmpty = results.every(({ left }) => left.versions + left.deleteMarkers === 0);
  const lines = results.flatMap(({ bucket, kept, left }) => [
    left.versions + left.deleteMarkers === 0
      ? `${bucket} is empty: aws s3api delete-bucket --bucket ${bucket} deletes it`
      : `${bucket} is not empty: ${left.versions} versions and ${left.deleteMarkers} delete markers are left or new`,
    ...kept.slice(0, 10).map(({ key, reason }) => `  ${printable(key)}: ${reason}`),
  ]);
  output.result(results, full.length === 0 ? 'There is nothing to delete.' : lines.join('\n'));
  return isEmpty;
}

export const empty: Command = {
  name: 'empty',
  usage: '[--only upload|processed] [--confirm BUCKET …]',
  summary: 'delete everything in the buckets, before they are deleted',
  help: `Deletes every version and every delete marker of the upload bucket and of the processed bucket, for ever. The buckets outlive
their stack, so after its deletion give them by --upload-bucket and --processed-bucket. It counts first, and asks for the
name of each bucket before it deletes anything. Stop the uploads before: what comes meanwhile is told at the end.

  --only WHICH        upload or processed (default: both)
  --confirm BUCKET    the answer to the question, for scripts; once for each bucket`,
  options: { only: { type: 'string' }, confirm: { type: 'string', multiple: true } },
  run,
};
