import { execFile } from 'node:child_process';
import { FileError } from '../shared/file-error.ts';
import type { Files } from './side.ts';

/** Output of a run of git in this folder; undefined when git says no. Throws FileError where there is no git. */
const git = (...args: string[]): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    execFile('git', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (error?.code === 'ENOENT') reject(new FileError('Expected git to be installed but there is none'));
      else resolve(error ? undefined : stdout);
    });
  });

const commitOf = async (ref: string): Promise<string | undefined> =>
  (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`))?.trim();

/** A commit and how to call it: `main (1a2b3c4d5e)`. */
export type Base = { commit: string; label: string };

const base = (name: string, commit: string): Base => ({ commit, label: `${name} (${commit.slice(0, 10)})` });

/** The commit of a ref. Throws FileError for one that is not known. */
export async function baseOf(ref: string): Promise<Base> {
  const commit = await commitOf(ref);
  if (commit === undefined)
    throw new FileError(
      `Expected --base to be a file, or a branch, tag or commit of this repository but received ${ref}`,
    );
  return base(ref, commit);
}

/** Where the work branched off from origin/main or main; without these, the last commit. Throws FileError without one. */
export async function defaultBase(): Promise<Base> {
  for (const branch of ['origin/main', 'main']) {
    const commit = (await commitOf(branch)) && (await git('merge-base', 'HEAD', branch))?.trim();
    if (commit) return base(branch, commit);
  }
  const commit = await commitOf('HEAD');
  if (commit === undefined) throw new FileError('Expected a git repository with a commit; or give --base FILE');
  return base('HEAD', commit);
}

/** The files of a commit, as seen from this folder. */
export const filesAt = ({ commit, label }: Base): Files => ({
  label,
  async list(folder) {
    const names = (await git('ls-tree', '--name-only', '-z', commit, '--', `${folder}/`)) ?? '';
    return names.split('\0').filter((name) => name !== '');
  },
  async read(file) {
    const text = await git('show', `${commit}:./${file}`);
    if (text === undefined) throw new FileError(`Expected ${file} at ${label} but it cannot be read`);
    return text;
  },
});
