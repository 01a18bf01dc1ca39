import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { zip } from '../../src/build/bundle-zip.ts';
import { deploymentRequest } from '../../src/deploy/deployment-request.ts';
import { ARM64, X86_64 } from '../build/elf.ts';
import { run } from '../run.ts';

async function zipOf(t: TestContext, code: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'request-'));
  t.after(() => rm(folder, { recursive: true }));
  const bytes = zip(new Map([['node_modules/sharp.node', code]]));
  const file = join(folder, 'handler.zip');
  await writeFile(file, bytes);
  return { folder, file, key: `handler/${createHash('sha256').update(bytes).digest('hex')}.zip` };
}

test('a zip for the architecture of the deployment makes the key under which its code is stored', async (t) => {
  const arm = await zipOf(t, ARM64);
  const { parameters, tags, templateFilePath } = await deploymentRequest({ deployment: 'staging', zip: arm.file });
  assert.equal(parameters['ArtifactKey'], arm.key);
  assert.equal(parameters['LogLevel'], 'DEBUG', 'from the deployment file');
  assert.equal(tags['environment'], 'staging');
  assert.equal(templateFilePath, 'templates/image-pipeline.yaml');
  const x64 = await zipOf(t, X86_64);
  const wanted = { deployment: 'staging', zip: x64.file, parameter: ['Architecture=x86_64'] };
  assert.equal((await deploymentRequest(wanted)).parameters['ArtifactKey'], x64.key);
});

test('a zip for another processor is refused, with the command that makes the right one', async (t) => {
  const { file } = await zipOf(t, X86_64);
  await assert.rejects(deploymentRequest({ deployment: 'staging', zip: file }), {
    message: `${file} does not fit the parameter Architecture: Expected node_modules/sharp.node to be for arm64 but it is for x86_64: npm run bundle -- --architecture arm64`,
  });
});

const wrong: [title: string, wanted: object, message: RegExp][] = [
  ['a zip that is none', { zip: 'package.json' }, /^package\.json does not fit .*: invalid zip data: npm run bundle/],
  ['a zip that is not there', { zip: 'none.zip' }, /^Expected none\.zip to be the zip .* ENOENT: npm run bundle$/],
  ['no zip and no key', {}, /^templates\/deployments\/staging\.yaml: Expected ArtifactKey to be .* received nothing$/],
  [
    'a parameter that the template does not have',
    { previous: ['ArtifactKey'], parameter: ['LogLevle=INFO'] },
    /^.*: Expected a parameter of the template but received LogLevle; did you mean LogLevel\?$/,
  ],
  [
    'values that do not fit together',
    { previous: ['ArtifactKey'], parameter: ['VisibilityTimeout=60'] },
    /^.*: Expected VisibilityTimeout to be at least .* but received 60 with .*$/,
  ],
];

for (const [title, wanted, message] of wrong)
  test(`one line says what is wrong: ${title}`, async () => {
    await assert.rejects(deploymentRequest({ deployment: 'staging', ...wanted }), ({ message: said }: Error) => {
      assert.match(said, message);
      return true;
    });
  });

test('production needs someone who hears its alarms, and staging is warned', async () => {
  const wanted = { previous: ['ArtifactKey'] };
  assert.match(
    (await deploymentRequest({ deployment: 'staging', ...wanted })).warnings.join(),
    /^templates\/deployments\/staging\.yaml: Expected AlarmEmail to be set/,
  );
  await assert.rejects(deploymentRequest({ deployment: 'production', ...wanted }), /: Expected AlarmEmail to be set/);
  const parameter = ['AlarmEmail=on-call@example.com'];
  assert.deepEqual((await deploymentRequest({ deployment: 'production', ...wanted, parameter })).warnings, []);
});

test('parameters and tags are written beside each other as the AWS command line reads them', async (t) => {
  const { folder, file, key } = await zipOf(t, ARM64);
  const out = join(folder, 'new');
  const args = ['src/deploy/parameter-file.ts', '--deployment', 'staging', '--zip', file, '--out', out];
  const { code, stdout, stderr } = await run(process.execPath, args);
  assert.deepEqual([code, stdout], [0, '']);
  assert.match(stderr, /^(?:Warning: |::warning::).*: Expected AlarmEmail/);
  const parameters: string[] = JSON.parse(await readFile(join(out, 'parameters.json'), 'utf8'));
  assert.ok(parameters.includes(`ArtifactKey=${key}`));
  assert.ok(parameters.includes('ReservedConcurrency=0'));
  const tags = JSON.parse(await readFile(join(out, 'tags.json'), 'utf8'));
  assert.deepEqual(tags, ['application=image-pipeline', 'environment=staging']);
  const without = await run(process.execPath, args.slice(0, -2));
  assert.deepEqual([without.code, without.stderr.split('\n')[0]], [2, 'Expected --deployment and --out']);
});
