import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { AWS_MISSING, pathWithAws } from '../resident-aws.ts';
import { run } from '../run.ts';

const write = (...args: string[]) => run(process.execPath, ['src/deploy/change-set-input.ts', ...args]);
const STAGING = ['--deployment', 'staging', '--stack', 'images', '--name', 'main-1'];

test('the request has the committed template, the parameters and tags of the deployment, and what is added', async () => {
  const added = [
    '--parameter',
    'ArtifactKey=handler/ab.zip',
    '--parameter',
    'AlarmEmail=night=shift@example.com',
    '--previous',
    'PermissionsBoundaryArn',
    '--role-arn',
    'arn:role',
  ];
  const { code, stdout } = await write(...STAGING, '--type', 'UPDATE', ...added);
  assert.equal(code, 0);
  const { Parameters, Tags, TemplateBody, ...rest } = JSON.parse(stdout);
  assert.deepEqual(rest, {
    StackName: 'images',
    ChangeSetName: 'main-1',
    ChangeSetType: 'UPDATE',
    Capabilities: ['CAPABILITY_IAM'],
    RoleARN: 'arn:role',
  });
  assert.equal(TemplateBody, await readFile('templates/image-pipeline.yaml', 'utf8'));
  const has = (entry: object) => Parameters.some((each: object) => JSON.stringify(each) === JSON.stringify(entry));
  assert.ok(has({ ParameterKey: 'LogLevel', ParameterValue: 'DEBUG' }));
  assert.ok(has({ ParameterKey: 'ReservedConcurrency', ParameterValue: '0' }));
  assert.ok(has({ ParameterKey: 'ArtifactKey', ParameterValue: 'handler/ab.zip' }));
  assert.ok(has({ ParameterKey: 'AlarmEmail', ParameterValue: 'night=shift@example.com' }));
  assert.ok(has({ ParameterKey: 'PermissionsBoundaryArn', UsePreviousValue: true }));
  assert.ok(Tags.some(({ Key, Value }: Record<string, string>) => Key === 'environment' && Value === 'staging'));
});

test('the request names a stored template by its address, whose name is the sum of its bytes', async () => {
  const bytes = await readFile('templates/image-pipeline.yaml');
  const url = `https://artifacts.s3.eu-central-1.amazonaws.com/templates/${createHash('sha256').update(bytes).digest('hex')}.yaml`;
  const added = ['--parameter', 'ArtifactKey=handler/ab.zip', '--template-url', url];
  const { code, stdout } = await write(...STAGING, '--type', 'UPDATE', ...added);
  assert.equal(code, 0);
  const { TemplateBody, TemplateURL } = JSON.parse(stdout);
  assert.deepEqual([TemplateBody, TemplateURL], [undefined, url]);
});

test('a template that is too long for a request needs an address', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'change-set-'));
  t.after(() => rm(folder, { recursive: true }));
  const long = `${await readFile('templates/image-pipeline.yaml', 'utf8')}\n#${'x'.repeat(10_000)}\n`;
  await writeFile(join(folder, 'long.yaml'), long);
  const text = await readFile('templates/deployments/staging.yaml', 'utf8');
  await writeFile(join(folder, 'staging.yaml'), text.replace('templates/image-pipeline.yaml', 'long.yaml'));
  const args = ['--deployment', './staging.yaml', '--stack', 'images', '--name', 'a', '--type', 'UPDATE'];
  const script = [resolve('src/deploy/change-set-input.ts'), ...args, '--parameter', 'ArtifactKey=handler/ab.zip'];
  const { code, stderr } = await run(process.execPath, script, { cwd: folder });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^Expected long\.yaml to have at most 51200 bytes but it has \d+: store it in a bucket and give --template-url\n$/,
  );
  const url = `https://b.s3.eu-central-1.amazonaws.com/templates/${createHash('sha256').update(long).digest('hex')}.yaml`;
  const stored = await run(process.execPath, [...script, '--template-url', url], { cwd: folder });
  assert.equal(JSON.parse(stored.stdout).TemplateURL, url);
});

const BUCKETS = ['upload', 'processed'].map((purpose) => `images-${purpose}-123456789012-eu-central-1-an`);
const IMPORT = ['--upload-bucket', BUCKETS[0] ?? '', '--processed-bucket', BUCKETS[1] ?? ''];

test('an import takes the two buckets, with nothing that leads to what is not there', async () => {
  const { code, stdout } = await write(...STAGING, '--type', 'IMPORT', ...IMPORT);
  assert.equal(code, 0);
  const { TemplateBody, Parameters, ResourcesToImport, ChangeSetType, Capabilities } = JSON.parse(stdout);
  assert.deepEqual([ChangeSetType, Capabilities], ['IMPORT', undefined]);
  assert.deepEqual(
    ResourcesToImport,
    ['UploadBucket', 'ProcessedBucket'].map((LogicalResourceId, i) => ({
      ...{ ResourceType: 'AWS::S3::Bucket', LogicalResourceId },
      ResourceIdentifier: { BucketName: BUCKETS[i] },
    })),
  );
  const reduced: Template = JSON.parse(TemplateBody);
  assert.deepEqual(Object.keys(reduced.Resources), ['UploadBucket', 'ProcessedBucket']);
  assert.equal(reduced.Outputs, undefined, 'an import adds none');
  for (const [id, { DeletionPolicy, DependsOn, Properties = {} }] of Object.entries(reduced.Resources)) {
    assert.deepEqual([DeletionPolicy, DependsOn], ['Retain', undefined], id);
    assert.ok(!('NotificationConfiguration' in Properties), id);
  }
  // As CloudFormation resolves it: every reference leads somewhere, and the names are those that are imported.
  const parameters = Object.fromEntries(
    Parameters.map(({ ParameterKey, ParameterValue }: Record<string, string>) => [ParameterKey, ParameterValue]),
  );
  const pseudo = {
    ...{ StackName: 'images', AccountId: '123456789012', Region: 'eu-central-1', Partition: 'aws' },
    ...{ URLSuffix: 'amazonaws.com', StackId: 'arn:aws:cloudformation:1', NotificationARNs: [] },
  };
  const { resources, problems } = resolveTemplate(reduced, { parameters, pseudo });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    Object.values(resources).map(({ Properties }) => Properties['BucketName']),
    BUCKETS,
  );
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html: Update requires. */
test('the update after an import replaces no bucket: what would is in the import already', async () => {
  const { stdout } = await write(...STAGING, '--type', 'IMPORT', ...IMPORT);
  const reduced: Template = JSON.parse(JSON.parse(stdout).TemplateBody);
  const { template } = await readTemplate('templates/image-pipeline.yaml');
  const [bucket] = (await loadAwsServiceSpec()).lookup('resource', 'cloudFormationType', 'equals', 'AWS::S3::Bucket');
  const fixed = Object.entries(bucket?.properties ?? {}).filter(
    ([, { causesReplacement = 'no' }]) => causesReplacement !== 'no',
  );
  assert.ok(fixed.some(([name]) => name === 'BucketName'));
  for (const id of ['UploadBucket', 'ProcessedBucket'])
    for (const [name] of [...fixed, ['BucketNamespace']])
      assert.deepEqual(
        reduced.Resources[id]?.Properties?.[name ?? ''],
        template.Resources[id]?.Properties?.[name ?? ''],
        name,
      );
});

test('the AWS command line and cfn-lint take an import as it is written', async (t) => {
  const path = await pathWithAws();
  if (path === undefined) return t.skip(AWS_MISSING);
  const folder = await mkdtemp(join(tmpdir(), 'change-set-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'import.json');
  assert.equal((await write(...STAGING, '--type', 'IMPORT', ...IMPORT, '--out', file)).code, 0);
  const args = ['cloudformation', 'create-change-set', '--cli-input-json', `file://${file}`];
  // Checks the request by AWS's model, and sends nothing.
  const env = { ...process.env, PATH: path, AWS_DEFAULT_REGION: 'eu-central-1' };
  const { code, stderr } = await run('aws', [...args, '--generate-cli-skeleton', 'output'], { env });
  assert.equal(code, 0, stderr);
  await writeFile(join(folder, 'import.template'), JSON.parse(await readFile(file, 'utf8')).TemplateBody);
  const linted = await run('cfn-lint', [join(folder, 'import.template')]);
  if (linted.code !== undefined) assert.deepEqual([linted.code, linted.stdout], [0, '']);
});

const wrong: [title: string, args: string[], message: RegExp][] = [
  ['without a type', STAGING, /^Expected --deployment, .*\nUsage: /],
  [
    'without the zip, which the stack does not have either',
    [...STAGING, '--type', 'CREATE'],
    /^templates\/deployments\/staging\.yaml: Expected ArtifactKey to be .* but received nothing\n$/,
  ],
  [
    'an address whose name is not the sum of the template',
    [
      ...[...STAGING, '--type', 'CREATE', '--parameter', 'ArtifactKey=handler/ab.zip'],
      ...['--template-url', `https://artifacts.s3.eu-central-1.amazonaws.com/templates/${'0'.repeat(64)}.yaml`],
    ],
    /^Expected --template-url to be https:\/\/…\/[0-9a-f]{64}\.yaml, the SHA-256 of templates\/image-pipeline\.yaml, but received .*\n$/,
  ],
  [
    'an import without the buckets',
    [...STAGING, '--type', 'IMPORT'],
    /^Expected --upload-bucket to name the bucket .*\n$/,
  ],
  [
    'an import of a bucket that the template would name otherwise',
    [...STAGING, '--type', 'IMPORT', '--upload-bucket', 'photographs', '--processed-bucket', 'b'],
    /^Expected --upload-bucket to be images-upload-ACCOUNT-REGION-an, .* but received photographs: set UploadBucketName to import it\n$/,
  ],
  [
    'production without anyone who hears its alarms',
    [
      ...['--deployment', 'production', ...STAGING.slice(2)],
      '--type',
      'CREATE',
      '--parameter',
      'ArtifactKey=handler/ab.zip',
    ],
    /^templates\/deployments\/production\.yaml: Expected AlarmEmail to be set but received nothing: .*\n$/,
  ],
  [
    'a parameter without a value',
    [...STAGING, '--type', 'CREATE', '--parameter', 'ArtifactKey'],
    /^Expected NAME=VALUE .* ArtifactKey\n$/,
  ],
  [
    'a deployment that is not there',
    ['--deployment', 'none.yaml', ...STAGING.slice(2), '--type', 'CREATE'],
    /^Expected none\.yaml to be a file .*\n$/,
  ],
];

for (const [title, args, message] of wrong)
  test(`a wrong request is refused in words: ${title}`, async () => {
    const { code, stderr, stdout } = await write(...args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
