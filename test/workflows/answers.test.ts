import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { runStep, type Step } from './steps.ts';

/**
 * What moto and GitHub's absence leave untried: answers of AWS that it does not give (a change set without changes, a
 * deployment that fails, drift), and calls of `gh`.
 */
const of = (file: string, job: string, name: string): Step => ({ file, job, name });
const VERIFY = of('deploy-environment.yml', 'change-set', 'Verify the attestation');
const MAKE = of('deploy-environment.yml', 'change-set', 'Make the change set');
const REFUSE = of('deploy-environment.yml', 'deploy', 'Refuse a change set of other bytes');
const EXECUTE = of('deploy-environment.yml', 'deploy', 'Execute that change set');
const SMOKE = of('deploy-environment.yml', 'deploy', 'Try it with an image');
const DETECT = of('drift.yml', 'drift', 'Detect');
const ISSUE = of('drift.yml', 'drift', 'Open or update the issue');
const COMMENT = of('pull-request.yml', 'comment', 'Comment, or update the comment');
const REVIEW = of('pull-request.yml', 'change-set', 'Make the change set and show it');
const RULES = of('settings.yml', 'settings', 'Warn of environments without rules');
const VULNERABILITIES = of('audit.yml', 'audit', 'Look for known vulnerabilities in what is deployed');
const SIGNATURES = of('audit.yml', 'audit', 'Check the signatures of the packages');

const ARN = 'arn:aws:cloudformation:eu-central-1:1:changeSet/main-5-1-abc/id';
const MAKING = { ENVIRONMENT: 'staging', CHANGE_SET: 'main-5-1-abc', GITHUB_RUN_NUMBER: '5' };

/** sh that answers by the operation that it is called for. */
const answers = (cases: Readonly<Record<string, string>>): string =>
  `case "$*" in\n${Object.entries(cases)
    .map(([operation, script]) => `*' ${operation} '*) ${script} ;;`)
    .join('\n')}\nesac`;

const make = (t: TestContext, cases: Readonly<Record<string, string>>) =>
  runStep(t, MAKE, { aws: answers({ 'create-change-set': `echo ${ARN}`, ...cases }) }, MAKING);

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
    assert.equal(calls.at(-1), `aws cloudformation delete-change-set --stack-name images --change-set-name ${ARN}`);
  }
});

test('a change set that fails early validation fails with what its events say, and is deleted', async (t) => {
  const { code, stdout, outputs, calls } = await make(t, {
    'describe-stacks': 'echo "UPDATE_COMPLETE None"',
    wait: 'exit 255',
    'describe-change-set': 'echo "The following validations failed"',
    'describe-events': String.raw`printf 'ImageQueue\t/DelaySeconds\ttoo large\nImageFunction\t/Runtime\tunknown\n'`,
  });
  assert.equal(code, 1);
  assert.equal(
    stdout,
    '::error::Expected a change set for images but received: The following validations failed ImageQueue\t/DelaySeconds\ttoo large; ImageFunction\t/Runtime\tunknown\n',
  );
  assert.equal(outputs, '');
  assert.ok(
    calls.some((call) => call.startsWith(`aws cloudformation describe-events --change-set-name ${ARN} --filters`)),
  );
  assert.equal(calls.at(-1), `aws cloudformation delete-change-set --stack-name images --change-set-name ${ARN}`);
});

test('where the events cannot be read the reason of the change set is shown alone', async (t) => {
  const { code, stdout } = await make(t, {
    'describe-stacks': 'echo "UPDATE_COMPLETE None"',
    wait: 'exit 255',
    'describe-change-set': 'echo Template error',
    'describe-events': 'exit 254',
  });
  assert.equal(code, 1);
  assert.equal(stdout.trim(), '::error::Expected a change set for images but received: Template error');
});

test('a push that a later one has overtaken changes nothing, and one after the last goes on', async (t) => {
  const executed = (run: number) => `arn:aws:cloudformation:eu-central-1:1:changeSet/main-${run}-1-fff/id`;
  const older = await make(t, { 'describe-stacks': `echo "UPDATE_COMPLETE ${executed(6)}"` });
  assert.deepEqual([older.code, older.outputs, older.calls.length], [0, '', 1]);
  assert.match(older.summary, /^images stays: run 6, of a later push, had its turn before\./);
  for (const run of [5, 4]) {
    const next = await make(t, { 'describe-stacks': `echo "UPDATE_COMPLETE ${executed(run)}"` });
    assert.match(next.outputs, /^type=UPDATE$/m);
  }
  const byHand = 'arn:aws:cloudformation:eu-central-1:1:changeSet/awscli-cloudformation-package-deploy-9/id';
  assert.match((await make(t, { 'describe-stacks': `echo "UPDATE_COMPLETE ${byHand}"` })).outputs, /^type=UPDATE$/m);
});

test('a zip whose attestation does not verify is refused in one line, before anything is published', async (t) => {
  const { code, stdout, calls } = await runStep(
    t,
    VERIFY,
    { gh: 'exit 1', aws: '' },
    { GITHUB_REPOSITORY: 'octo-org/images', GITHUB_SHA: 'abc' },
  );
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^::error::Expected handler\.zip to have an attestation of deploy\.yml at abc but none verifies: nothing was published\..*\n$/,
  );
  assert.deepEqual(calls, [
    'gh attestation verify handler.zip --repo octo-org/images --source-digest abc --source-ref refs/heads/main --signer-workflow octo-org/images/.github/workflows/deploy.yml --deny-self-hosted-runners',
  ]);
});

for (const [status, advice] of [
  [
    'ROLLBACK_COMPLETE',
    /: delete it \(aws cloudformation delete-stack --stack-name images, which takes up to 40 minutes\) and run this again$/,
  ],
  ['DELETE_FAILED', /: delete it again .*up to 40 minutes\. RUNBOOK\.md has the rest$/],
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
  assert.match(none.outputs, new RegExp(`^change-set=${ARN}$`, 'm'));
  const denied = await make(t, { 'describe-stacks': 'echo "AccessDenied: not authorized" >&2; exit 254' });
  assert.equal(denied.code, 1);
  assert.match(denied.stdout, /AccessDenied/);
  assert.equal(denied.calls.length, 1);
});

const execute = (t: TestContext, cases: Readonly<Record<string, string>>) =>
  runStep(t, EXECUTE, { aws: answers(cases) }, { CHANGE_SET: ARN, TYPE: 'UPDATE' });

test('a deployment that CloudFormation undid fails, with what failed in it and why, in one line', async (t) => {
  const StackEvents = [
    { Timestamp: '2999-01-01T00:00:02Z', LogicalResourceId: 'images', ResourceStatus: 'UPDATE_ROLLBACK_COMPLETE' },
    ...['cancelled', 'no such key'].map((ResourceStatusReason) => ({
      ...{ Timestamp: '2999-01-01T00:00:01Z', LogicalResourceId: 'ImageFunction' },
      ...{ ResourceStatus: 'UPDATE_FAILED', ResourceStatusReason },
    })),
    {
      Timestamp: '2001-01-01T00:00:00Z',
      LogicalResourceId: 'Old',
      ResourceStatus: 'UPDATE_FAILED',
      ResourceStatusReason: 'of last year',
    },
  ];
  const { code, stdout } = await execute(t, {
    'describe-change-set': 'echo AVAILABLE',
    wait: 'exit 255',
    'describe-stack-events': `echo '${JSON.stringify({ StackEvents })}'`,
  });
  assert.equal(code, 1);
  assert.equal(
    stdout,
    '::error::images was not changed, CloudFormation returned to the version before: ImageFunction: no such key; ImageFunction: cancelled\n',
  );
});

test('a change set that is executed already is not executed again, and one that is gone says what to do', async (t) => {
  const again = await execute(t, { 'describe-change-set': 'echo EXECUTE_COMPLETE' });
  assert.deepEqual([again.code, again.calls.length], [0, 1]);
  const gone = await execute(t, { 'describe-change-set': 'echo OBSOLETE', 'execute-change-set': 'exit 254' });
  assert.equal(gone.code, 1);
  assert.match(
    gone.stdout,
    /^::error::Expected the change set of images to be executable but it is OBSOLETE: .* Run all jobs again\n$/,
  );
  const removed = await runStep(t, REFUSE, { aws: 'exit 254' }, { CHANGE_SET: ARN, ENVIRONMENT: 'staging' });
  assert.equal(removed.code, 1);
  assert.match(
    removed.stdout,
    /^::error::Expected the change set of images to be there but it is not: .* Run all jobs again\n$/,
  );
});

const OUTPUTS = [
  'UploadBucketName',
  'ProcessedBucketName',
  'ImageQueueUrl',
  'DeadLetterQueueUrl',
  'ImageFunctionName',
].map((OutputKey) => ({ OutputKey, OutputValue: OutputKey.toLowerCase() }));

test('a test image that fails says why: its report, the queues, the error lines of the function', async (t) => {
  const report = '{"code":"CORRUPT","message":"broken"}';
  const { code, stdout, calls } = await runStep(
    t,
    SMOKE,
    {
      aws: answers({
        'describe-stacks': `echo '${JSON.stringify(OUTPUTS)}'`,
        'head-object': 'exit 254',
        'get-object': `[ -e asked ] && echo '${report}' > report.json || { touch asked; exit 254; }`,
        'get-queue-attributes': `echo '{ "ApproximateNumberOfMessages": "1" }'`,
        'filter-log-events': 'echo "no such format"',
      }),
    },
    { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1', SECONDS_TO_WAIT: '900' },
  );
  assert.equal(code, 1);
  assert.ok(
    stdout.startsWith(
      `::error::Expected s3://processedbucketname/processed/smoke-test/7-1/smoke-test.png within 900 s but received: ${report} ; image queue {"ApproximateNumberOfMessages":"1"}, dead-letter queue {"ApproximateNumberOfMessages":"1"}\n`,
    ),
    stdout,
  );
  assert.match(stdout, /^no such format$/m);
  assert.ok(
    calls.some((call) =>
      call.includes('filter-log-events --log-group-name /aws/lambda/imagefunctionname --start-time'),
    ),
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
  assert.match(summary, /^- `\/RedrivePolicy` .*\/issues\/\d+$/m, 'what is known to be false');
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

const COMMENTING = { NUMBER: '12', GITHUB_REPOSITORY: 'octo-org/images', SUMMARY: 'https://github.com/run' };
const MARKER = '<!-- image-pipeline: review -->';

/** Writes a comment of so many characters; `found` are the comments of bots that are there. */
const comment = (t: TestContext, characters: number, found: readonly [id: number, body: string][]) => {
  const lines = found.map((each) => JSON.stringify(each)).join('\n');
  const change = (script: string) => `printf 'é%.0s' $(seq ${characters}) > review.md\n${script}\ncat comment.md >&2`;
  return runStep(
    t,
    { ...COMMENT, change },
    { gh: `case "$*" in *--paginate*) printf '%s\\n' '${lines}' ;; esac` },
    COMMENTING,
  );
};

test('the report on a pull request is one comment with a mark of its own, made once and updated in place', async (t) => {
  const comments = 'repos/octo-org/images/issues';
  const made = await comment(t, 10, [[1, 'of another workflow']]);
  assert.equal(made.calls.at(-1), `gh api --silent --method POST ${comments}/12/comments -F body=@comment.md`);
  assert.equal(made.stderr.trim(), `${MARKER}\n${'é'.repeat(10)}`);
  const updated = await comment(t, 10, [
    [1, 'of another workflow'],
    [2, `${MARKER}\nof last time`],
  ]);
  assert.equal(updated.calls.at(-1), `gh api --silent --method PATCH ${comments}/comments/2 -F body=@comment.md`);
  for (const { code, calls } of [made, updated]) assert.deepEqual([code, calls.length], [0, 2]);
});

test('a report that is longer than GitHub takes is cut, and says where all of it is', async (t) => {
  const { code, stderr } = await comment(t, 70_000, []);
  assert.equal(code, 0);
  assert.ok(stderr.length < 65_536, `${stderr.length}`);
  assert.ok(
    stderr.startsWith(`${MARKER}\nThe report is too long for a comment: [all of it](https://github.com/run).\n\né`),
  );
});

test('the change set of a pull request that fails validation fails with the reason, and is deleted then', async (t) => {
  const { code, stdout, outputs } = await runStep(
    t,
    REVIEW,
    {
      aws: answers({
        'create-change-set': `echo ${ARN}`,
        wait: 'exit 255',
        'describe-change-set': `echo '{"Status":"FAILED","StatusReason":"Validation failed"}'`,
        'describe-events': 'echo "ImageQueue too large"',
      }),
    },
    { ENVIRONMENT: 'staging', CHANGE_SET: 'pull-request-1', ARTIFACT_BUCKET: 'artifacts' },
  );
  assert.equal(code, 1);
  assert.equal(
    stdout,
    '::error::Expected a change set for images but received: Validation failed ImageQueue too large\n',
  );
  assert.equal(outputs, `change-set=${ARN}\n`, 'for the step that deletes it');
});

for (const step of [REVIEW, of('deploy-environment.yml', 'change-set', 'Show it')])
  test(`the jq program of the build learns nothing of the token and the role of its job: ${step.file}`, async (t) => {
    const cases = {
      'describe-stacks': "echo '{}'",
      'create-change-set': `echo ${ARN}`,
      'describe-change-set': `echo '{"Status":"CREATE_COMPLETE"}'`,
    };
    const change = (script: string) => `echo '$ENV | keys[]' > change-set.jq\n${script}`;
    const token = { AWS_SESSION_TOKEN: 'secret', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret' };
    const { code, summary, stderr } = await runStep(
      t,
      { ...step, change },
      { aws: answers(cases) },
      { ...{ ENVIRONMENT: 'staging', CHANGE_SET: 'pull-request-1', ARTIFACT_BUCKET: 'artifacts', ARN }, ...token },
    );
    assert.equal(code, 0, stderr);
    assert.match(summary, /^PATH$/m);
    assert.doesNotMatch(summary, /^(AWS|ACTIONS|GITHUB)_/m);
  });

for (const status of ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'])
  test(`a pull request finds nothing to compare with in a stack that is in ${status}`, async (t) => {
    const { code, summary, outputs, calls } = await runStep(
      t,
      REVIEW,
      { aws: answers({ 'describe-stacks': `echo '{"Stacks":[{"StackStatus":"${status}"}]}'` }) },
      { ENVIRONMENT: 'staging', CHANGE_SET: 'pull-request-1', ARTIFACT_BUCKET: 'artifacts' },
    );
    assert.equal(code, 0);
    assert.equal(summary, 'images is not deployed yet: there is nothing to compare with.\n');
    assert.deepEqual([outputs, calls.length], ['', 1], 'no change set was made');
  });

test('an environment without reviewers, or that admits every branch, is a warning each', async (t) => {
  const warn = async (rules: string) =>
    (await runStep(t, RULES, { gh: rules }, { ENVIRONMENTS: '["production"]', GITHUB_REPOSITORY: 'o/r' })).stdout;
  const without = await warn("echo '{}'");
  assert.match(without, /^::warning::Environment production has no reviewers: /m);
  assert.match(without, /^::warning::Environment production admits every branch\. npm run connect/m);
  assert.equal(without, await warn('exit 1'), 'one that is not there has no rules');
  const rules = {
    protection_rules: [{ type: 'required_reviewers' }],
    deployment_branch_policy: { custom_branch_policies: true },
  };
  assert.equal(await warn(`echo '${JSON.stringify(rules)}'`), '');
});

test('an audit fails on what is high or critical, and a registry that does not answer is a warning', async (t) => {
  const audit = (answer: object) => runStep(t, VULNERABILITIES, { npm: `echo '${JSON.stringify(answer)}'; exit 1` });
  const vulnerabilities = { sharp: { severity: 'high', name: 'sharp', range: '<1' } };
  const found = await audit({ vulnerabilities, metadata: { vulnerabilities: { moderate: 0, high: 1, critical: 0 } } });
  assert.equal(found.code, 1);
  assert.match(found.summary, /^high: sharp <1$/m);
  const low = await audit({
    vulnerabilities: {},
    metadata: { vulnerabilities: { moderate: 3, high: 0, critical: 0 } },
  });
  assert.equal(low.code, 0);
  const silent = await audit({ message: '405 Method Not Allowed', statusCode: 405 });
  assert.deepEqual([silent.code, silent.stdout], [0, '::warning::Not audited: the registry did not answer\n']);
  const crashed = await runStep(t, VULNERABILITIES, { npm: 'exit 1' });
  assert.equal(crashed.code, 0);
});

test('a package with another signature fails the audit by its name', async (t) => {
  const check = (answer: object) => runStep(t, SIGNATURES, { npm: `echo '${JSON.stringify(answer)}'; exit 1` });
  const bad = await check({ invalid: [{ name: 'sharp' }], missing: [] });
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /^::error::Expected every package to have the signature .*: sharp$/m);
  assert.equal((await check({ invalid: [], missing: [{ name: 'x' }] })).code, 0);
  assert.match((await check({ error: { code: 'ENOTFOUND' } })).stdout, /^::warning::Signatures not checked/);
});
