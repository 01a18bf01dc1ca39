import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run as judgeFiles } from '../../policy/run.ts';
import { FileError } from '../../src/shared/file-error.ts';
import { run } from '../run.ts';

const SHORT_FORM = `
Parameters:
  Env: { Type: String, Description: Stage., AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '\${AWS::StackName}-jobs'
      VisiblityTimeout: !If [IsProd, 300, 30]
  Host:
    Type: AWS::EC2::Instance
    Properties: { UserData: !Base64 hello }
Outputs:
  Address: { Description: Of the host., Value: !GetAtt Host.PublicIp }
`;

const JSON_FORM = JSON.stringify({ Resources: { Jobs: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Keep' } } }, null, 2);

const FILES: Record<string, string> = {
  'short.yaml': SHORT_FORM,
  'long.json': JSON_FORM,
  'broken.yaml': 'Resources:\n  A: {\n',
  'list.yaml': '- a\n- b\n',
  'empty.yaml': '',
  'none.yaml': 'Description: nothing\n',
};

describe('npm run policy', { concurrency: 2 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'policy-'));
    await mkdir(path.join(folder, 'folder'));
    for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(folder, name), text);
  });
  after(() => rm(folder, { recursive: true }));

  const policy = (...args: string[]) =>
    run(process.execPath, ['policy/main.ts', ...args.map((arg) => arg.replace('FOLDER', folder))]);

  test('finds nothing in the committed templates, and says what was judged', async () => {
    const { code, stdout } = await policy();
    assert.match(
      stdout,
      /^templates\/image-pipeline\.yaml: ArtifactKey has no default; judged as if it were .*\.zip$/m,
    );
    assert.match(
      stdout,
      /\d+ of \d+ rules applied to .*\(defaults\).*\(production\).*\(staging\): 0 findings, 0 waived\n$/,
    );
    assert.equal(code, 0);
  });

  test('names rule, line, path, what was expected and what came in a template with short-form functions', async () => {
    const { code, stdout } = await policy('FOLDER/short.yaml');
    const paragraph = stdout.split('\n\n').find((text) => text.includes('STACK-2 ')) ?? '';
    const lines = paragraph.replaceAll(folder, 'FOLDER').split('\n');
    assert.deepEqual(
      [lines[0]?.split(' ')[0], ...lines.slice(1, 5)],
      [
        'FOLDER/short.yaml:11:',
        '  at        Resources.Jobs.Properties.VisiblityTimeout',
        '  expected  a property that is known here; did you mean VisibilityTimeout?',
        '  received  VisiblityTimeout',
        '  with      defaults',
      ],
    );
    assert.doesNotMatch(stdout, /Host/, 'what only AWS can tell is no fault of the template');
    assert.match(stdout, /Env has no default; judged as if it were dev/);
    assert.equal(code, 1);
  });

  test('judges JSON, and prints JSON', async () => {
    const { code, stdout } = await policy('FOLDER/long.json', '--format', 'json');
    const found = JSON.parse(stdout).findings.find(({ rule }: { rule: string }) => rule === 'STACK-2');
    assert.deepEqual([found.line, found.at, found.received], [5, 'Resources.Jobs.DeletionPolicy', 'Keep']);
    assert.equal(code, 1);
  });

  test('judges a template with a deployment, whose own line it names', async () => {
    const deployment = path.join(folder, 'odd.yaml');
    await writeFile(
      deployment,
      'template-file-path: templates/image-pipeline.yaml\nparameters:\n  LogLevel: INFO\n  MaximumConcurrency: 11\n',
    );
    const { code, stdout } = await policy('--deployment', deployment);
    assert.match(stdout, new RegExp(`^${deployment}:4: STACK-15 `, 'm'));
    assert.match(stdout, /received {2}MaximumConcurrency 11, ReservedConcurrency 10/);
    assert.match(stdout, /\(odd\): \d+ findings?/);
    assert.equal(code, 1);
  });

  const UNUSABLE: Record<string, [string, RegExp]> = {
    'is missing': ['missing.yaml', /^Expected .*missing\.yaml to be a file but it does not exist$/],
    'is a folder': ['folder', /^Expected .*folder to be a file but it is a folder$/],
    'is empty': ['empty.yaml', /^Expected .* to have content but it is empty$/],
    'is not YAML': ['broken.yaml', /^.*broken\.yaml:\d+: Not valid YAML: .*$/],
    'is no map': ['list.yaml', /^.*list\.yaml: Expected a CloudFormation template but received a list$/],
    'has no resources': [
      'none.yaml',
      /^.*none\.yaml: Expected a CloudFormation template but received a map without Resources$/,
    ],
  };

  for (const [what, [name, expected]] of Object.entries(UNUSABLE))
    test(`tells in one line that a file ${what}`, async () => {
      await assert.rejects(judgeFiles([path.join(folder, name)], [], '2026-01-01'), (error) => {
        assert.ok(error instanceof FileError);
        assert.match(error.message, expected);
        return true;
      });
    });

  const MISTAKES: Record<string, [string[], RegExp]> = {
    'a deployment that is missing': [
      ['--deployment', 'FOLDER/missing.yaml'],
      /^Expected .*missing\.yaml to be a file but it does not exist\n$/,
    ],
    'an unknown format': [
      ['--format', 'xml'],
      /^Expected --format to be one of text, json, sarif, github but received xml\nUsage: /,
    ],
    'an unknown option': [['--fromat', 'text'], /^Unknown option '--fromat'\nUsage: /],
  };

  for (const [what, [args, expected]] of Object.entries(MISTAKES))
    test(`ends with exit code 2 and a clear line for ${what}`, async () => {
      const { code, stdout, stderr } = await policy(...args);
      assert.match(stderr, expected);
      assert.equal(stdout, '');
      assert.equal(code, 2);
    });

  test('prints how it is called', async () => {
    const { code, stdout } = await policy('--help');
    assert.match(stdout, /^Usage: npm run policy/);
    assert.equal(code, 0);
  });
});
