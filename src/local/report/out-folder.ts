import { appendFile, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../shared/user-error.ts';

/** A folder that a run may write to. */
export type OutFolder = {
  folder: string;
  /** The path for a file of the run, noted as written by it. Relative, with slashes. */
  claim(name: string): Promise<string>;
  write(name: string, content: string | Uint8Array): Promise<void>;
};

/** Notes what a run has written, a name a line: the next run removes that, and nothing else. */
const LIST = '.local-run';

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

async function emptyFolder(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, LIST), 'utf8').catch(() => '');
  const own = new Set([LIST, ...list.split('\n')]);
  const files = await filesIn(folder);
  const foreign = files.filter((file) => !own.has(file));
  if (foreign.length > 0) {
    const others = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
    throw new UserError(
      `Expected ${folder} to be empty or of an earlier run but it holds ${foreign[0]}${others}; nothing was removed`,
    );
  }
  for (const file of files) await rm(path.join(folder, file));
  const folders = new Set(files.map((file) => path.dirname(file)).filter((name) => name !== '.'));
  for (const name of [...folders].sort().reverse()) await rmdir(path.join(folder, name));
}

/** Makes the folder, or empties it of what an earlier run wrote there. Throws UserError rather than remove anything else. */
export async function openOutFolder(folder: string): Promise<OutFolder> {
  try {
    await mkdir(folder, { recursive: true });
  } catch {
    throw new UserError(`Expected ${folder} to be a folder but it is a file, or cannot be made`);
  }
  await emptyFolder(folder);

  async function claim(name: string): Promise<string> {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await appendFile(path.join(folder, LIST), `${name}\n`);
    return file;
  }
  return {
    folder,
    claim,
    async write(name, content) {
      await writeFile(await claim(name), content);
    },
  };
}
