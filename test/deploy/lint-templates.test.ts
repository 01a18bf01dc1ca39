import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../run.ts';

const lint = (env: Record<string, string>, cwd = '.') =>
  run(process.execPath, [join(process.cwd(), 'src/deploy/lint-templates.ts')], { env, cwd });

test('without cfn-lint the templates pass with a word about it, and fail in CI', async () => {
  const developer = await lint({ PATH: '' });
  assert.equal(developer.code, 0);
  assert.match(developer.stderr, /^cfn-lint is not installed, so the templates were not linted: pip install .*\n$/);
  const ci = await lint({ PATH: '', CI: 'true' });
  assert.equal(ci.code, 1);
  assert.match(ci.stderr, /^cfn-lint is not installed: pip install .*\n$/);
});

const queue = (seconds: unknown) => ({
  Parameters: {
    Delay: { Type: 'Number', Default: 0 },
    LogLevel: { Type: 'String', AllowedValues: ['INFO', 'ERROR'] },
    ArtifactKey: { Type: 'String' }, // the last: of those without a default, cfn-lint misses no other
  },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: seconds, DelaySeconds: { Ref: 'Delay' } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Sub': '${LogLevel} ${ArtifactKey}' } } },
  },
});

const FILES: Record<string, string> = {
  'wrong.yaml': JSON.stringify(queue('soon')),
  'right.yaml': JSON.stringify(queue(30)),
  'deployments/good.yaml': 'template-file-path: templates/right.yaml\nparameters:\n  LogLevel: INFO\n',
  'deployments/late.yaml': 'template-file-path: templates/right.yaml\nparameters:\n  LogLevel: INFO\n  Delay: 901\n',
  'deployments/loud.yaml': 'template-file-path: templates/right.yaml\nparameters:\n  LogLevel: LOUD\n',
};

test('what cfn-lint finds in a template, or in what one of its deployments sets, fails', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'templates', 'deployments'), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, 'templates', name), text);
  const { PATH = '', HOME = '' } = process.env;
  const { code, stdout, stderr } = await lint({ PATH, HOME }, folder);
  if (stderr.startsWith('cfn-lint is not installed')) return t.skip('cfn-lint is not installed');
  assert.notEqual(code, 0);
  assert.match(stdout, /'soon' is not of type 'integer'\n.*wrong\.yaml/);
  assert.match(stdout, /'LOUD' is not one of \['INFO', 'ERROR'\]\n.*loud\.json/);
  assert.match(stdout, /greater than the maximum of 900 when 'Ref' is resolved to '901' from \['.*late\.json'\]/);
  assert.doesNotMatch(stdout, /good\.json/);
});
