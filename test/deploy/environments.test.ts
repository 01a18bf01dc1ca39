import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { checkEnvironments, REQUIRED_OUTPUTS } from '../../src/deploy/environments.ts';
import { run } from '../run.ts';

const outputs = (environment: string, account = '111122223333', change: object = {}) => ({
  EnvironmentName: environment,
  PipelineStackName: `pipeline-${environment}`,
  Region: 'eu-central-1',
  ArtifactBucketName: `artifacts-${account}`,
  ArtifactBucketUrl: `https://artifacts-${account}.s3.eu-central-1.amazonaws.com`,
  ...Object.fromEntries(
    ['Review', 'Publish', 'Deploy', 'Drift', 'Service'].map((role) => [
      `${role}RoleArn`,
      `arn:aws:iam::${account}:role/${environment}-${role}Role-1A`,
    ]),
  ),
  PermissionsBoundaryArn: `arn:aws:iam::${account}:policy/${environment}-Boundary`,
  AlarmKeyArn: `arn:aws:kms:eu-central-1:${account}:key/${environment}`,
  ...change,
});
const variable = (...given: Parameters<typeof outputs>) => JSON.stringify(outputs(...given));
const BOTH = { STAGING: variable('staging'), PRODUCTION: variable('production', '444455556666') };

test('the bootstrap template has every output that an environment needs', async () => {
  const { template } = await readTemplate('templates/bootstrap.yaml');
  assert.deepEqual(
    REQUIRED_OUTPUTS.filter((name) => !template.Outputs?.[name]),
    [],
  );
});

test('where no variable is set nothing is deployed, and that is no problem', () => {
  assert.deepEqual(checkEnvironments({}), { environments: {}, problems: [] });
  assert.deepEqual(checkEnvironments({ STAGING: ' ', PRODUCTION: '', ENVIRONMENTS: '' }), {
    environments: {},
    problems: [],
  });
});

test('both environments are deployed unless ENVIRONMENTS lists one', () => {
  assert.deepEqual(checkEnvironments(BOTH), {
    environments: { staging: outputs('staging'), production: outputs('production', '444455556666') },
    problems: [],
  });
  for (const list of ['production', ' production\n'])
    assert.deepEqual(Object.keys(checkEnvironments({ ...BOTH, ENVIRONMENTS: list }).environments), ['production']);
  for (const list of ['production staging', 'production, staging'])
    assert.deepEqual(Object.keys(checkEnvironments({ ...BOTH, ENVIRONMENTS: list }).environments), [
      'staging',
      'production',
    ]);
});

test('a key of the alarms is needed, as the service role makes none', () => {
  const key = (AlarmKeyArn: string) =>
    checkEnvironments({ ...BOTH, STAGING: variable('staging', '111122223333', { AlarmKeyArn }) });
  assert.deepEqual(key('arn:aws:kms:eu-central-1:111122223333:key/1-2').problems, []);
  assert.match(
    key('').problems.join(),
    /^Expected AlarmKeyArn in variable STAGING to be the ARN of a key but received ""/,
  );
  assert.match(
    key('arn:aws:kms:eu-central-1:999999999999:key/1-2').problems.join(),
    /^Expected AlarmKeyArn .* account 111122223333/,
  );
  assert.match(
    key('1-2').problems.join(),
    /^Expected AlarmKeyArn in variable STAGING to be the ARN of a key but received "1-2"/,
  );
});

const wrong: [title: string, variables: Record<string, string>, ...problems: RegExp[]][] = [
  [
    'staging is missing, or mistyped',
    { PRODUCTION: BOTH.PRODUCTION },
    /^Expected variable STAGING to be .* but it is not set: npm run connect .*, or leave it out of ENVIRONMENTS$/,
  ],
  [
    'no JSON',
    { ...BOTH, STAGING: 'eu-central-1' },
    /^Expected variable STAGING to be a JSON object .* but received eu-central-1: npm run connect/,
  ],
  ['a list', { ...BOTH, STAGING: '[]' }, /^Expected variable STAGING to be a JSON object .* but received \[\]/],
  [
    'two values',
    { ...BOTH, STAGING: variable('staging', '111122223333', { Region: 'Frankfurt', PublishRoleArn: undefined }) },
    /^Expected Region in variable STAGING to be a Region but received "Frankfurt": npm run connect/,
    /^Expected PublishRoleArn in variable STAGING to be the ARN of a role but received nothing: npm run connect/,
  ],
  [
    "a role of another account than the environment's others",
    { ...BOTH, STAGING: variable('staging', '111122223333', { DeployRoleArn: 'arn:aws:iam::999999999999:role/d' }) },
    /^Expected DeployRoleArn in variable STAGING to be of account 111122223333 as ServiceRoleArn is, but it is of 999999999999/,
  ],
  [
    'a policy for a role',
    { ...BOTH, STAGING: variable('staging', '111122223333', { DeployRoleArn: 'arn:aws:iam::111122223333:policy/d' }) },
    /^Expected DeployRoleArn in variable STAGING to be the ARN of a role but received "arn:/,
  ],
  [
    "the other environment's values",
    { ...BOTH, STAGING: BOTH.PRODUCTION },
    /^Expected variable STAGING to be of environment staging but it is of production$/,
    /both name pipeline-production/,
  ],
  [
    'two environments with one stack name in one account',
    {
      STAGING: variable('staging'),
      PRODUCTION: variable('production', '111122223333', { PipelineStackName: 'pipeline-staging' }),
    },
    /^Expected STAGING and PRODUCTION to name two stacks but both name pipeline-staging of account 111122223333: give one/,
  ],
  [
    'a URL of another bucket',
    {
      ...BOTH,
      STAGING: variable('staging', '111122223333', {
        ArtifactBucketUrl: 'https://other.s3.eu-central-1.amazonaws.com',
      }),
    },
    /^Expected ArtifactBucketUrl in variable STAGING to begin with https:\/\/artifacts-111122223333\.s3\.eu-central-1\./,
  ],
  [
    'an environment that the workflows do not know',
    { ...BOTH, ENVIRONMENTS: 'staging prod' },
    /^Expected variable ENVIRONMENTS to list staging, production, or one of them, but received prod$/,
  ],
];

for (const [title, variables, ...problems] of wrong)
  test(`one line each says what is wrong: ${title}`, async () => {
    const found = checkEnvironments(variables).problems;
    assert.equal(found.length, problems.length, found.join('\n'));
    for (const [i, problem] of problems.entries()) assert.match(found[i] ?? '', problem);
    const env = { ...process.env, ...variables };
    const { code, stdout, stderr } = await run(process.execPath, ['src/deploy/environments.ts'], { env });
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(stderr, found.map((line) => `::error::${line}\n`).join(''));
  });

test('one stack name in two accounts is fine', () => {
  const PRODUCTION = variable('production', '444455556666', { PipelineStackName: 'pipeline-staging' });
  assert.deepEqual(checkEnvironments({ STAGING: BOTH.STAGING, PRODUCTION }).problems, []);
});

test('the outputs are those of a step, and the audience is that of the partition', async () => {
  const china = {
    ArtifactBucketUrl: 'https://artifacts-111122223333.s3.cn-north-1.amazonaws.com.cn',
    Region: 'cn-north-1',
  };
  const STAGING = variable('staging', '111122223333', china);
  const env = { ...process.env, STAGING, PRODUCTION: BOTH.PRODUCTION };
  const { code, stdout } = await run(process.execPath, ['src/deploy/environments.ts'], { env });
  assert.equal(code, 0);
  const [environments = '', settings = '', ...rest] = stdout.trimEnd().split('\n');
  assert.deepEqual(rest, []);
  assert.equal(environments, 'environments=["staging","production"]');
  const { staging, production } = JSON.parse(settings.replace('settings=', ''));
  assert.deepEqual([staging.Audience, production.Audience], ['sts.amazonaws.com.cn', 'sts.amazonaws.com']);
});

test('the check imports no package: it runs before npm ci', async () => {
  const { readFile } = await import('node:fs/promises');
  assert.doesNotMatch(await readFile('src/deploy/environments.ts', 'utf8'), /^import (?!.*from 'node:)/m);
});
