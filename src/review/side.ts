import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseTemplate, type Source } from '../aws/cloudformation/read.ts';
import type { Deployment } from '../pipeline/deployment.ts';
import { parseDeployment } from '../pipeline/deployment-format.ts';
import { FileError, readText } from '../shared/file-error.ts';

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
type Base = { commit: string; label: string };

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

/** Where files come from: the working tree, or a commit. Paths are from the current folder. */
type Files = { label: string; list(folder: string): Promise<string[]>; read(file: string): Promise<string> };

/** A template with the size of its file. */
export type SizedSource = Source & { bytes: number };

/** One side of the comparison: the templates by file, and the deployments. */
export type Side = { label: string; templates: Record<string, SizedSource>; deployments: Deployment[] };

const TEMPLATES = 'templates';
const DEPLOYMENTS = 'templates/deployments';

/** The files of the working tree. */
export const workingTree: Files = {
  label: 'the working tree',
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => `${folder}/${name}`);
  },
  read: readText,
};

/** Parses text as a template; throws FileError for what is none. */
export const sized = (text: string, file: string): SizedSource => ({
  ...parseTemplate(text, file),
  bytes: Buffer.byteLength(text),
});

const isData = (file: string): boolean => ['.yaml', '.yml', '.json'].includes(path.extname(file));

/** Reads all templates and deployments of one side. Throws FileError for a file that cannot be used. */
export async function readSide({ label, list, read }: Files): Promise<Side> {
  const isHere = label === workingTree.label;
  const nameOf = (file: string): string => (isHere ? file : `${label}: ${file}`);
  const files = (await list(TEMPLATES)).filter(isData).sort();
  if (files.length === 0) throw new FileError(`Expected templates in ${TEMPLATES} of ${label} but there are none`);
  const templates: Side['templates'] = {};
  for (const file of files) templates[file] = sized(await read(file), nameOf(file));
  const deployments: Deployment[] = [];
  for (const file of (await list(DEPLOYMENTS)).filter(isData).sort()) {
    const content = parseDeployment(await read(file), nameOf(file));
    deployments.push({
      name: path.basename(file, path.extname(file)),
      file,
      templateFilePath: path.posix.normalize(content['template-file-path']),
      parameters: content.parameters ?? {},
      tags: content.tags ?? {},
    });
  }
  return { label, templates, deployments };
}

/** The other side when a file is given: it stands for the template with which it shares most resources. */
export async function sideOfFile(file: string, now: Side): Promise<Side> {
  const source = sized(await readText(file), file);
  const shared = (name: string): number =>
    Object.keys(now.templates[name]?.template.Resources ?? {}).filter((id) => id in source.template.Resources).length;
  const [nearest = ''] = Object.keys(now.templates).toSorted((one, other) => shared(other) - shared(one));
  return { label: file, templates: { ...now.templates, [nearest]: source }, deployments: now.deployments };
}
