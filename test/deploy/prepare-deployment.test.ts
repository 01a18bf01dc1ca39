import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { zip } from '../../src/build/bundle-zip.ts';
import { ARM64 } from '../build/elf.ts';
import { run } from '../run.ts';

const settings = (environment: string, more: object = {}) => ({
  PipelineStackName: `pipeline-${environment}`,
  ArtifactBucketName: 'artifacts',
  ArtifactBucketUrl: 'https://artifacts.s3.eu-central-1.amazonaws.com',
  ServiceRoleArn: 'arn:aws:iam::1:role/service',
  PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
  ...more,
});

async function checkout(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'prepare-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['src', 'node_modules', 'package.json']) await symlink(resolve(name), join(folder, name));
  await cp('templates', join(folder, 'templates'), { recursive: true });
  await mkdir(join(folder, 'dist'));
  const prepare = (SETTINGS: object | undefined, ...args: string[]) =>
    run(process.execPath, ['src/deploy/prepare-deployment.ts', ...args], {
      cwd: folder,
      env: { ...process.env, ...(SETTINGS ? { SETTINGS: JSON.stringify(SETTINGS) } : {}) },
    });
  const addZip = async () => {
    const bytes = zip(new Map(Object.entries({ 'index.mjs': Buffer.from('1'), 'sharp.node': ARM64 })));
    const hash = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(folder, 'dist', `handler-${hash}.zip`), bytes);
    await writeFile(join(folder, 'dist', `handler-${hash}.cdx.json`), '{}');
    return hash;
  };
  const made = (file: string) => readFile(join(folder, 'dist/deployment', file));
  return { folder, prepare, addZip, made };
}

type Request = {
  Parameters: { ParameterKey: string; ParameterValue?: string; UsePreviousValue?: boolean }[];
  RoleARN?: string;
  TemplateURL: string;
};
const parameterIn = ({ Parameters }: Request, name: string) =>
  Parameters.find(({ ParameterKey }) => ParameterKey === name);

test('everything that a job with a role needs is in one folder, under the sums that the requests name', async (t) => {
  const { folder, prepare, addZip, made } = await checkout(t);
  const hash = await addZip();
  const ended = await prepare({ staging: settings('staging') });
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /^(?:Warning: |::warning::)templates\/deployments\/staging\.yaml: Expected AlarmEmail/);
  const template = `${createHash('sha256')
    .update(await readFile('templates/image-pipeline.yaml'))
    .digest('hex')}.yaml`;
  assert.deepEqual(
    (await readdir(join(folder, 'dist/deployment'))).sort(),
    ['change-set.jq', template, 'handler.cdx.json', 'handler.zip', 'smoke-test.png', 'staging.json'].sort(),
  );
  assert.equal(
    createHash('sha256')
      .update(await made('handler.zip'))
      .digest('hex'),
    hash,
  );
  assert.deepEqual(await made(template), await readFile('templates/image-pipeline.yaml'));
  const request: Request = JSON.parse((await made('staging.json')).toString());
  assert.equal(request.TemplateURL, `https://artifacts.s3.eu-central-1.amazonaws.com/templates/${template}`);
  assert.equal(request.RoleARN, 'arn:aws:iam::1:role/service');
  assert.equal(parameterIn(request, 'ArtifactKey')?.ParameterValue, `handler/${hash}.zip`);
  assert.equal(parameterIn(request, 'ArtifactBucket')?.ParameterValue, 'artifacts');
  const { format, width, height } = await sharp(await made('smoke-test.png')).metadata();
  assert.deepEqual([format, width, height], ['png', 64, 48]);
});

test('a pull request keeps the code that the stack has, under a prefix and with rights of its own', async (t) => {
  const { folder, prepare, made } = await checkout(t);
  assert.equal((await prepare({ staging: settings('staging') }, '--review')).code, 0);
  const request: Request = JSON.parse((await made('staging.json')).toString());
  assert.match(request.TemplateURL, /amazonaws\.com\/review\/[0-9a-f]{64}\.yaml$/);
  assert.equal(request.RoleARN, undefined);
  assert.equal(parameterIn(request, 'ArtifactKey')?.UsePreviousValue, true);
  assert.ok(!(await readdir(join(folder, 'dist/deployment'))).includes('handler.zip'));
});

test('the key of the alarms is handed on', async (t) => {
  const { prepare, made } = await checkout(t);
  const AlarmKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1';
  const { code, stderr } = await prepare({ staging: settings('staging', { AlarmKeyArn }) }, '--review');
  assert.equal(code, 0, stderr);
  const request: Request = JSON.parse((await made('staging.json')).toString());
  assert.equal(parameterIn(request, 'AlarmKeyArn')?.ParameterValue, AlarmKeyArn);
});

test('one line says what is missing, and nothing is written', async (t) => {
  const { folder, prepare, addZip } = await checkout(t);
  const refused = async (message: RegExp, ...args: Parameters<typeof prepare>) => {
    const { code, stderr } = await prepare(...args);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.deepEqual(
      (await readdir(join(folder, 'dist'))).filter((name) => name === 'deployment'),
      [],
    );
  };
  await refused(/^Expected SETTINGS\nUsage: /, undefined);
  await refused(/^Expected one zip of the handler in dist but received 0: npm run bundle\n$/, {
    staging: settings('staging'),
  });
  await addZip();
  await refused(/^Unknown deployment 'other'; there are: production, staging\n$/, { other: settings('other') });
  await refused(/^templates\/deployments\/production\.yaml: Expected AlarmEmail to be set .*\n$/, {
    staging: settings('staging'),
    production: settings('production'),
  });
});
