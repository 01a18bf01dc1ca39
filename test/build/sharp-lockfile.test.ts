import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { type Lockfile, sharpLockfile } from '../../src/build/copy-sharp.ts';

const locked = (version: string, rest: object = {}) => ({ version, integrity: `sha512-${version}`, ...rest });

const WHOLE: Lockfile = {
  lockfileVersion: 3,
  packages: {
    '': locked('0.0.1', { dependencies: { sharp: '1.0.0', other: '1.0.0' } }),
    'node_modules/other': locked('1.0.0'),
    'node_modules/sharp': locked('1.0.0', {
      dependencies: { semver: '^7' },
      optionalDependencies: { '@img/a': '1.0.0' },
    }),
    'node_modules/@img/a': locked('2.0.0', { dependencies: { semver: '^7' } }),
    'node_modules/semver': locked('6.0.0'),
    'node_modules/sharp/node_modules/semver': locked('7.0.0'),
  },
};

test('all that sharp needs is kept as it is locked, and nothing else', () => {
  const { lockfile } = sharpLockfile(WHOLE) as { lockfile: Lockfile };
  const { 'node_modules/other': _, '': __, ...kept } = WHOLE.packages;
  const { '': root, ...packages } = lockfile.packages;
  assert.deepEqual(packages, kept);
  assert.deepEqual(root?.dependencies, { sharp: '1.0.0' });
});

test('a package that is missing is named', () => {
  const { 'node_modules/@img/a': _, ...packages } = WHOLE.packages;
  assert.throws(() => sharpLockfile({ ...WHOLE, packages }), /Expected @img\/a in the lockfile but received none/);
});

test('the lockfile of this project has sharp for both architectures of Lambda, with hashes', async () => {
  const text = await readFile(path.join(import.meta.dirname, '../../package-lock.json'), 'utf8');
  const { lockfile } = sharpLockfile(JSON.parse(text)) as {
    lockfile: { packages: Record<string, { integrity?: string }> };
  };
  const { '': _, ...packages } = lockfile.packages;
  for (const cpu of ['arm64', 'x64']) {
    for (const name of [`@img/sharp-linux-${cpu}`, `@img/sharp-libvips-linux-${cpu}`])
      assert.ok(packages[`node_modules/${name}`], name);
  }
  for (const [name, { integrity }] of Object.entries(packages)) assert.match(integrity ?? '', /^sha512-/, name);
});
