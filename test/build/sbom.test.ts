import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { bundleHandler } from '../../src/build/bundle.ts';
import { bundleFiles } from '../../src/build/bundle-zip.ts';
import { type Architecture, copySharpFrom } from '../../src/build/copy-sharp.ts';
import { sbomOf } from '../../src/build/sbom.ts';
import { run } from '../run.ts';

const ARCHITECTURE: Architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const isHere = await access(`node_modules/@img/sharp-linux-${process.arch}`).then(
  () => true,
  () => false,
);
const skip = !isHere && 'sharp is not installed here for Linux with glibc';

type Component = {
  purl: string;
  name: string;
  version: string;
  licenses: object;
  hashes: object;
  components?: Component[];
};

async function made() {
  const directory = await mkdtemp(join(tmpdir(), 'sbom-'));
  await copySharpFrom('node_modules', directory, ARCHITECTURE);
  const bundled = await bundleHandler({ outfile: join(directory, 'index.mjs') });
  const sbom = () => sbomOf({ sha256: 'ab', bundled, directory, root: resolve('.') });
  return { directory, sbom };
}

/** npm's own bill of everything that is installed: another implementation, which does not know what the bundle leaves out. */
test('each package in the bill is described as npm describes it', { skip }, async (t) => {
  const { directory, sbom } = await made();
  t.after(() => rm(directory, { recursive: true }));
  const { stdout, code } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx']);
  if (code !== 0) return t.skip('npm makes no bill of this folder');
  const known: Component[] = JSON.parse(stdout).components;
  for (const { purl, name, version, licenses, hashes } of (await sbom()).components as Component[]) {
    const of = known.find((each) => each.purl === purl);
    assert.deepEqual(
      { name, version, licenses, hashes },
      { name: of?.name, version: of?.version, licenses: of?.licenses, hashes: of?.hashes },
    );
  }
});

test('the bill has every package of which something is in the zip, and what is linked into libvips', {
  skip,
}, async (t) => {
  const { directory, sbom } = await made();
  t.after(() => rm(directory, { recursive: true }));
  const { components } = (await sbom()) as { components: Component[] };
  const names = components.map(({ name }) => name);
  const files = await bundleFiles(directory);
  const folders = [...files.keys()].flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  assert.deepEqual(
    [...new Set(folders)].filter((name) => !names.includes(name)),
    [],
  );
  for (const name of ['sharp', '@aws-sdk/client-s3', '@smithy/core', `@img/sharp-linux-${process.arch}`])
    assert.ok(names.includes(name), name);
  assert.ok(!names.includes('esbuild') && !names.includes('fauxqs'));
  const [, versions] = [...files].find(([file]) => file.endsWith('versions.json')) ?? [];
  const linked = components.flatMap((each) => each.components ?? []).map(({ name, version }) => [name, version]);
  assert.deepEqual(Object.fromEntries(linked), JSON.parse(Buffer.from(versions ?? '').toString()));
  assert.ok(linked.some(([name]) => name === 'vips'));
});

test('the same zip has the same bill', { skip }, async (t) => {
  const [a, b] = await Promise.all([made(), made()]);
  t.after(() => Promise.all([a, b].map(({ directory }) => rm(directory, { recursive: true }))));
  assert.deepEqual(JSON.stringify(await a.sbom()), JSON.stringify(await b.sbom()));
  const { serialNumber, metadata } = (await a.sbom()) as Record<string, unknown>;
  assert.deepEqual([serialNumber, (metadata as Record<string, unknown>)['timestamp']], [undefined, undefined]);
});

test('the lockfile has the sum of every package in the bill', { skip }, async (t) => {
  const { directory, sbom } = await made();
  t.after(() => rm(directory, { recursive: true }));
  const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8'));
  for (const { name, hashes } of (await sbom()).components as Component[]) {
    const base64 = lockfile.packages[`node_modules/${name}`].integrity.replace('sha512-', '');
    assert.deepEqual(hashes, [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }]);
  }
});
