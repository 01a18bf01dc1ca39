import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { MOTO_MISSING, startMoto } from '../moto.ts';
import { run } from '../run.ts';

/** The account that moto plays. */
const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const STACK = 'images-test';
const TEMPLATE = 'templates/image-pipeline.yaml';

/** Types that moto 5.2 passes over without a word. */
const PASSED_OVER = ['QueuePolicy', 'BucketPolicy', 'Alarm', 'MetricFilter', 'TopicPolicy'];

test('the AWS command line creates a stack from the committed template', async (t) => {
  if ((await run('aws', ['--version'])).code === undefined) return t.skip('the AWS command line is not installed');
  const moto = await startMoto();
  if (!moto) return t.skip(MOTO_MISSING);
  t.after(() => moto.stop());
  const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  t.after(() => rm(folder, { recursive: true }));

  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_PAGER: '',
  };
  const aws = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('aws', ['--endpoint-url', moto.url, ...args], { env });
    assert.equal(code, 0, `aws ${args.join(' ')}: ${stderr}`);
    return stdout;
  };

  const zip = join(folder, 'handler.zip');
  await writeFile(zip, EMPTY_ZIP);
  const artifacts = `image-pipeline-artifacts-${ACCOUNT}-${REGION}-an`;
  await aws('s3', 'mb', `s3://${artifacts}`);
  await aws('s3', 'cp', zip, `s3://${artifacts}/handler/test.zip`);
  await aws(
    ...['cloudformation', 'deploy', '--stack-name', STACK, '--template-file', TEMPLATE],
    ...['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset'],
    ...['--parameter-overrides', 'ArtifactKey=handler/test.zip', 'ImageWidth=320'],
  );

  const { StackResources } = JSON.parse(
    await aws('cloudformation', 'describe-stack-resources', '--stack-name', STACK, '--output', 'json'),
  );
  const created = Object.fromEntries(
    StackResources.map((each: Record<string, string>) => [each['LogicalResourceId'], each['PhysicalResourceId']]),
  );
  assert.equal(created['UploadBucket'], `${STACK}-upload-${ACCOUNT}-${REGION}-an`);
  assert.equal(created['ProcessedBucket'], `${STACK}-processed-${ACCOUNT}-${REGION}-an`);
  assert.match(created['ImageQueue'], new RegExp(`/${STACK}-image-queue$`));
  assert.equal(created['ImageFunction'], `${STACK}-image-function`);

  const { Resources } = parse(await readFile(TEMPLATE, 'utf8'));
  const expected = Object.entries<{ Type: string; Condition?: string }>(Resources)
    .filter(
      ([, { Type, Condition }]) => !PASSED_OVER.includes(Type.split('::')[2] ?? '') && Condition !== 'HasAlarmEmail',
    )
    .map(([id]) => id);
  assert.deepEqual(
    expected.filter((id) => !created[id]),
    [],
  );

  const configuration = JSON.parse(
    await aws('lambda', 'get-function-configuration', '--function-name', `${STACK}-image-function`, '--output', 'json'),
  );
  assert.equal(configuration.Runtime, 'nodejs24.x');
  assert.equal(String(configuration.Environment.Variables.IMAGE_WIDTH), '320');
});

/** The end-of-central-directory record alone: a zip with nothing in it. */
const EMPTY_ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
