import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../run.ts';

const synth = (...args: string[]) => run(process.execPath, ['src/synth/main.ts', ...args]);

test('synth writes the committed template, and --check fails and shows the difference when it is stale', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'synth-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'image-pipeline.yaml');

  assert.equal((await synth('--folder', folder)).code, 0);
  assert.equal(await readFile(file, 'utf8'), await readFile('templates/image-pipeline.yaml', 'utf8'));
  assert.equal((await synth('--check', '--folder', folder)).code, 0);

  await appendFile(file, '# by hand\n');
  const stale = await synth('--check', '--folder', folder);
  assert.equal(stale.code, 1);
  assert.match(stale.stderr, /^-# by hand$/m);
  assert.match(stale.stderr, /npm run synth/);
});

test('an option that synth does not have is one line and the usage', async () => {
  const { code, stderr } = await synth('--chekc');
  assert.equal(code, 2);
  assert.match(stderr, /--chekc/);
  assert.doesNotMatch(stderr, /\n {4}at /);
});
