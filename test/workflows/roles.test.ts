import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startLocalStack } from '../ops/operate/local-stack.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import { type AwsCall, callOf, type Place } from './permissions.ts';
import { startRecorder } from './recorder.ts';
import { runStep, type Step } from './steps.ts';

/**
 * Every call of every script, and of what the scripts start, is judged by the role of templates/bootstrap.yaml that they
 * have on GitHub: none is denied, and no grant is for nothing. The scripts run with a stand-in for the AWS command line
 * that answers as AWS would on one way through them; deploy-steps.test.ts runs the same lines with the real one.
 */
const STACK = 'image-pipeline-local';
const PLACE: Place = { partition: 'aws', region: 'us-east-1', account: '000000000000', stack: STACK };
const ARTIFACTS = `image-pipeline-artifacts-${PLACE.account}-${PLACE.region}-an`;

const roles = await bootstrapRoles(PLACE);

const JOBS = {
  store: {
    file: 'deploy-environment.yml',
    job: 'change-set',
    name: 'Store the zip under its hash, unless it is there',
  },
  make: { file: 'deploy-environment.yml', job: 'change-set', name: 'Make the change set' },
  show: { file: 'deploy-environment.yml', job: 'change-set', name: 'Show it' },
  execute: { file: 'deploy-environment.yml', job: 'deploy', name: 'Execute that change set' },
  smoke: { file: 'deploy-environment.yml', job: 'deploy', name: 'Try it with an image' },
  outputs: { file: 'deploy-environment.yml', job: 'deploy', name: 'Show the outputs' },
  review: { file: 'pull-request.yml', job: 'change-set', name: 'Make the change set and show it' },
  cleanUp: { file: 'pull-request.yml', job: 'change-set', name: 'Delete it' },
  detect: { file: 'drift.yml', job: 'drift', name: 'Detect' },
} satisfies Record<string, Step>;

const ENVIRONMENT = {
  STACK,
  ENVIRONMENT: 'staging',
  DEPLOYMENT: 'staging',
  SERVICE_ROLE: roles.serviceRole,
  BOUNDARY: 'arn:aws:iam::123456789012:policy/b',
  TYPE: 'UPDATE',
  ARTIFACT_BUCKET: '',
  AWS_REGION: PLACE.region,
};

/** sh that answers what the scripts go on with; each way fails, or ends, somewhere else. */
const WAYS = {
  well: `case "$*" in
    *get-caller-identity*) echo ${PLACE.account} ;;
    *head-object*) openssl dgst -sha256 -binary dist/handler-0.zip | base64 ;;
    *describe-stacks*) echo UPDATE_COMPLETE ;;
  esac`,
  nothingToChange: `case "$*" in *wait*) exit 255 ;; *describe-stacks*) echo UPDATE_COMPLETE ;; *describe-change-set*) echo "didn't contain changes" ;; esac`,
  undone: 'case "$*" in *wait*) exit 255 ;; esac',
  drifted:
    'case "$*" in *detect-stack-drift*) echo 1 ;; *detection-status*) echo "DETECTION_COMPLETE	DRIFTED" ;; esac',
};

async function callsOf(t: TestContext, step: Step, way: keyof typeof WAYS, CHANGE_SET: string): Promise<AwsCall[]> {
  const { calls } = await runStep(t, step, { aws: WAYS[way], npm: '' }, { ...ENVIRONMENT, CHANGE_SET });
  return calls
    .filter((line) => line.startsWith('aws '))
    .map(callOf)
    .map((call) => {
      // The request for a change set is in a file, which test/ops/change-set-input.test.ts looks into.
      const ofMain = CHANGE_SET.startsWith('main-');
      const input = { ChangeSetName: CHANGE_SET, ...(ofMain && { RoleARN: roles.serviceRole }) };
      // It has no role, and uses that of the stack, for which the user guide wants the right to pass it:
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
      const executing = { RoleARN: roles.serviceRole };
      if (call.operation === 'CreateChangeSet') return { ...call, fields: input };
      return call.operation === 'ExecuteChangeSet' ? { ...call, fields: { ...call.fields, ...executing } } : call;
    });
}

test('the publish role may do all that happens before the approval, and nothing else', async (t) => {
  const calls = [
    ...(await callsOf(t, JOBS.store, 'well', 'main-1')),
    ...(await callsOf(t, JOBS.make, 'well', 'main-1')),
    ...(await callsOf(t, JOBS.make, 'nothingToChange', 'main-1')),
    ...(await callsOf(t, JOBS.show, 'well', 'main-1')),
  ];
  assert.ok(calls.some(({ fields }) => fields['Bucket'] === ARTIFACTS && fields['IfNoneMatch'] === '*'));
  assert.deepEqual(roles.judge('PublishRole', calls), { denied: [], unused: [] });
});

test('the review role may do all that a pull request does, and nothing else', async (t) => {
  const calls = [
    ...(await callsOf(t, JOBS.review, 'well', 'pull-request-1')),
    ...(await callsOf(t, JOBS.cleanUp, 'well', 'pull-request-1')),
  ];
  assert.deepEqual(roles.judge('ReviewRole', calls), { denied: [], unused: [] });
});

test('the drift role may look for drift, and nothing else besides reading', async (t) => {
  const more = ['DetectStackResourceDrift', 'BatchDescribeTypeConfigurations'];
  const calls = [
    ...(await callsOf(t, JOBS.detect, 'drifted', '')),
    // CloudFormation asks for these with the rights of who detects.
    ...more.map((operation) => ({ service: 'cloudformation', operation, fields: {} })),
  ];
  assert.deepEqual(roles.judge('DriftRole', calls), { denied: [], unused: [] });
});

/** What src/ops/operate/stack.ts asks to find the names in a stack; test/ops/operate/stack.test.ts runs it. */
const FINDING: AwsCall[] = ['DescribeStacks', 'DescribeStackResources'].map((operation) => ({
  service: 'cloudformation',
  operation,
  fields: {},
}));

/** Runs the step that tries the stack, against the local run; where that does not run, for a second. */
async function smokeTest(t: TestContext, runs: boolean) {
  const local = await startLocalStack(t, { runs });
  await local.send(local.deadLetterQueue, 'of somebody else');
  const { AWS_ENDPOINT_URL_S3 = '', AWS_ENDPOINT_URL_SQS = '' } = local.env;
  const [s3, sqs] = await Promise.all([startRecorder(AWS_ENDPOINT_URL_S3), startRecorder(AWS_ENDPOINT_URL_SQS)]);
  t.after(() => Promise.all([s3.stop(), sqs.stop()]));
  const env = { ...ENVIRONMENT, CHANGE_SET: 'main-1', AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_SQS: sqs.url };
  const change = (script: string) => (runs ? script : script.replace('--timeout 300', '--timeout 1'));
  const ended = await runStep(t, { ...JOBS.smoke, change }, {}, env);
  // Without CloudFormation names are found by convention, which nobody needs on AWS.
  const isFinding = ({ operation, fields }: AwsCall) => operation === 'GetQueueUrl' || fields['Bucket'] === '';
  return { ...ended, calls: [...s3.calls, ...sqs.calls].filter((call) => !isFinding(call)) };
}

test('the deploy role may do all that happens after the approval, with the image that tries the stack, and nothing else', async (t) => {
  const [well, lost] = await Promise.all([smokeTest(t, true), smokeTest(t, false)]);
  assert.equal(well.code, 0, well.stderr);
  assert.match(well.stdout, /^smoke-test\/main-1\/smoke-test\.png: processed: processed\/smoke-test\/main-1\//);
  assert.equal(lost.code, 1);
  assert.match(lost.stdout, /STILL WAITING/);
  const calls = [
    ...(await callsOf(t, JOBS.execute, 'well', 'main-1')),
    ...(await callsOf(t, JOBS.execute, 'undone', 'main-1')),
    ...(await callsOf(t, JOBS.outputs, 'well', 'main-1')),
    ...FINDING,
    ...well.calls,
    ...lost.calls,
  ];
  assert.deepEqual(roles.judge('DeployRole', calls), { denied: [], unused: [] });
});
