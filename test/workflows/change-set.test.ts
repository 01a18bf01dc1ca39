import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { run } from '../run.ts';

/**
 * How a change set is shown. moto lists no values, so the answers here are written by the documentation of
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html
 */
async function show(t: TestContext, changeSet: object, before: object = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'change-set-'));
  t.after(() => rm(folder, { recursive: true }));
  const [shown, old] = [join(folder, 'change-set.json'), join(folder, 'before.json')];
  await writeFile(shown, JSON.stringify({ ChangeSetName: 'main-1', StackName: 'images', ...changeSet }));
  await writeFile(old, JSON.stringify(before));
  const args = [
    '-r',
    '-f',
    'src/deploy/change-set.jq',
    '--slurpfile',
    'before',
    old,
    '--arg',
    'zip',
    'ab',
    '--arg',
    'template',
    'cd',
  ];
  const { code, stdout, stderr } = await run('jq', [...args, shown]);
  assert.equal(code, 0, stderr);
  return stdout;
}

const target = (Path: string, BeforeValue?: string, AfterValue?: string, RequiresRecreation = 'Never') => ({
  Target: { Attribute: 'Properties', Name: Path.split('/')[2], Path, BeforeValue, AfterValue, RequiresRecreation },
});
const modify = (LogicalResourceId: string, ResourceType: string, ...Details: object[]) => ({
  Type: 'Resource',
  ResourceChange: { Action: 'Modify', LogicalResourceId, ResourceType, Replacement: 'False', Details },
});

test('a change set is shown in full: permissions first, each property before and after, parameters, both sums', async (t) => {
  const policy = '{"Statement":[{"Effect":"Allow"}]}';
  const Changes = [
    modify('ImageQueue', 'AWS::SQS::Queue', target('/Properties/VisibilityTimeout', '300', '600'), {
      ...target('/Properties/QueueName', 'a', 'b|c', 'Always'),
      CausingEntity: 'QueueName',
    }),
    modify('ImageFunctionRole', 'AWS::IAM::Role', target('/Properties/Policies/0', policy, '{"Statement":[]}')),
    {
      ResourceChange: {
        Action: 'Add',
        LogicalResourceId: 'UploadBucketPolicy',
        ResourceType: 'AWS::S3::BucketPolicy',
        AfterContext: '{"Properties":{"Bucket":"b"}}',
      },
    },
    {
      ResourceChange: {
        Action: 'Remove',
        LogicalResourceId: 'Old',
        ResourceType: 'AWS::SQS::Queue',
        BeforeContext: '{"Properties":{}}',
      },
    },
    modify('VpcEndpoint', 'AWS::EC2::VPCEndpoint', target('/Properties/PolicyDocument', 'x', 'y')),
  ];
  const parameters = (BatchSize: string, more: object[] = []) => [
    { ParameterKey: 'BatchSize', ParameterValue: BatchSize },
    { ParameterKey: 'LogLevel', ParameterValue: 'INFO' },
    ...more,
  ];
  const before = { Stacks: [{ Parameters: parameters('10') }] };
  const after = parameters('5', [{ ParameterKey: 'AlarmEmail', ParameterValue: 'a@example.com' }]);
  assert.equal(
    await show(t, { Changes, Parameters: after }, before),
    `### Change set main-1 of images

Zip \`ab\`, template \`cd\`.

#### Permissions

- **Modify** ImageFunctionRole (AWS::IAM::Role)
  - /Properties/Policies/0: \`${policy}\` → \`{"Statement":[]}\`
- **Add** UploadBucketPolicy (AWS::S3::BucketPolicy)
  - \`{"Properties":{"Bucket":"b"}}\`
- **Modify** VpcEndpoint (AWS::EC2::VPCEndpoint)
  - /Properties/PolicyDocument: \`x\` → \`y\`

#### Resources

- **Modify** ImageQueue (AWS::SQS::Queue)
  - /Properties/QueueName: \`a\` → \`b\\|c\` (by QueueName) **replaces it**
  - /Properties/VisibilityTimeout: \`300\` → \`600\`
- **Remove** Old (AWS::SQS::Queue)
  - \`{"Properties":{}}\`

#### Parameters

| Parameter | Before | After |
|---|---|---|
| AlarmEmail | nothing | \`a@example.com\` |
| BatchSize | \`10\` | \`5\` |
`,
  );
});

test('what stands in a value cannot leave its line or its quotes, and a long one is cut', async (t) => {
  const shown = await show(t, {
    Changes: [modify('Q', 'AWS::SQS::Queue', target('/P', 'a`\n\n# b', 'x'.repeat(5000)))],
  });
  const [line = ''] = shown.split('\n').filter((each) => each.startsWith('  - /P'));
  assert.match(line, /^ {2}- \/P: `a' # b` → `x{1000} …`$/);
});

test('of what is about permissions nothing is cut', async (t) => {
  const policy = `${'x'.repeat(5000)}*`;
  const added = { Action: 'Add', LogicalResourceId: 'R', ResourceType: 'AWS::IAM::Role', AfterContext: policy };
  const Changes = [
    modify('P', 'AWS::S3::BucketPolicy', target('/Properties/PolicyDocument', `${policy}1`, `${policy}2`)),
    modify('E', 'AWS::EC2::VPCEndpoint', target('/Properties/PolicyDocument', 'x', `${policy}3`)),
    { ResourceChange: added },
  ];
  const shown = await show(t, { Changes });
  assert.deepEqual(
    [...shown.matchAll(/\*(.)?`/g)].map(([, end = '']) => end),
    ['1', '2', '3', ''],
  );
});

test('a replacement is said beside the resource', async (t) => {
  const change = {
    Action: 'Modify',
    LogicalResourceId: 'Q',
    ResourceType: 'AWS::SQS::Queue',
    Replacement: 'Conditional',
  };
  assert.match(
    await show(t, { Changes: [{ ResourceChange: change }] }),
    /^- \*\*Modify, replacement: Conditional\*\* Q /m,
  );
});
