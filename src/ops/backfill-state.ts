import { readFile, rename, writeFile } from 'node:fs/promises';
import { UserError } from '../shared/user-error.ts';

/** How far a backfill is, as its state file says. */
export type BackfillState = {
  bucket: string;
  queue: string;
  prefix: string;
  /** RFC 3339. Later uploads are announced by S3 itself. */
  before: string;
  /** The last key that was sent. */
  after?: string;
  sent: number;
  /** RFC 3339. */
  finished?: string;
};

const isState = (value: unknown): value is BackfillState => {
  const { bucket, queue, prefix, before, sent } = (value ?? {}) as Partial<Record<keyof BackfillState, unknown>>;
  return [bucket, queue, prefix, before].every((each) => typeof each === 'string') && typeof sent === 'number';
};

async function read(file: string): Promise<BackfillState | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`Expected ${file} to be a state file but it cannot be read: ${error.message}`);
  });
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isState(value)) return value;
  } catch {
    // Told below.
  }
  throw new UserError(
    `Expected ${file} to be the state of a backfill but it is something else: name another by --state`,
  );
}

/** The state to go on from: that of the file, or a new one. Throws UserError where the file is of another backfill. */
export async function openState(file: string, fresh: BackfillState): Promise<BackfillState> {
  const state = await read(file);
  if (state === undefined) return fresh;
  for (const name of ['bucket', 'queue', 'prefix'] as const) {
    if (state[name] !== fresh[name]) {
      throw new UserError(
        `Expected ${file} to be of ${name} ${fresh[name] || '""'} but it is of ${state[name] || '""'}: name another by --state`,
      );
    }
  }
  if (state.finished !== undefined) {
    throw new UserError(
      `This backfill was finished at ${state.finished} with ${state.sent} uploads: delete ${file} to begin another`,
    );
  }
  return state;
}

/** Replaces the file as a whole: whoever interrupts it finds the old one or the new one. */
export async function saveState(file: string, state: BackfillState): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
