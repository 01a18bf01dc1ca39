import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { readTemplate } from '../src/aws/cloudformation/read.ts';
import { PASSING_ERROR_CODES, PERMANENT_ERROR_CODES } from '../src/handler/errors/coded-errors.ts';
import { UNKNOWN } from '../src/ops/dead-letters.ts';
import { emptyMoto, MOTO_MISSING } from './moto.ts';
import { folderOf, type } from './ops/local-stack.ts';
import { drawJpeg } from './pictures.ts';
import { AWS_MISSING, pathWithAws } from './resident-aws.ts';
import { run } from './run.ts';

/** Alarms, and what follows a deletion, which test/deploy/change-set-input.test.ts and moto try. */
const [RUNBOOK = '', DELETION = ''] = (await readFile('RUNBOOK.md', 'utf8')).split('\n# After a deletion\n');
const { template } = await readTemplate('templates/image-pipeline.yaml');
const OPS = 'npm run ops -- ';

/** What is typed, a command each, without comments. */
const COMMANDS = [...RUNBOOK.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, script = '']) =>
  script
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/ +#.*/, ''))
    .filter((line) => line !== ''),
);

test('every alarm names a section of the runbook, and every section is named by one', () => {
  const named = Object.values(template.Resources).flatMap(({ Properties = {} }) => {
    const [, section] = /RUNBOOK\.md: (.*)$/.exec(String(Properties['AlarmDescription'] ?? '')) ?? [];
    return section === undefined ? [] : [section];
  });
  const alarms = Object.values(template.Resources).filter(({ Type }) => /^AWS::CloudWatch::\w*Alarm$/.test(Type));
  assert.equal(named.length, alarms.length);
  assert.deepEqual([...RUNBOOK.matchAll(/^## (.*)$/gm)].map(([, title]) => title).sort(), named.sort());
});

test('the table of codes has every code that a dead letter can have, once', () => {
  const rows = [...RUNBOOK.matchAll(/^\| (`.*?) \|/gm)].map(([, codes = '']) => codes);
  const codes = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, code]) => code));
  assert.deepEqual(codes.sort(), [...PERMANENT_ERROR_CODES, ...PASSING_ERROR_CODES, UNKNOWN].sort());
});

test('every setting that the runbook names is a parameter of the template', () => {
  const names = [...RUNBOOK.matchAll(/`([A-Z][a-z]+[A-Z]\w+)`/g)].map(([, name = '']) => name);
  assert.ok(names.length > 5);
  for (const name of names) assert.ok(template.Parameters?.[name], name);
});

/** A local run that stays, with the variables that it shows for other terminals. */
async function startLocalRun(t: TestContext, folder: string, images: readonly string[]) {
  const args = ['src/local/main.ts', '--keep', '--out', join(folder, 'out'), ...images];
  const local = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(local, 'close');
  t.after(() => {
    local.kill('SIGINT');
    return closed;
  });
  let shown = '';
  await new Promise<void>((resolve) => {
    local.once('close', resolve);
    local.stdout.setEncoding('utf8').on('data', (text) => {
      shown += text;
      if (shown.includes('sqs receive-message')) resolve(); // in the last line
    });
  });
  const exported = [...shown.matchAll(/^ +export (.*)$/gm)].flatMap(([, words = '']) => words.split(' '));
  return Object.fromEntries(exported.map((word) => word.replaceAll("'", '').split(/=(.*)/)));
}

test('every command of the runbook runs against the local run, by the variables that it shows', async (t) => {
  const folder = await folderOf(t);
  const [photo, broken] = [join(folder, 'photo.jpg'), join(folder, 'broken.jpg')];
  await writeFile(photo, await drawJpeg({ width: 160, height: 80 }));
  await writeFile(broken, 'no image');
  const env = await startLocalRun(t, folder, [broken]);
  const typed = COMMANDS.filter((command) => command.startsWith(OPS));
  assert.ok(typed.length > 10);
  for (const command of typed) {
    const args = command.slice(OPS.length).split(' ');
    const here = args[0] === 'upload' ? args.map((arg) => (arg === 'photo.jpg' ? photo : arg)) : args;
    const { code, stdout, stderr } = await type(env, here, { answers: ['purge'] });
    assert.ok(code < 2, `${command}: ${stderr}`);
    if (args[0] === 'upload') assert.match(stdout, /^photo\.jpg: processed: processed\/photo\.jpg$/m);
    if (args[0] === 'logs' && args[1] !== '--slow') assert.match(stdout, /photo|broken/, command);
    if (args[1] === 'redrive') while ((await type(env, ['dlq', 'list'])).code === 0); // it fails once more
    if (args[1] === 'purge') assert.equal(stdout, 'Deleted 1 message.\n');
  }
  assert.equal((await type(env, ['status'])).code, 0, 'what was broken is mended');
});

/** What the command line of AWS needs of a stack here: a mapping that is disabled. */
const DISABLED_MAPPING = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'pictures-image-queue' } },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = () => {};' },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        Enabled: false,
        FunctionName: { Ref: 'Function' },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      },
    },
  },
};

test('every command of the AWS command line finds the event source mapping of the stack, and enables it', async (t) => {
  const PATH = await pathWithAws();
  if (PATH === undefined) return t.skip(AWS_MISSING);
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const region = 'eu-central-1';
  const cloudFormation = new CloudFormationClient({ endpoint: moto, region });
  t.after(() => cloudFormation.destroy());
  const stack = { StackName: 'pictures', TemplateBody: JSON.stringify(DISABLED_MAPPING) };
  await cloudFormation.send(new CreateStackCommand(stack));

  let [uuid, state] = ['', ''];
  const bash = async (script: string) => {
    const own = { PATH, AWS_ENDPOINT_URL: moto, AWS_DEFAULT_REGION: region, AWS_PAGER: '', UUID: uuid };
    const env = { ...process.env, ...own, PIPELINE_STACK: 'pictures' };
    const { code, stdout, stderr } = await run('bash', ['-e', '-u', '-c', script], { env });
    assert.equal(code, 0, `${script}\n${stderr}`);
    return stdout;
  };
  const [list = '', ...others] = COMMANDS.filter((command) => command.startsWith('aws '));
  [uuid = '', state = ''] = (await bash(list)).trim().split('\t');
  assert.equal(state, 'Disabled');
  for (const command of others) await bash(command);
  assert.equal((await bash(list)).trim(), `${uuid}\tEnabled`);
});

test('nothing is typed that is neither of the two', () => {
  const rest = COMMANDS.filter((command) => !command.startsWith(OPS) && !command.startsWith('aws '));
  assert.deepEqual(rest, ['export PIPELINE_STACK=pipeline-production AWS_REGION=eu-central-1']);
});

/** Of the deletion, moto has all but the import itself: what is asked for it is checked by AWS's model, and not sent. */
test('what the runbook says to type after a deletion is what the AWS command line takes', async (t) => {
  const PATH = await pathWithAws();
  if (PATH === undefined) return t.skip(AWS_MISSING);
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const folder = await folderOf(t);
  const region = 'eu-central-1';
  const bucket = (purpose: string) => `pictures-${purpose}-123456789012-${region}-an`;
  const env = {
    ...{ ...process.env, PATH, AWS_ENDPOINT_URL: moto, AWS_DEFAULT_REGION: region, AWS_PAGER: '' },
    ...{ PIPELINE_STACK: 'pictures', UPLOAD: bucket('upload'), PROCESSED: bucket('processed') },
  };
  const bash = async (script: string) => {
    const ended = await run('bash', ['-e', '-u', '-c', script], { env });
    assert.equal(ended.code, 0, `${script}\n${ended.stderr}`);
  };
  await bash('aws s3 mb "s3://$UPLOAD" && aws s3 mb "s3://$PROCESSED"');
  const [confirm = '', mend = ''] = [...DELETION.matchAll(/```sh\n(.*?)```/gs)].map(([, script = '']) => script);
  const [, ...heads] = confirm.trim().split('\n');
  assert.equal(heads.length, 2);
  for (const head of heads) await bash(head);
  const typed = mend.replaceAll('\\\n', ' ').replaceAll('dist/', `${folder}/`).trim().split('\n');
  const [request = '', create = '', ...follow] = typed;
  await bash(
    request.replace('--deployment production', '--deployment production --parameter AlarmEmail=a@example.com'),
  );
  for (const line of [create, ...follow.filter((each) => !/ wait /.test(each))])
    await bash(`${line} --generate-cli-skeleton output`);
  const waiters = follow.flatMap((line) => / wait (\S+)/.exec(line)?.[1] ?? []);
  const { stdout } = await run('aws', ['cloudformation', 'wait', 'help'], {
    env: { ...env, AWS_PAGER: 'cat', PAGER: 'cat' },
  });
  for (const waiter of waiters) assert.ok(stdout === '' || stdout.includes(waiter), waiter);
  assert.deepEqual(waiters, ['change-set-create-complete', 'stack-import-complete']);
});
