import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

test('a wrong choice is one line that names it, and nothing is written', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'synth-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp('src', join(folder, 'src'), { recursive: true });
  await cp('package.json', join(folder, 'package.json'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, 'templates'));
  const choose = async (config: string) => {
    await writeFile(join(folder, 'pipeline.config.ts'), config);
    return run(process.execPath, ['src/synth/main.ts'], { cwd: folder });
  };
  const every =
    "networkAccess: 'isolated', processedStorage: 'transitions', animationOverLimit: 'degrade', accessLogs: 'none'";
  const NAMES = 'networkAccess, processedStorage, animationOverLimit, accessLogs, alarmTopic';
  for (const [config, problem] of [
    [`choices = { ${every}, alarmTopic: 'yes' }`, 'Expected alarmTopic to be one of own, existing but received yes'],
    [`choices = { ${every} }`, 'Expected alarmTopic to be one of own, existing but received nothing'],
    [`choices = { ${every}, alarmTopics: 'own' }`, `Expected one of ${NAMES} but received alarmTopics`],
    [
      'choices = null',
      'Expected networkAccess to be one of isolated, isolated-with-dns-firewall, internet but received nothing',
    ],
    [
      'choice = {}',
      'Expected networkAccess to be one of isolated, isolated-with-dns-firewall, internet but received nothing',
    ],
  ] as const) {
    const { code, stderr } = await choose(`export const ${config};`);
    assert.deepEqual([code, stderr.split('\n')[0]], [2, `pipeline.config.ts: ${problem}`]);
    assert.doesNotMatch(stderr, /\n {4}at /);
  }
  const { code, stderr } = await choose('export const choices = {;');
  assert.equal(code, 2);
  assert.match(stderr, /^pipeline\.config\.ts: Unexpected token/);
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.deepEqual(await readdir(join(folder, 'templates')), []);
  assert.equal((await choose(`export const choices = { ${every}, alarmTopic: 'own' };`)).code, 0);
});

test('an option that synth does not have is one line and the usage', async () => {
  const { code, stderr } = await synth('--chekc');
  assert.equal(code, 2);
  assert.match(stderr, /--chekc/);
  assert.doesNotMatch(stderr, /\n {4}at /);
});
