import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { checkEnvironments } from '../../src/deploy/environments.ts';
import { emptyMoto, MOTO_MISSING } from '../moto.ts';
import { run } from '../run.ts';

/**
 * The bootstrap stack is a real one of moto. gh is played: it needs GitHub. What it is asked is compared with its manual,
 * https://cli.github.com/manual/gh_api, and the REST API of environments.
 */
const REGION = 'eu-central-1';
const PARAMETERS: Readonly<Record<string, string>> = {
  EnvironmentName: 'staging',
  PipelineStackName: 'pipeline-staging',
  GitHubOwner: 'octo-org',
  GitHubOwnerId: '1',
  GitHubRepository: 'images',
  GitHubRepositoryId: '2',
};

async function bootstrap(t: TestContext, moto: string, change: Readonly<Record<string, string>> = {}, body?: string) {
  const client = new CloudFormationClient({
    endpoint: moto,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  t.after(() => client.destroy());
  const Parameters = Object.entries({ ...PARAMETERS, ...change }).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  }));
  const TemplateBody = body ?? (await readFile('templates/bootstrap.yaml', 'utf8'));
  await client.send(new CreateStackCommand({ StackName: 'bootstrap', TemplateBody, ...(body ? {} : { Parameters }) }));
}

/** A folder with a gh that keeps what it is asked and answers by a script of sh. */
async function playGh(t: TestContext, answers: string) {
  const folder = await mkdtemp(join(tmpdir(), 'connect-'));
  t.after(() => rm(folder, { recursive: true }));
  const gh = `#!/bin/sh\nprintf '%s|' "$@" >> '${folder}/calls'; echo >> '${folder}/calls'\n${answers}\n`;
  await writeFile(join(folder, 'gh'), gh);
  await writeFile(join(folder, 'calls'), '');
  await chmod(join(folder, 'gh'), 0o755);
  const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n').filter(Boolean);
  return { folder, calls };
}

const connect = (moto: string, path: string, ...args: string[]) =>
  run(process.execPath, ['src/deploy/connect.ts', ...args], {
    env: {
      ...process.env,
      PATH: path,
      AWS_ENDPOINT_URL: moto,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
const { PATH = '' } = process.env;

test('the variable that connect sets is one that the workflows take, and a second time nothing is set', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  await bootstrap(t, moto);
  const gh = await playGh(
    t,
    `case "$1 $2" in
    'variable get') cat "$0.variable" ;;
    'variable set') printf %s "$5" > "$0.variable" ;;
  esac`,
  );
  const path = `${gh.folder}${delimiter}${PATH}`;
  const { code, stdout } = await connect(moto, path, '--stack', 'bootstrap', '--run');
  assert.deepEqual([code, stdout], [0, 'Variable STAGING: set\n']);
  const STAGING = await readFile(join(gh.folder, 'gh.variable'), 'utf8');
  const { environments, problems } = checkEnvironments({ STAGING, ENVIRONMENTS: 'staging' });
  assert.deepEqual(problems, []);
  assert.equal(environments.staging?.PipelineStackName, 'pipeline-staging');
  assert.equal(
    environments.staging?.ArtifactBucketUrl,
    `https://image-pipeline-artifacts-123456789012-${REGION}-an.s3.${REGION}.amazonaws.com`,
  );
  assert.equal((await connect(moto, path, '--stack', 'bootstrap', '--run')).stdout, 'Variable STAGING: unchanged\n');
  assert.equal((await gh.calls()).filter((call) => call.startsWith('variable|set|')).length, 1);
});

const ENVIRONMENT = 'repos/{owner}/{repo}/environments/staging';
const answers = (environment: string, branches: string) => `case "$*" in
  *users/*) echo 42 ;;
  *PUT*|*POST*) ;;
  *deployment-branch-policies*) echo '${branches}' ;;
  *environments/staging*) ${environment} ;;
esac`;

test('an environment that is not there is made for main alone, with its reviewer, before the variable is set', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  await bootstrap(t, moto);
  const gh = await playGh(t, answers('echo "gh: Not Found (HTTP 404)" >&2; exit 1', ''));
  const { code, stdout, stderr } = await connect(
    moto,
    `${gh.folder}${delimiter}${PATH}`,
    '--stack',
    'bootstrap',
    '--reviewer',
    'mona',
    '--run',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Environment staging: only main deploys, 1 reviewers\n/);
  const changing = (await gh.calls()).filter((call) => /\|(PUT|POST)\||^variable\|set\|/.test(call));
  assert.deepEqual(
    changing.map((call) => call.replace(/\{"Al.*/, '…')),
    [
      `api|--silent|--method|PUT|${ENVIRONMENT}|-F|wait_timer=0|-F|prevent_self_review=false|-f|reviewers[][type]=User|-F|reviewers[][id]=42|-F|deployment_branch_policy[protected_branches]=false|-F|deployment_branch_policy[custom_branch_policies]=true|`,
      `api|--silent|--method|POST|${ENVIRONMENT}/deployment-branch-policies|-f|name=main|-f|type=branch|`,
      'variable|set|STAGING|--body|…',
    ],
  );
});

test('what an environment has stays: its reviewers and timer; and what is as it should be is not touched', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  await bootstrap(t, moto);
  const rules = (deployment_branch_policy: object | null) =>
    JSON.stringify({
      protection_rules: [
        { type: 'wait_timer', wait_timer: 5 },
        { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'Team', reviewer: { id: 7 } }] },
      ],
      deployment_branch_policy,
    });
  const open = await playGh(t, answers(`echo '${rules(null)}'`, ''));
  await connect(moto, `${open.folder}${delimiter}${PATH}`, '--stack', 'bootstrap', '--protect', '--run');
  const put = (await open.calls()).find((call) => call.includes('|PUT|')) ?? '';
  assert.match(
    put,
    /\|wait_timer=5\|-F\|prevent_self_review=true\|-f\|reviewers\[\]\[type\]=Team\|-F\|reviewers\[\]\[id\]=7\|/,
  );
  const right = await playGh(t, answers(`echo '${rules({ custom_branch_policies: true })}'`, 'main\nrelease'));
  const { stderr } = await connect(
    moto,
    `${right.folder}${delimiter}${PATH}`,
    '--stack',
    'bootstrap',
    '--protect',
    '--run',
  );
  assert.equal(stderr, 'Expected environment staging to be for main alone but it also admits release\n');
  assert.ok(!(await right.calls()).some((call) => /\|(PUT|POST)\|/.test(call)));
});

test('without --run the commands are printed for a shell, and gh is not asked', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  await bootstrap(t, moto);
  const gh = await playGh(t, 'case "$*" in *users/mona*) echo 42 ;; esac');
  const path = `${gh.folder}${delimiter}${PATH}`;
  const { code, stdout } = await connect(moto, path, '--stack', 'bootstrap', '--reviewer', 'mona');
  assert.equal(code, 0);
  assert.deepEqual(await gh.calls(), []);
  const typed = await run('bash', ['-e', '-c', stdout], { env: { ...process.env, PATH: path } });
  assert.equal(typed.code, 0, typed.stderr);
  const calls = await gh.calls();
  assert.ok(
    calls.some((call) => call.includes('|reviewers[][id]=42|')),
    calls.join('\n'),
  );
  assert.match(calls.at(-1) ?? '', /^variable\|set\|STAGING\|--body\|\{"Al.*"EnvironmentName":"staging",.*\}\|$/);
});

test('one line says what is wrong, and nothing was changed', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const refused = async (message: RegExp, path: string, ...args: string[]) => {
    const { code, stdout, stderr } = await connect(moto, path, ...args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n {4}at /);
  };
  await refused(/^Expected --stack\nUsage: /, PATH);
  await refused(
    /^Expected a stack none in eu-central-1 but there is none: check --stack, --region .*\n$/,
    PATH,
    '--stack',
    'none',
  );
  await bootstrap(t, moto);
  const nothing = await mkdtemp(join(tmpdir(), 'connect-'));
  t.after(() => rm(nothing, { recursive: true }));
  await refused(
    /^Expected gh \(https:\/\/cli\.github\.com\) to be installed but there is none.*\n$/,
    nothing,
    '--stack',
    'bootstrap',
    '--run',
  );
  const signedOut = await playGh(t, 'exit 1');
  await refused(
    /^Expected gh to be signed in but it is not: gh auth login\n$/,
    `${signedOut.folder}${delimiter}${PATH}`,
    '--stack',
    'bootstrap',
    '--run',
  );
  const denied = await playGh(
    t,
    'case "$1" in auth) ;; *) echo "gh: Resource not accessible (HTTP 403)" >&2; exit 1 ;; esac',
  );
  await refused(
    /^Expected gh api .*environments\/staging' to succeed but received gh: Resource not accessible \(HTTP 403\)\n$/,
    `${denied.folder}${delimiter}${PATH}`,
    '--stack',
    'bootstrap',
    '--protect',
    '--run',
  );
});

test('a stack of another template, or for another environment, is refused in one line', async (t) => {
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  await bootstrap(
    t,
    moto,
    {},
    '{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}},"Outputs":{"Region":{"Value":"eu-central-1"}}}',
  );
  const other = await connect(moto, PATH, '--stack', 'bootstrap');
  assert.equal(other.code, 2);
  assert.match(
    other.stderr,
    /^Expected stack bootstrap to have the outputs of templates\/bootstrap\.yaml but it lacks EnvironmentName, .*: deploy that template again\n$/,
  );
  const again = await emptyMoto();
  if (again === undefined) return;
  await bootstrap(t, again, { EnvironmentName: 'test' });
  const unknown = await connect(again, PATH, '--stack', 'bootstrap');
  assert.match(
    unknown.stderr,
    /^Expected EnvironmentName of stack bootstrap to be staging or production, .* but received test\n$/,
  );
});
