import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { run } from '../run.ts';

const write = (...args: string[]) => run(process.execPath, ['src/ops/change-set-input.ts', ...args]);
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

const wrong: [title: string, args: string[], message: RegExp][] = [
  ['without a type', STAGING, /^Expected --deployment, .*\nUsage: /],
  [
    'without the zip, which the stack does not have either',
    [...STAGING, '--type', 'CREATE'],
    /^templates\/deployments\/staging\.yaml: Expected ArtifactKey to be .* but received nothing\n$/,
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
