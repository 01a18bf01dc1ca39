import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { zip } from '../../src/build/bundle-zip.ts';
import { ARM64 } from '../build/elf.ts';
import { emptyMoto, MOTO_MISSING } from '../moto.ts';
import { makeMotoFolder, REGION } from '../moto-folder.ts';
import { readmeScripts } from '../readme.ts';
import { AWS_MISSING, pathWithAws } from '../resident-aws.ts';
import { run } from '../run.ts';

/** The account that moto plays. */
const ACCOUNT = '123456789012';
const STACK = 'pipeline-staging';

/** Types that moto 5.2 passes over without a word. */
const PASSED_OVER = [
  'QueuePolicy',
  'BucketPolicy',
  'Alarm',
  'CompositeAlarm',
  'MetricFilter',
  'QueryDefinition',
  'TopicPolicy',
];

const [create = '', update = ''] = await readmeScripts('### By hand');

test('what the README says to type by hand creates a stack from the committed template, and updates it', async (t) => {
  const path = await pathWithAws();
  if (path === undefined) return t.skip(AWS_MISSING);
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const { folder, env: ofMoto } = await makeMotoFolder(t, moto, path);
  const env = { ...ofMoto, BUCKET: 'artifacts' };
  const bash = async (script: string) => {
    const { code, stdout, stderr } = await run('bash', ['-e', '-u', '-c', script], { cwd: folder, env });
    assert.equal(code, 0, `${script}\n${stdout}\n${stderr}`);
    return stdout;
  };
  /** npm run bundle takes long and is tested by itself; its place is taken by a zip that loads nothing. */
  const withZip = async (script: string, version: string) => {
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    await mkdir(join(folder, 'dist'));
    const bytes = zip(new Map(Object.entries({ 'index.mjs': Buffer.from(version), 'sharp.node': ARM64 })));
    const hash = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(folder, 'dist', `handler-${hash}.zip`), bytes);
    assert.match(script, /^npm run bundle .*\n/);
    return script.replace(/^npm run bundle .*\n/, '');
  };

  await bash('aws s3 mb "s3://$BUCKET"');
  const made = await withZip(create, '1');
  await bash(made);

  const { StackResources } = JSON.parse(
    await bash(`aws cloudformation describe-stack-resources --stack-name ${STACK} --output json`),
  );
  const created = Object.fromEntries(
    StackResources.map((each: Record<string, string>) => [each['LogicalResourceId'], each['PhysicalResourceId']]),
  );
  assert.equal(created['UploadBucket'], `${STACK}-upload-${ACCOUNT}-${REGION}-an`);
  assert.equal(created['ProcessedBucket'], `${STACK}-processed-${ACCOUNT}-${REGION}-an`);
  assert.match(created['ImageQueue'], new RegExp(`/${STACK}-image-queue$`));
  assert.equal(created['ImageFunction'], `${STACK}-image-function`);
  const { Resources } = parse(await readFile('templates/image-pipeline.yaml', 'utf8'));
  const expected = Object.entries<{ Type: string; Condition?: string }>(Resources)
    .filter(
      ([, { Type, Condition }]) => !PASSED_OVER.includes(Type.split('::')[2] ?? '') && Condition !== 'HasAlarmEmail',
    )
    .map(([id]) => id);
  assert.deepEqual(
    expected.filter((id) => !created[id]),
    [],
  );

  // The next version: another zip, stored as before. moto lists no changes of parameters alone.
  const [store] = (await withZip(create, '2')).split('npm run parameters');
  await bash(`${store}\n${update}`);
  const { Stacks } = JSON.parse(await bash(`aws cloudformation describe-stacks --stack-name ${STACK} --output json`));
  const [{ StackStatus, Parameters }] = Stacks;
  assert.equal(StackStatus, 'UPDATE_COMPLETE');
  const parameter = (name: string) =>
    Parameters.find((each: Record<string, string>) => each['ParameterKey'] === name)?.ParameterValue;
  const stored = JSON.parse(await bash('aws s3api list-objects-v2 --bucket "$BUCKET" --output json'));
  assert.equal(stored.Contents.length, 2);
  assert.ok(stored.Contents.some(({ Key }: { Key: string }) => Key === parameter('ArtifactKey')));
  assert.equal(parameter('ArtifactBucket'), 'artifacts');
  assert.equal(parameter('LogLevel'), 'DEBUG', 'from the deployment file');
});
