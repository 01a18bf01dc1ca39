import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

type LockedPackage = {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

export type Lockfile = { lockfileVersion: number; packages: Record<string, LockedPackage> };

/**
 * The part of a lockfile (version 3) that sharp needs, for every platform, with the same versions and hashes, and a
 * package.json that it fits: npm can then install sharp alone, for another machine than this.
 */
export function sharpLockfile(lockfile: Lockfile): { manifest: object; lockfile: object } {
  const packages: Record<string, LockedPackage> = {};

  const add = (from: string, name: string): void => {
    const at = locationOf(lockfile, from, name);
    const found = lockfile.packages[at];
    if (!found) throw new Error(`Expected ${name} in the lockfile but received none`);
    if (packages[at]) return;
    packages[at] = found;
    for (const next of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) add(at, next);
  };
  add('', 'sharp');

  const { version } = packages['node_modules/sharp'] as LockedPackage;
  const manifest = { name: 'sharp-for-lambda', version: '0.0.0', private: true, dependencies: { sharp: version } };
  return { manifest, lockfile: { ...manifest, lockfileVersion: 3, packages: { '': manifest, ...packages } } };
}

/** As Node resolves: in the package's own node_modules first, then outwards. */
function locationOf(lockfile: Lockfile, from: string, name: string): string {
  const inside = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (from === '' || lockfile.packages[inside]) return inside;
  const parent = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
  return locationOf(lockfile, parent, name);
}

const execute = promisify(execFile);
const ROOT = path.join(import.meta.dirname, '../..');

/** Lambda's names for the processors. */
export type Architecture = 'arm64' | 'x86_64';

const CPUS: Readonly<Record<Architecture, string>> = { arm64: 'arm64', x86_64: 'x64' };

/** Native code, what loads it, the manifests that say where it is, and the licences under which it may be passed on. */
const NATIVE = /\.(js|cjs|mjs|json|node)$|\.so(\.\d+)*$|^LICENSE/;
/** Of what is in the bundle. */
const LICENCE = /^LICENSE/;
const NOT_NEEDED = new Set(['bin', 'dist', 'glib-2.0', 'include', 'install', 'src']);

/** All of sharp that is not in the bundle when it runs on Linux, and which of its files. */
const packagesFor = (cpu: string): [name: string, needed: RegExp][] => [
  [`@img/sharp-linux-${cpu}`, NATIVE],
  [`@img/sharp-libvips-linux-${cpu}`, NATIVE],
  ['sharp', LICENCE],
  ['@img/colour', LICENCE],
  ['detect-libc', LICENCE],
  ['semver', LICENCE],
];

/**
 * Copies from a node_modules folder into `into`/node_modules the files that sharp needs beside the bundle to run on Linux: no
 * types, docs, sources or links.
 */
export async function copySharpFrom(nodeModules: string, into: string, architecture: Architecture): Promise<void> {
  for (const [name, needed] of packagesFor(CPUS[architecture])) {
    const from = path.join(nodeModules, name);
    if (!(await stat(from).catch(() => undefined))?.isDirectory()) {
      throw new Error(`Expected the package ${name} in ${nodeModules} but received none`);
    }
    await cp(from, path.join(into, 'node_modules', name), {
      recursive: true,
      filter: async (source) => {
        const base = path.basename(source);
        return (await stat(source)).isDirectory() ? source === from || !NOT_NEEDED.has(base) : needed.test(base);
      },
    });
  }
}

/**
 * Puts sharp for Lambda's architecture into `into`/node_modules, whatever machine this is: npm installs it in a
 * temporary folder, in the lockfile's versions and checked against its hashes. Needs the registry or npm's cache.
 */
export async function copySharp({ into, architecture }: { into: string; architecture: Architecture }): Promise<void> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'sharp-for-lambda-'));
  try {
    const whole: Lockfile = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'));
    const { manifest, lockfile } = sharpLockfile(whole);
    await writeFile(path.join(directory, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(directory, 'package-lock.json'), JSON.stringify(lockfile));
    const target = ['--os=linux', `--cpu=${CPUS[architecture]}`, '--libc=glibc'];
    await npm(['ci', '--prefix', directory, '--ignore-scripts', '--no-audit', '--no-fund', ...target], directory);
    await copySharpFrom(path.join(directory, 'node_modules'), into, architecture);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The npm that runs this script, else the one on the PATH. */
function npm(parameters: string[], cwd: string) {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? execute(process.execPath, [script, ...parameters], { cwd })
    : execute('npm', parameters, { cwd });
}
