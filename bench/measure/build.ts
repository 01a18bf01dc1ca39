import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const execute = promisify(execFile);
const ROOT = path.join(import.meta.dirname, '../..');
const FUNCTIONS = path.join(ROOT, 'bench/functions');
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** Run in the root of a checkout, by its own code: what its bundle is made of has changed, and will. */
const BUNDLE = `
const { existsSync } = await import('node:fs');
const folder = existsSync('src/build') ? './src/build' : './src/ops';
const { bundleHandler } = await import(folder + '/bundle.ts');
const { copySharpFrom } = await import(folder + '/copy-sharp.ts');
const [into, architecture] = process.argv.slice(1);
await copySharpFrom('node_modules', into, architecture);
await bundleHandler({ outfile: into + '/index.mjs' });
`;

async function bundle(checkout: string, into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  await execute(process.execPath, ['--input-type=module', '-e', BUNDLE, into, ARCHITECTURE], { cwd: checkout });
  return path.join(into, 'index.mjs');
}

/** Makes what the zip for Lambda holds, but for this machine's processor. Returns the module. */
export const buildHandler = (into: string): Promise<string> => bundle(ROOT, into);

/** Makes the same of another commit, with the packages that are installed here. Throws where there is no such commit. */
export async function buildCommit(commit: string, into: string): Promise<string> {
  const checkout = path.join(into, 'checkout');
  await mkdir(checkout, { recursive: true });
  const archive = path.join(into, 'commit.tar');
  try {
    await execute('git', ['archive', '--output', archive, commit], { cwd: ROOT });
  } catch (error) {
    const [reason = ''] = String((error as { stderr?: string }).stderr || error).split('\n');
    throw new Error(`Expected a commit of this project for --against but received ${commit}: ${reason}`);
  }
  await execute('tar', ['-xf', archive, '-C', checkout]);
  await symlink(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
  return bundle(checkout, path.join(into, 'handler'));
}

/** The handler that this project began with, for a Python. Throws where that lacks what it needs. */
export async function findOriginal(python: string): Promise<{ file: string; python: string }> {
  try {
    await execute(python, ['-c', 'import PIL, boto3']);
  } catch {
    throw new Error(`Expected a Python with Pillow and boto3 for --original but received ${python}`);
  }
  return { file: path.join(FUNCTIONS, 'original.py'), python };
}

/** Makes one of bench/functions, with sharp from the packages that are installed here. Returns the module. */
export async function buildFunction(name: string, into: string): Promise<string> {
  const outfile = path.join(into, `${name}.mjs`);
  await mkdir(into, { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(into, 'node_modules')).catch(() => undefined); // it is there
  await build({
    entryPoints: [path.join(FUNCTIONS, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['sharp'],
    minify: true,
    logLevel: 'silent',
  });
  return outfile;
}
