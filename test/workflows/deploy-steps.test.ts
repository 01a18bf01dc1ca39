import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { zip } from '../../src/ops/zip.ts';
import { emptyMoto, MOTO_MISSING } from '../moto.ts';
import { makeMotoFolder, REGION } from '../moto-folder.ts';
import { ARM64 } from '../ops/elf.ts';
import { readmeScripts } from '../readme.ts';
import { AWS_MISSING, pathWithAws } from '../resident-aws.ts';
import { run } from '../run.ts';
import { BASH } from './steps.ts';
import { workflowFiles } from './workflow-files.ts';

/**
 * The scripts of deploy-environment.yml run here in their order, with the real AWS command line, against moto, and then
 * those of the change set of a pull request. What is not tried, because moto cannot do it, or because GitHub does it:
 * - npm ci, and what has `uses:`: checking out, credentials by OIDC, artifacts, the attestation.
 * - Try it with an image: moto runs no function without Docker. roles.test.ts tries it against the local run.
 * - Rights: moto checks none. roles.test.ts judges every call of the scripts.
 * - Policies of buckets, queues and topics, alarms and metric filters: moto passes over them.
 * - Drift, a deployment that fails, and that nothing has changed: moto has none of them. answers.test.ts gives the scripts
 *   what AWS answers then, and tries the calls of `gh`.
 * - The changes of an update whose parameters alone differ: moto lists none, and makes them all the same.
 * - The network: moto cannot delete a VPC with an endpoint. test/templates/deploy.test.ts makes one.
 * - Outputs: moto has none of a stack that a change set has made.
 * - Tags of the key, at which moto breaks.
 * - Buckets that outlive their stack: moto takes them along.
 */
const NOT_TRIED = ['npm ci', 'Try it with an image'];

const STACK = 'pipeline-staging';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

const files = workflowFiles();
const scriptsOf = (job: string, file = 'deploy-environment.yml'): [name: string, script: string][] =>
  (files.find(({ name }) => name === file)?.workflow.jobs[job]?.steps ?? []).flatMap(({ name, run: script }) =>
    script === undefined || NOT_TRIED.includes(name ?? script) ? [] : [[name ?? '', script]],
  );

test('the scripts of the deployment make, show and execute a change set, twice, and the stack can be deleted', async (t) => {
  const path = await pathWithAws();
  if (path === undefined) return t.skip(AWS_MISSING);
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const { folder, env: ofMoto } = await makeMotoFolder(t, moto, path);
  const deployment = join(folder, 'templates/deployments/staging.yaml');
  await writeFile(
    deployment,
    (await readFile(deployment, 'utf8')).replace(/^parameters:$/m, '$&\n  NetworkAccess: internet'),
  );
  const github = {
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };

  const settings = {
    ...ofMoto,
    ...github,
    STACK,
    ENVIRONMENT: 'staging',
    BOUNDARY,
    ARTIFACT_BUCKET: '',
    SERVICE_ROLE: 'arn:aws:iam::123456789012:role/service',
  };
  const pairs = async (file: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('=', 2)),
    );
  const bash = async (script: string, env: object) => {
    const ended = await run('bash', [...BASH, script], {
      cwd: folder,
      env: { ...settings, ...env },
    });
    assert.equal(ended.code, 0, `${script}\n${ended.stdout}\n${ended.stderr}`);
    return ended.stdout;
  };
  /** Runs the scripts of a job as GitHub does: what one writes to GITHUB_ENV the next ones have. */
  async function runJob(job: string, env: Record<string, string>): Promise<Record<string, string>> {
    await Promise.all(Object.values(github).map((file) => writeFile(file, '')));
    for (const [, script] of scriptsOf(job)) await bash(script, { ...env, ...(await pairs(github.GITHUB_ENV)) });
    return { ...(await pairs(github.GITHUB_ENV)), ...(await pairs(github.GITHUB_OUTPUT)) };
  }
  const summary = () => readFile(github.GITHUB_STEP_SUMMARY, 'utf8');
  const store = async (code: string): Promise<void> => {
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    await mkdir(join(folder, 'dist'));
    await writeFile(
      join(folder, 'dist', `handler-${'0'.repeat(64)}.zip`),
      zip(new Map(Object.entries({ 'index.mjs': Buffer.from(code), 'sharp.node': ARM64 }))),
    );
  };
  const deployed = async () =>
    JSON.parse(await bash(`aws cloudformation describe-stacks --stack-name ${STACK} --output json`, {})).Stacks[0];

  const [bootstrap = ''] = await readmeScripts('### With GitHub');
  await bash(bootstrap, { OWNER: 'o', OWNER_ID: '1', REPOSITORY: 'r', REPOSITORY_ID: '2' });

  const keys: string[] = [];
  for (const [round, type] of [
    [1, 'CREATE'],
    [2, 'UPDATE'],
  ] as const) {
    await store(`export const handler = () => ${round};`);
    const CHANGE_SET = `main-${round}`;
    const made = await runJob('change-set', { CHANGE_SET });
    assert.equal(made['change-set'], CHANGE_SET);
    assert.equal(made['type'], type);
    assert.match(await summary(), new RegExp(`^### Change set ${CHANGE_SET} of ${STACK}$`, 'm'));
    if (type === 'CREATE') assert.match(await summary(), /^Add\tImageFunction\tAWS::Lambda::Function/m);
    await runJob('deploy', { CHANGE_SET, TYPE: type });
    assert.match(await summary(), new RegExp(`^### ${STACK}$`, 'm'));
    const { StackStatus, Parameters } = await deployed();
    assert.equal(StackStatus, `${type}_COMPLETE`);
    const parameter = (name: string) =>
      Parameters.find((each: Record<string, string>) => each['ParameterKey'] === name)?.ParameterValue;
    assert.match(parameter('ArtifactKey'), /^handler\/[0-9a-f]{64}\.zip$/);
    keys.push(parameter('ArtifactKey'));
    assert.equal(parameter('PermissionsBoundaryArn'), BOUNDARY);
    assert.equal(parameter('LogLevel'), 'DEBUG', 'from the deployment file');
  }

  const ofPullRequest = { CHANGE_SET: 'pull-request-1', DEPLOYMENT: 'staging' };
  const scripts = scriptsOf('change-set', 'pull-request.yml');
  assert.equal(scripts.length, 2);
  for (const [, script] of scripts) await bash(script, ofPullRequest);
  assert.match(await summary(), /### Change set of pipeline-staging/);
  assert.equal((await deployed()).StackStatus, 'UPDATE_COMPLETE');

  await bash(scriptsOf('change-set')[0]?.[1] ?? '', {}); // the same zip again: it is there, and it is the same
  const bucket = `image-pipeline-artifacts-123456789012-${REGION}-an`;
  assert.equal(new Set(keys).size, 2);
  await bash(
    `printf other > other && aws s3api put-object --bucket ${bucket} --key ${keys.at(-1)} --body other --checksum-algorithm SHA256`,
    {},
  );
  const script = scriptsOf('change-set')[0]?.[1] ?? '';
  await assert.rejects(bash(script, {}), /Expected s3:.*to have SHA-256 .* but received/);

  // As the README says to type it. moto takes the buckets along where AWS keeps them, so they are made again.
  const [, , remove = ''] = await readmeScripts('### By hand');
  const [deleting = '', emptying = ''] = remove.split(/^(?=npm run ops)/m);
  await bash(deleting, {});
  await bash(`! aws cloudformation describe-stacks --stack-name ${STACK} 2>/dev/null`, {});
  const named = (purpose: string) => `${STACK}-${purpose}-123456789012-${REGION}-an`;
  const env = { UPLOAD: named('upload'), PROCESSED: named('processed') };
  await bash('aws s3 mb "s3://$UPLOAD" && aws s3 mb "s3://$PROCESSED" && aws s3 cp other "s3://$UPLOAD/a.jpg"', env);
  await bash(emptying.replace('"$PROCESSED"', '$& --confirm "$UPLOAD" --confirm "$PROCESSED"'), env);
  assert.doesNotMatch(await bash('aws s3 ls', {}), /upload|processed/);
});
