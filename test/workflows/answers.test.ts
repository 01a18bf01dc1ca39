import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runStep, type Step } from './steps.ts';

/**
 * What moto and GitHub's absence leave untried: answers of AWS that it does not give (a change set without changes, a
 * deployment that fails, drift), and calls of `gh`.
 */
const MAKE: Step = { file: 'deploy-environment.yml', job: 'change-set', name: 'Make the change set' };
const EXECUTE: Step = { file: 'deploy-environment.yml', job: 'deploy', name: 'Execute that change set' };
const DETECT: Step = { file: 'drift.yml', job: 'drift', name: 'Detect' };
const ISSUE: Step = { file: 'drift.yml', job: 'drift', name: 'Open or update the issue' };
const COMMENT: Step = { file: 'pull-request.yml', job: 'comment', name: 'Comment, or update the comment' };

const MAKING = {
  ENVIRONMENT: 'staging',
  SERVICE_ROLE: 'arn:aws:iam::1:role/s',
  BOUNDARY: 'arn:aws:iam::123456789012:policy/b',
  CHANGE_SET: 'main-1',
  ARTIFACT_BUCKET: '',
};

/** sh that answers by the operation that it is called for. */
const answers = (cases: Readonly<Record<string, string>>): string =>
  `case "$*" in\n${Object.entries(cases)
    .map(([operation, script]) => `*' ${operation} '*) ${script} ;;`)
    .join('\n')}\nesac`;

const make = (t: TestContext, cases: Readonly<Record<string, string>>) =>
  runStep(t, MAKE, { aws: answers(cases), npm: '' }, MAKING);

test('a change set without changes is success, is deleted, and leaves nothing to execute', async (t) => {
  for (const reason of [
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ]) {
    const { code, summary, outputs, calls } = await make(t, {
      'describe-stacks': 'echo UPDATE_COMPLETE',
      wait: 'exit 255',
      'describe-change-set': `echo "${reason}"`,
    });
    assert.equal(code, 0);
    assert.equal(summary, 'images has nothing to change.\n');
    assert.equal(outputs, '');
    assert.equal(calls.at(-1), 'aws cloudformation delete-change-set --stack-name images --change-set-name main-1');
  }
});

test('a change set that fails for another reason fails with the words of AWS', async (t) => {
  const { code, stdout, outputs } = await make(t, {
    'describe-stacks': 'echo UPDATE_COMPLETE',
    wait: 'exit 255',
    'describe-change-set': 'echo Template error',
  });
  assert.equal(code, 1);
  assert.equal(stdout, '::error::Expected a change set for images but received: Template error\n');
  assert.equal(outputs, '');
});

for (const [status, advice] of [
  ['ROLLBACK_COMPLETE', /: delete it \(aws cloudformation delete-stack --stack-name images\) and run this again$/],
  ['UPDATE_ROLLBACK_FAILED', /: let it return \(aws cloudformation continue-update-rollback .*\) and run this again$/],
  ['UPDATE_IN_PROGRESS', /: wait until that is over and run this again$/],
] as const)
  test(`a stack in ${status} is refused in one line that says what to do`, async (t) => {
    const { code, stdout, calls } = await make(t, { 'describe-stacks': `echo ${status}` });
    assert.equal(code, 1);
    const [line = '', ...more] = stdout.trim().split('\n');
    assert.deepEqual(more, []);
    assert.match(line, /^::error::Expected stack images to be deployable but it is in /);
    assert.match(line, advice);
    assert.equal(calls.length, 1, 'no change set was made');
  });

test('a stack that is not there is made, and one that cannot be looked at is not taken for one', async (t) => {
  const none = await make(t, { 'describe-stacks': 'echo "Stack with id images does not exist" >&2; exit 254' });
  assert.equal(none.code, 0);
  assert.match(none.outputs, /^type=CREATE$/m);
  const denied = await make(t, { 'describe-stacks': 'echo "AccessDenied: not authorized" >&2; exit 254' });
  assert.equal(denied.code, 1);
  assert.match(denied.stdout, /AccessDenied/);
  assert.equal(denied.calls.length, 1);
});

test('a deployment that CloudFormation undid fails, with what failed and why', async (t) => {
  const aws = answers({ wait: 'exit 255', 'describe-stack-events': 'echo "ImageFunction\tno such key"' });
  const { code, stdout } = await runStep(t, EXECUTE, { aws }, { CHANGE_SET: 'main-1', TYPE: 'UPDATE' });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^::error::images was not changed: CloudFormation returned to the version before\nImageFunction/,
  );
});

const detect = (t: TestContext, status: string, drift: string) =>
  runStep(t, DETECT, {
    aws: answers({
      'detect-stack-drift': 'echo id-1',
      'describe-stack-drift-detection-status': `[ -e asked ] && echo '${status}\t${drift}' || { touch asked; echo 'DETECTION_IN_PROGRESS\tNone'; }`,
      'describe-stack-resource-drifts': "echo 'MODIFIED\tImageQueue'",
    }),
  });

test('drift is waited for, told in the summary, and given to the step that opens the issue', async (t) => {
  const { code, summary, outputs, calls } = await detect(t, 'DETECTION_COMPLETE', 'DRIFTED');
  assert.equal(code, 0);
  assert.equal(outputs, 'drift=DRIFTED\n');
  assert.match(summary, /^Detection: DETECTION_COMPLETE\. Stack images: DRIFTED\.\n\n```\nMODIFIED\tImageQueue\n```$/m);
  assert.equal(calls.filter((call) => call.includes('drift-detection-status')).length, 2);
});

test('a detection that fails is no stack without drift', async (t) => {
  assert.equal((await detect(t, 'DETECTION_FAILED', 'UNKNOWN')).code, 1);
});

test('drift has one issue for a stack: opened once, and updated while it is open', async (t) => {
  const gh = (found: string) => `case "$*" in *list*) echo "${found}" ;; esac`;
  const opened = await runStep(t, ISSUE, { gh: gh('') });
  assert.equal(
    opened.calls.at(-1),
    'gh issue create --title Stack images differs from its template --body-file drift.md',
  );
  const updated = await runStep(t, ISSUE, { gh: gh('7') });
  assert.equal(updated.calls.at(-1), 'gh issue edit 7 --body-file drift.md');
  for (const { calls, code } of [opened, updated]) assert.deepEqual([code, calls.length], [0, 2]);
});

test('the report on a pull request is one comment, made once and updated in place', async (t) => {
  const { code, calls } = await runStep(t, COMMENT, { gh: '' }, { NUMBER: '12' });
  assert.equal(code, 0);
  assert.deepEqual(calls, ['gh pr comment 12 --body-file review.md --edit-last --create-if-none']);
});
