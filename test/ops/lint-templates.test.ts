import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../run.ts';

const lint = (env: Record<string, string>, cwd = '.') =>
  run(process.execPath, [join(process.cwd(), 'src/ops/lint-templates.ts')], { env, cwd });

test('without cfn-lint the templates pass with a word about it, and fail in CI', async () => {
  const developer = await lint({ PATH: '' });
  assert.equal(developer.code, 0);
  assert.match(developer.stderr, /^cfn-lint is not installed, so the templates were not linted: pip install .*\n$/);
  const ci = await lint({ PATH: '', CI: 'true' });
  assert.equal(ci.code, 1);
  assert.match(ci.stderr, /^cfn-lint is not installed: pip install .*\n$/);
});

test('what cfn-lint finds fails', async (t) => {
  if ((await run('cfn-lint', ['--version'])).code === undefined) return t.skip('cfn-lint is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'templates'));
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'soon' } } } };
  await writeFile(join(folder, 'templates', 'wrong.yaml'), JSON.stringify(template));
  const { code, stdout } = await lint({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }, folder);
  assert.notEqual(code, 0);
  assert.match(stdout, /'soon' is not of type 'integer'/);
});

test('a value of a deployment that the template does not take fails', async (t) => {
  if ((await run('cfn-lint', ['--version'])).code === undefined) return t.skip('cfn-lint is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'lint-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'templates', 'deployments'), { recursive: true });
  const template = {
    Parameters: { LogLevel: { Type: 'String', AllowedValues: ['INFO', 'ERROR'] } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'LogLevel' } } } },
  };
  await writeFile(join(folder, 'templates', 'small.yaml'), JSON.stringify(template));
  await writeFile(
    join(folder, 'templates', 'deployments', 'loud.yaml'),
    'template-file-path: templates/small.yaml\nparameters:\n  LogLevel: LOUD\n',
  );
  const { code, stdout } = await lint({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }, folder);
  assert.notEqual(code, 0);
  assert.match(stdout, /'LOUD' is not one of/);
});
