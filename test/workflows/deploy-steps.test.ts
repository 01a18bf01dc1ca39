import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { zip } from '../../src/build/bundle-zip.ts';
import { ARM64 } from '../build/elf.ts';
import { emptyMoto, MOTO_MISSING } from '../moto.ts';
import { makeMotoFolder, REGION } from '../moto-folder.ts';
import { readmeScripts } from '../readme.ts';
import { AWS_MISSING, pathWithAws } from '../resident-aws.ts';
import { run } from '../run.ts';
import { synthesizedText } from '../synthesized.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import { startRecorder } from './recorder.ts';
import { BASH } from './steps.ts';
import { type Step, workflowFiles } from './workflow-files.ts';

/**
 * The way from a push to a running stack, with the real AWS command line, against moto: the bootstrap as the README deploys it,
 * `npm run connect`, and then the scripts of settings.yml, deploy.yml and deploy-environment.yml in their order, twice, and those
 * of a pull request. What is not tried, because moto cannot do it, or because GitHub does it:
 * - npm ci, npm run bundle, and what has `uses:`: checking out, credentials by OIDC, artifacts, the attestation.
 * - Conditions, concurrency, approvals, and how GitHub hands outputs on: this test does that.
 * - Try it with an image: moto runs no function without Docker. roles.test.ts tries it against the local run.
 * - Rights: moto checks none. Every call is judged by the role of its job here, and those of other ways in roles.test.ts.
 * - Policies of buckets, queues and topics, alarms and metric filters: moto passes over them.
 * - Drift, a deployment or a change set that fails, and that nothing has changed: moto has none of them. answers.test.ts gives
 *   the scripts what AWS answers then, and tries the calls of `gh`.
 * - Values of properties before and after, and changes of an update whose parameters alone differ: moto lists none.
 *   change-set.test.ts shows an answer as AWS documents it.
 * - The template of a change set: moto gives that of the stack, which an update here does not change and a creation lacks.
 * - Which change set was executed last: moto does not tell.
 * - The network: moto cannot delete a VPC with an endpoint. test/templates/deploy.test.ts makes one.
 * - Outputs: moto has none of a stack that a change set has made; the bootstrap is made once more, without one.
 * - Tags of the key, at which moto breaks.
 * - Buckets that outlive their stack: moto takes them along.
 */
const NOT_TRIED = [
  'npm ci',
  'npm run bundle',
  'Verify the attestation',
  'Warn of environments without rules',
  'Try it with an image',
];

const STACK = 'pipeline-staging';
const BUCKET = `image-pipeline-artifacts-123456789012-${REGION}-an`;

const files = workflowFiles();
const stepsOf = (file: string, job: string): Step[] =>
  (files.find(({ name }) => name === file)?.workflow.jobs[job]?.steps ?? []).filter(
    ({ name, run: script }) => script !== undefined && !NOT_TRIED.includes(name ?? script),
  );

/** What a step wrote to GITHUB_OUTPUT: NAME=VALUE, or NAME<<END, lines, END. */
function outputsIn(text: string): Record<string, string> {
  const several = [...text.matchAll(/^(\w+)<<END\n(.*?)\nEND$/gms)].map(([, name = '', value = '']) => [name, value]);
  const single = [...text.replaceAll(/^\w+<<END\n.*?\nEND$/gms, '').matchAll(/^([\w-]+)=(.*)$/gm)];
  return Object.fromEntries([...several, ...single.map(([, name = '', value = '']) => [name, value])]);
}

test('the way of the workflows deploys a stack, updates it, and shows a pull request; then the stack can be deleted', async (t) => {
  const path = await pathWithAws();
  if (path === undefined) return t.skip(AWS_MISSING);
  const moto = await emptyMoto();
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const { folder, env: ofMoto } = await makeMotoFolder(t, moto, path);
  // moto cannot delete a VPC with an endpoint.
  await writeFile(join(folder, 'templates/image-pipeline.yaml'), synthesizedText({ networkAccess: 'internet' }));
  await cp('package-lock.json', join(folder, 'package-lock.json'));
  const github = {
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  const bash = async (script: string, env: object = {}, cwd = folder) => {
    const ended = await run('bash', [...BASH, script], { cwd, env: { ...ofMoto, ...github, ...env } });
    assert.equal(ended.code, 0, `${script}\n${ended.stdout}\n${ended.stderr}`);
    return ended.stdout;
  };
  /** Runs the scripts of a job as GitHub does: its outputs are those of all its steps. */
  async function runJob(file: string, job: string, env: Record<string, string>, cwd = folder) {
    await Promise.all(Object.values(github).map((log) => writeFile(log, '')));
    for (const step of stepsOf(file, job)) {
      const { 'change-set': ARN = '' } = outputsIn(await readFile(github.GITHUB_OUTPUT, 'utf8'));
      if (step.if?.includes("outputs.change-set != ''") && ARN === '') continue;
      await bash(step.run ?? '', { ...env, ARN }, join(cwd, String(step['working-directory'] ?? '.')));
    }
    return outputsIn(await readFile(github.GITHUB_OUTPUT, 'utf8'));
  }
  const summary = () => readFile(github.GITHUB_STEP_SUMMARY, 'utf8');
  const deployed = async () =>
    JSON.parse(await bash(`aws cloudformation describe-stacks --stack-name ${STACK} --output json`)).Stacks[0];

  // A fresh copy of the repository has nothing to deploy, and says so.
  const none = await runJob('settings.yml', 'settings', { STAGING: '', PRODUCTION: '', ENVIRONMENTS: '' });
  assert.deepEqual(none, { environments: '[]', settings: '{}' });

  // Move 2, with a stand-in for gh; and once more without a change set, of which moto would have no outputs.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'gh'), '#!/bin/sh\necho octo-org 1 images 2\n', { mode: 0o755 });
  const [bootstrap = ''] = await readmeScripts('### With GitHub');
  await bash(bootstrap, { PATH: `${bin}:${path}` });
  const parameters = {
    EnvironmentName: 'staging',
    PipelineStackName: STACK,
    GitHubOwner: 'o',
    GitHubOwnerId: '1',
    GitHubRepository: 'r',
    GitHubRepositoryId: '2',
    CreateGitHubOidcProvider: 'false',
    CreateArtifactBucket: 'false',
  };
  const given = Object.entries(parameters).map(([name, value]) => `ParameterKey=${name},ParameterValue=${value}`);
  await bash(
    `aws cloudformation create-stack --stack-name bootstrap --template-body file://templates/bootstrap.yaml --parameters ${given.join(' ')}`,
  );

  // Move 3: what it prints is typed, with a stand-in for gh that keeps the variable.
  const printed = await bash('node src/deploy/connect.ts --stack bootstrap');
  await writeFile(join(bin, 'gh'), `#!/bin/sh\nprintf %s "$5" > '${folder}/variable'\n`, { mode: 0o755 });
  await bash(printed, { PATH: `${bin}:${path}` });
  const STAGING = await readFile(join(folder, 'variable'), 'utf8');
  const { environments, settings = '' } = await runJob('settings.yml', 'settings', {
    STAGING,
    PRODUCTION: '',
    ENVIRONMENTS: 'staging',
  });
  assert.equal(environments, '["staging"]');
  const { PermissionsBoundaryArn, ServiceRoleArn } = JSON.parse(settings).staging;

  // What the real command line asks for is judged by the role of the job.
  const recorder = await startRecorder(moto);
  t.after(() => recorder.stop());
  const roles = await bootstrapRoles({ partition: 'aws', region: REGION, account: '123456789012', stack: STACK });
  const AWS_ENDPOINT_URL = recorder.url;
  const judge = (role: string) => {
    const asked = recorder.calls.splice(0);
    assert.ok(asked.length > 0, role);
    // The service role of the resolved template has another name than moto's.
    const calls = asked.map(({ fields, ...call }) => ({
      ...call,
      fields: fields['RoleARN'] === ServiceRoleArn ? { ...fields, RoleARN: roles.serviceRole } : fields,
    }));
    assert.deepEqual(roles.judge(role, calls).denied, [], role);
  };

  /** What the build hands over, in a folder of its own as the next job has it. */
  async function build(code: string): Promise<{ cwd: string; SUMS: string }> {
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    await mkdir(join(folder, 'dist'));
    const bytes = zip(new Map(Object.entries({ 'index.mjs': Buffer.from(code), 'sharp.node': ARM64 })));
    const name = join(folder, 'dist', `handler-${createHash('sha256').update(bytes).digest('hex')}`);
    await writeFile(`${name}.zip`, bytes);
    await writeFile(`${name}.cdx.json`, `{"of":${JSON.stringify(code)}}`);
    const { sums = '' } = await runJob('deploy.yml', 'build', { SETTINGS: settings });
    const cwd = join(folder, `job-${createHash('sha256').update(code).digest('hex').slice(0, 8)}`);
    await cp(join(folder, 'dist/deployment'), cwd, { recursive: true });
    return { cwd, SUMS: sums };
  }
  const common = { AWS_ENDPOINT_URL, ENVIRONMENT: 'staging', STACK, ARTIFACT_BUCKET: BUCKET, GITHUB_RUN_NUMBER: '1' };

  const keys: string[] = [];
  let last = { cwd: folder, SUMS: '' };
  for (const [round, type] of [
    [1, 'CREATE'],
    [2, 'UPDATE'],
  ] as const) {
    last = await build(`export const handler = () => ${round};`);
    const CHANGE_SET = `main-${round}-1-0`;
    const made = await runJob('deploy-environment.yml', 'change-set', { ...common, ...last, CHANGE_SET }, last.cwd);
    judge('PublishRole');
    assert.match(made['change-set'] ?? '', new RegExp(`^arn:aws:cloudformation:.*:changeSet/${CHANGE_SET}/`));
    assert.equal(made['type'], type);
    assert.match(await summary(), new RegExp(`^### Change set ${CHANGE_SET} of ${STACK}$`, 'm'));
    if (type === 'CREATE') assert.match(await summary(), /^- \*\*Add\*\* ImageFunction \(AWS::Lambda::Function\)$/m);
    assert.match(await summary(), /^\| ArtifactKey \| .* \| `handler\/[0-9a-f]{64}\.zip` \|$/m);
    // moto gives the template of the stack, which a new one does not have yet.
    const answering = join(folder, 'answering');
    await mkdir(answering, { recursive: true });
    const create = `#!/bin/sh\ncase "$*" in *' get-template '*) cat ./*.yaml ;; *) PATH='${path}' exec aws "$@" ;; esac\n`;
    if (type === 'CREATE') await writeFile(join(answering, 'aws'), create, { mode: 0o755 });
    const PATH = type === 'CREATE' ? `${answering}:${path}` : path;
    const executing = { ...common, ...last, CHANGE_SET: made['change-set'] ?? '', TYPE: type, PATH };
    await runJob('deploy-environment.yml', 'deploy', executing, last.cwd);
    judge('DeployRole');
    assert.match(await summary(), new RegExp(`^### ${STACK}$`, 'm'));
    const { StackStatus, Parameters, Tags } = await deployed();
    assert.equal(StackStatus, `${type}_COMPLETE`);
    const parameter = (name: string) =>
      Parameters.find((each: Record<string, string>) => each['ParameterKey'] === name)?.ParameterValue;
    keys.push(parameter('ArtifactKey'));
    assert.equal(parameter('ArtifactBucket'), BUCKET);
    assert.equal(parameter('PermissionsBoundaryArn'), PermissionsBoundaryArn);
    assert.equal(parameter('LogLevel'), 'DEBUG', 'from the deployment file');
    assert.ok(Tags.some(({ Key, Value }: Record<string, string>) => Key === 'environment' && Value === 'staging'));
  }
  assert.equal(new Set(keys).size, 2);
  const template = (await readdir(last.cwd)).find((name) => name.endsWith('.yaml'));
  const list = JSON.parse(await bash(`aws s3api list-objects-v2 --bucket ${BUCKET} --output json`));
  assert.deepEqual(
    list.Contents.map(({ Key }: { Key: string }) => Key).sort(),
    [...keys.flatMap((key) => [key, key.replace(/zip$/, 'cdx.json')]), `templates/${template}`].sort(),
  );

  await bash('npm run --silent prepare-deployment -- --review', { SETTINGS: settings });
  const requests = join(folder, 'requests');
  await cp(join(folder, 'dist/deployment'), requests, { recursive: true });
  const SUMS = await bash('sha256sum -- *', {}, requests);
  await runJob('pull-request.yml', 'change-set', { ...common, SUMS, CHANGE_SET: 'pull-request-1' }, requests);
  judge('ReviewRole');
  assert.match(await summary(), /### Change set pull-request-1 of pipeline-staging/);
  assert.equal((await deployed()).StackStatus, 'UPDATE_COMPLETE');
  const elsewhere = runJob(
    'pull-request.yml',
    'change-set',
    { ...common, STACK: 'none', SUMS, CHANGE_SET: 'pull-request-2' },
    requests,
  );
  assert.deepEqual(await elsewhere, {});
  assert.match(await summary(), /^none is not deployed yet/m);

  // Another bill of the same zip is no fault.
  await bash(`echo ' ' >> handler.cdx.json`, {}, last.cwd);
  // What is stored already is compared, and other bytes under its name are refused.
  const store =
    stepsOf('deploy-environment.yml', 'change-set').find(({ name }) => name?.startsWith('Store'))?.run ?? '';
  await bash(store, common, last.cwd);
  await bash(
    `printf other > other && aws s3api put-object --bucket ${BUCKET} --key ${keys.at(-1)} --body other --checksum-algorithm SHA256`,
  );
  await assert.rejects(bash(store, common, last.cwd), /Expected s3:.*to have SHA-256 .* but received/);
  await bash(`echo '#' >> ${template}`, {}, last.cwd);
  await assert.rejects(
    bash(store, common, last.cwd),
    /Expected .*\.yaml to have the SHA-256 that is its name: nothing was published/,
  );
  const check = stepsOf('deploy-environment.yml', 'deploy')[0]?.run ?? '';
  await assert.rejects(
    bash(check, last, last.cwd),
    /::error::Expected the files of the build to have the sums that it handed over/,
  );
  const refuse = stepsOf('deploy-environment.yml', 'deploy')[1]?.run ?? '';
  const executed = { ...common, CHANGE_SET: 'main-2-1-0' };
  await assert.rejects(
    bash(refuse, executed, last.cwd),
    /Expected the change set of pipeline-staging to have the template .* but it has another/,
  );
  await bash('echo >> handler.zip', {}, last.cwd);
  await assert.rejects(
    bash(refuse, executed, last.cwd),
    /Expected the change set of pipeline-staging to deploy handler\/.* but received handler\//,
  );

  // As the README says to type it. moto takes the buckets along where AWS keeps them, so they are made again.
  const [, , remove = ''] = await readmeScripts('### By hand');
  const [deleting = '', emptying = ''] = remove.split(/^(?=npm run ops)/m);
  await bash(deleting);
  await bash(`! aws cloudformation describe-stacks --stack-name ${STACK} 2>/dev/null`);
  const named = (purpose: string) => `${STACK}-${purpose}-123456789012-${REGION}-an`;
  const env = { UPLOAD: named('upload'), PROCESSED: named('processed') };
  await bash('aws s3 mb "s3://$UPLOAD" && aws s3 mb "s3://$PROCESSED" && aws s3 cp other "s3://$UPLOAD/a.jpg"', env);
  await bash(emptying.replace('"$PROCESSED"', '$& --confirm "$UPLOAD" --confirm "$PROCESSED"'), env);
  assert.doesNotMatch(await bash('aws s3 ls'), /upload|processed/);
});
