import { constants, createReadStream } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { releaseRead } from './release.ts';
import { UserError } from './user-error.ts';

/** A file to upload and the key that it is uploaded under. */
export type Input = { file: string; key: string; size: number };

/** What can be uploaded, and a line for each thing that was asked for and cannot. */
type Inputs = { inputs: Input[]; problems: string[] };

/** S3's limit for an upload in one part. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

const REASONS: Record<string, string> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? String(error);
};

/** The files of a folder and of the folders in it, in order, hidden ones left out; paths from the folder, with slashes. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.split(path.sep).some((part) => part.startsWith('.')))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

async function candidates(given: string): Promise<{ file: string; key: string }[]> {
  const file = path.resolve(given);
  if (!(await stat(file)).isDirectory()) return [{ file, key: path.basename(file) }];
  const names = await filesIn(file);
  if (names.length === 0) throw new UserError(`Expected ${given} to hold images but it is a folder with nothing in it`);
  return names.map((name) => ({ file: path.join(file, name), key: `${path.basename(file)}/${name}` }));
}

/** A key that no other input has: of two files of one name, the second goes under `2/`. */
function freeKey(key: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    const other = `${count}/${key}`;
    if (!taken.has(other)) return other;
  }
}

/** Finds the files behind the arguments: files as they are, folders with all that is in them. Content is not looked at. */
export async function gatherInputs(given: readonly string[]): Promise<Inputs> {
  const inputs: Input[] = [];
  const problems: string[] = [];
  const keys = new Set<string>();
  const files = new Set<string>();
  for (const argument of given) {
    try {
      for (const { file, key } of await candidates(argument)) {
        if (files.has(file)) continue;
        files.add(file);
        const { size } = await stat(file);
        await access(file, constants.R_OK);
        if (size > MAX_PUT_BYTES)
          throw new UserError(`Expected ${argument} to have at most 5 GiB but it has ${size} bytes`);
        const ownKey = keys.has(key) ? freeKey(key, keys) : key;
        keys.add(ownKey);
        inputs.push({ file, key: ownKey, size });
      }
    } catch (error) {
      const reason = `Expected ${argument} to be an image or a folder but ${reasonOf(error)}`;
      problems.push(error instanceof UserError ? error.message : reason);
    }
  }
  return { inputs, problems };
}

/** What became of the upload itself. */
export type Uploaded = { versionId?: string } | { refused: string };

/** Above this a file is streamed: a stream cannot be sent a second time after a failure, so small ones are not. */
const STREAM_BYTES = 64 * 1024 * 1024;

/** How many files are read and sent at once. */
const PARALLEL = 4;

async function upload(s3: S3Client, bucket: string, { file, key, size }: Input): Promise<Uploaded> {
  try {
    const Body = size > STREAM_BYTES ? createReadStream(file) : await readFile(file);
    // No ContentType: what an upload is, its bytes tell.
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength: size }));
    if (Body instanceof Buffer) releaseRead(Body);
    return VersionId === undefined ? {} : { versionId: VersionId };
  } catch (error) {
    return { refused: error instanceof Error ? error.message || error.name : String(error) };
  }
}

/** Uploads all files, a few at a time, and tells of each as it is done. Ends early when the signal is given. */
export async function uploadAll(
  s3: S3Client,
  bucket: string,
  inputs: readonly Input[],
  done: (input: Input, uploaded: Uploaded) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...inputs];
  const work = async (): Promise<void> => {
    for (let input = waiting.shift(); input && !signal.aborted; input = waiting.shift()) {
      done(input, await upload(s3, bucket, input));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}
