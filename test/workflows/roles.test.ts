import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { startLocalStack } from '../ops/local-stack.ts';
import { AWS_MISSING, pathWithAws } from '../resident-aws.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import { type AwsCall, callOf, type Place } from './permissions.ts';
import { startRecorder } from './recorder.ts';
import { runStep, type Step, TEMPLATE_SHA256, ZIP_KEY } from './steps.ts';

/**
 * Every call of every script is judged by the role of templates/bootstrap.yaml that it has on GitHub: none is denied, and no
 * grant is for nothing. The scripts run with a stand-in for the AWS command line that answers as AWS would on one way through
 * them; the test image goes through the local run with the real one. deploy-steps.test.ts judges in the same way what the real
 * command line asks of moto.
 */
const STACK = 'image-pipeline-local';
const PLACE: Place = { partition: 'aws', region: 'us-east-1', account: '000000000000', stack: STACK };
const ARTIFACTS = `image-pipeline-artifacts-${PLACE.account}-${PLACE.region}-an`;

const roles = await bootstrapRoles(PLACE);

const of = (file: string, job: string, name: string): Step => ({ file, job, name });
const JOBS = {
  store: of('deploy-environment.yml', 'change-set', 'Store zip and template under their hash, unless they are there'),
  make: of('deploy-environment.yml', 'change-set', 'Make the change set'),
  show: of('deploy-environment.yml', 'change-set', 'Show it'),
  refuse: of('deploy-environment.yml', 'deploy', 'Refuse a change set of other bytes'),
  execute: of('deploy-environment.yml', 'deploy', 'Execute that change set'),
  smoke: of('deploy-environment.yml', 'deploy', 'Try it with an image'),
  outputs: of('deploy-environment.yml', 'deploy', 'Show the outputs'),
  review: of('pull-request.yml', 'change-set', 'Make the change set and show it'),
  cleanUp: of('pull-request.yml', 'change-set', 'Delete it'),
  detect: of('drift.yml', 'drift', 'Detect'),
} satisfies Record<string, Step>;

const arnOf = (changeSet: string) =>
  `arn:aws:cloudformation:${PLACE.region}:${PLACE.account}:changeSet/${changeSet}/0e2b2f5c`;

/** sh that answers what the scripts go on with; each way fails, or ends, somewhere else. */
const WAYS = {
  well: `case "$*" in
    *head-object*) openssl dgst -sha256 -binary "$(echo "$*" | sed -E 's/.*--key [a-z]+.([0-9a-f]+)[.]([a-z.]+) .*/handler.\\2/; s/handler.yaml/${TEMPLATE_SHA256}.yaml/')" | base64 ;;
    *describe-stacks*json*) echo '{"Stacks":[{}]}' ;;
    *describe-stacks*) echo 'UPDATE_COMPLETE None' ;;
    *create-change-set*) echo "$ARN" ;;
    *describe-change-set*json*) echo '{"Status":"CREATE_COMPLETE","Changes":[]}' ;;
    *describe-change-set*) echo "${ZIP_KEY}" ;;
    *get-template*) cat ./*.yaml ;;
  esac`,
  nothingToChange: `case "$*" in
    *wait*) exit 255 ;;
    *describe-stacks*) echo 'UPDATE_COMPLETE None' ;;
    *create-change-set*) echo "$ARN" ;;
    *describe-change-set*) echo "didn't contain changes" ;;
  esac`,
  invalid: `case "$*" in
    *wait*) exit 255 ;;
    *describe-stacks*json*) echo '{}' ;;
    *describe-stacks*) echo 'UPDATE_COMPLETE None' ;;
    *create-change-set*) echo "$ARN" ;;
    *describe-change-set*) echo '{"Status":"FAILED","StatusReason":"Validation failed"}' ;;
  esac`,
  undone: `case "$*" in *wait*) exit 255 ;; *describe-stack-events*) echo '{"StackEvents":[]}' ;; *) echo None ;; esac`,
  drifted:
    'case "$*" in *detect-stack-drift*) echo 1 ;; *detection-status*) echo "DETECTION_COMPLETE	DRIFTED" ;; esac',
};

const urlOf = (prefix: string) => `https://${ARTIFACTS}.s3.us-east-1.amazonaws.com/${prefix}/${TEMPLATE_SHA256}.yaml`;

async function callsOf(t: TestContext, step: Step, way: keyof typeof WAYS, name: string): Promise<AwsCall[]> {
  const isExecuting = step.job === 'deploy';
  const env = {
    ...{ STACK, ENVIRONMENT: 'staging', TYPE: 'UPDATE', ARTIFACT_BUCKET: ARTIFACTS, GITHUB_RUN_NUMBER: '1' },
    ...{ ARN: arnOf(name), CHANGE_SET: isExecuting ? arnOf(name) : name },
  };
  const { calls } = await runStep(t, step, { aws: WAYS[way] }, env);
  return calls
    .filter((line) => line.startsWith('aws '))
    .map(callOf)
    .map((call) => {
      // The request for a change set is in a file, which test/deploy/change-set-input.test.ts looks into.
      const ofMain = name.startsWith('main-');
      const input = {
        TemplateURL: urlOf(ofMain ? 'templates' : 'review'),
        ...(ofMain && { RoleARN: roles.serviceRole }),
      };
      // It has no role, and uses that of the stack, for which the user guide wants the right to pass it:
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
      const executing = { RoleARN: roles.serviceRole };
      if (call.operation === 'CreateChangeSet') return { ...call, fields: { ...call.fields, ...input } };
      return call.operation === 'ExecuteChangeSet' ? { ...call, fields: { ...call.fields, ...executing } } : call;
    });
}

const publishing = async (t: TestContext) => [
  ...(await callsOf(t, JOBS.store, 'well', 'main-1')),
  ...(await callsOf(t, JOBS.make, 'well', 'main-1')),
  ...(await callsOf(t, JOBS.make, 'nothingToChange', 'main-1')),
  ...(await callsOf(t, JOBS.make, 'invalid', 'main-1')),
  ...(await callsOf(t, JOBS.show, 'well', 'main-1')),
];

test('the publish role may do all that happens before the approval, and nothing else', async (t) => {
  const calls = await publishing(t);
  const stored = calls.filter(({ fields }) => fields['Bucket'] === ARTIFACTS && fields['IfNoneMatch'] === '*');
  assert.equal(stored.length, 3, 'zip, bill of materials and template, each once');
  assert.deepEqual(roles.judge('PublishRole', calls), { denied: [], unused: [] });
});

test('a call that its role lacks, and a grant that no call uses, are found by name', async (t) => {
  const calls = await publishing(t);
  const more = { service: 'cloudformation', operation: 'ExecuteChangeSet', fields: { ChangeSetName: 'main-1' } };
  const execute = `cloudformation:ExecuteChangeSet on arn:aws:cloudformation:us-east-1:000000000000:stack/${STACK}/1`;
  assert.equal(roles.judge('PublishRole', [...calls, more]).denied[0], execute);
  const fewer = calls.filter(({ operation }) => operation !== 'DescribeEvents');
  assert.deepEqual(roles.judge('PublishRole', fewer).unused, ['ExplainChangeSets: cloudformation:DescribeEvents']);
});

test('the review role may do all that a pull request does, and nothing else', async (t) => {
  const calls = [
    ...(await callsOf(t, JOBS.review, 'well', 'pull-request-1')),
    ...(await callsOf(t, JOBS.review, 'invalid', 'pull-request-1')),
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

/** Runs the step that tries the stack, with the real command line against the local run; where that does not run, once. */
async function smokeTest(t: TestContext, path: string, runs: boolean) {
  const local = await startLocalStack(t, { runs });
  const { AWS_ENDPOINT_URL_S3 = '', AWS_ENDPOINT_URL_SQS = '' } = local.env;
  const [s3, sqs] = await Promise.all([startRecorder(AWS_ENDPOINT_URL_S3), startRecorder(AWS_ENDPOINT_URL_SQS)]);
  t.after(() => Promise.all([s3.stop(), sqs.stop()]));
  const outputs = {
    ...{ UploadBucketName: local.uploadBucket, ProcessedBucketName: local.processedBucket },
    ...{ ImageQueueUrl: local.imageQueue, DeadLetterQueueUrl: local.deadLetterQueue },
    ImageFunctionName: `${STACK}-image-function`,
  };
  const list = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const image = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const change = (script: string) => `echo ${image.toString('base64')} | base64 -d > smoke-test.png\n${script}`;
  // The local run has neither CloudFormation nor logs. Version 1 of the command line takes no variable for the endpoint of SQS.
  const aws = `case "$*" in
    *describe-stacks*) echo '${JSON.stringify(list)}' ;;
    *filter-log-events*) ;;
    'sqs '*) PATH='${path}' exec aws --endpoint-url '${sqs.url}' "$@" ;;
    *) PATH='${path}' exec aws "$@" ;;
  esac`;
  const ended = await runStep(
    t,
    { ...JOBS.smoke, change },
    { aws },
    {
      ...{ STACK, GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1', SECONDS_TO_WAIT: runs ? '300' : '0' },
      ...{
        AWS_ENDPOINT_URL_S3: s3.url,
        AWS_ENDPOINT_URL_SQS: sqs.url,
        AWS_DEFAULT_REGION: PLACE.region,
        AWS_PAGER: '',
      },
    },
  );
  const others = ended.calls.filter((line) => / (describe-stacks|filter-log-events) /.test(line)).map(callOf);
  return { ...ended, calls: [...s3.calls, ...sqs.calls, ...others] };
}

test('the deploy role may do all that happens after the approval, with the image that tries the stack, and nothing else', async (t) => {
  const path = await pathWithAws();
  if (path === undefined) return t.skip(AWS_MISSING);
  const [well, lost] = await Promise.all([smokeTest(t, path, true), smokeTest(t, path, false)]);
  assert.equal(well.code, 0, well.stdout + well.stderr);
  assert.match(well.summary, /^s3:\/\/.*\/processed\/smoke-test\/7-1\/smoke-test\.png is there\.$/m);
  assert.equal(lost.code, 1, lost.stdout + lost.stderr);
  assert.match(
    lost.stdout,
    /but received: no image and no report; image queue {"ApproximateNumberOfMessages":"2",/,
    'with the test event of S3',
  );
  const calls = [
    ...(await callsOf(t, JOBS.refuse, 'well', 'main-1')),
    ...(await callsOf(t, JOBS.execute, 'well', 'main-1')),
    ...(await callsOf(t, JOBS.execute, 'undone', 'main-1')),
    ...(await callsOf(t, JOBS.outputs, 'well', 'main-1')),
    ...well.calls,
    ...lost.calls,
  ];
  assert.deepEqual(roles.judge('DeployRole', calls), { denied: [], unused: [] });
});
