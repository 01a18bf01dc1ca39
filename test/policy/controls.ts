import type { Control } from './control.ts';

const SYNTH = 'test/synth/image-pipeline.test.ts';

/**
 * What the public catalogues ask of a stack like this (Security Hub, Control Tower, the Guard registry, cdk-nag,
 * checkov, cfn_nag, trivy, KICS, cfn-lint), put together without duplicates, and who answers for it. The ids of the
 * catalogues stand in the rules.
 */
export const CONTROLS: readonly Control[] = [
  // S3
  { says: 'public access is blocked on every bucket', rules: ['S3-3'] },
  { says: 'no public access control lists: they are off', rules: ['S3-4'] },
  { says: 'no bucket policy for everybody, foreign accounts or every action', rules: ['S3-5', 'IAM-4'] },
  { says: 'buckets are reached over TLS alone', rules: ['S3-2'] },
  { says: 'objects are encrypted at rest, as stated', rules: ['S3-1'] },
  {
    says: 'objects are encrypted with a key of the customer',
    notDone: {
      reason:
        'SSE-S3 encrypts everything. A key of our own costs a month and for each call, and is one more thing that can be lost with all images; whoever wants it is judged by S3-1 and the rules for keys.',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    },
  },
  { says: 'versions are kept', rules: ['S3-6'] },
  {
    says: 'a lifecycle expires uploads, old versions and unfinished uploads',
    rules: ['S3-7', 'S3-8', 'S3-9', 'S3-10'],
  },
  { says: 'access is logged, where a bucket for it is given', rules: ['S3-17'] },
  {
    says: 'CloudTrail records what is done to objects',
    notDone: {
      reason: 'A trail belongs to the account, not to one of its stacks, and data events are paid for each.',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html',
    },
  },
  {
    says: 'objects are replicated to another Region',
    notDone: {
      reason:
        'It doubles the cost of storage; S3 keeps each object in three zones, and versions guard against mistakes.',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html',
    },
  },
  {
    says: 'objects are locked, or deleted with a second factor alone',
    notDone: {
      reason:
        'Uploads have to expire, also on request of the persons in them, which a lock forbids; deletion with a second factor cannot be set by CloudFormation.',
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
    },
  },
  { says: 'data survives the stack', rules: ['S3-11', 'STACK-14', 'KMS-3'] },
  { says: 'no website, no other origins', rules: ['S3-12'] },
  { says: 'uploads are announced, and nothing else', rules: ['S3-13'] },
  { says: 'no feedback: the results of a function do not start it', rules: ['S3-15', 'S3-13'] },
  { says: 'names are legal, and of this account', rules: ['S3-16', 'STACK-8'] },
  // SQS
  { says: 'both queues are encrypted at rest, as stated', rules: ['SQS-1'] },
  {
    says: 'queues are encrypted with a key of the customer, never with that of AWS',
    rules: ['SQS-2'],
    notDone: {
      reason:
        'SSE-SQS encrypts both queues without cost; that S3 could use a key of the customer is judged where one is set.',
      url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html',
    },
  },
  { says: 'what keeps failing goes to a dead-letter queue', rules: ['SQS-6'] },
  { says: 'the dead-letter queue takes from its source alone', rules: ['SQS-7'] },
  { says: 'it keeps messages longer than its source', rules: ['SQS-8'] },
  { says: 'no public queue', rules: ['SQS-4', 'IAM-4'] },
  { says: 'S3 sends for our bucket in our account alone', rules: ['SQS-5'] },
  { says: 'queues are reached over TLS alone', rules: ['SQS-3'] },
  { says: 'messages stay hidden for six timeouts and the window', rules: ['SQS-10', 'STACK-15'] },
  {
    says: 'everything is tagged',
    tests: ['test/pipeline/deployment.test.ts: a deployment file is read, every value as the text that is written'],
    notDone: {
      reason:
        'Tags are those of the stack, from the deployment file: CloudFormation puts them on every resource that takes tags.',
      url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-add-tags.html',
    },
  },
  // Lambda
  { says: 'the runtime is supported', rules: ['LAMBDA-1'] },
  {
    says: 'the processor is stated, and is that of the native code',
    rules: ['LAMBDA-2'],
    tests: [
      'test/build/sharp-lockfile.test.ts: the lockfile of this project has sharp for both architectures of Lambda, with hashes',
    ],
  },
  { says: 'memory and timeout are stated', rules: ['LAMBDA-3'] },
  { says: 'calls are traced', rules: ['LAMBDA-4'] },
  { says: 'concurrency is bounded', rules: ['LAMBDA-5', 'STACK-15'] },
  { says: 'only what failed of a batch comes back', rules: ['LAMBDA-11'] },
  { says: 'batches are sane, and read from the image queue', rules: ['LAMBDA-10', 'LAMBDA-12'] },
  { says: 'no secrets in the environment', rules: ['LAMBDA-8', 'STACK-11'] },
  { says: 'no public call, no URL', rules: ['LAMBDA-9'] },
  { says: 'a role for each function', rules: ['LAMBDA-7'] },
  {
    says: 'variables are encrypted with a key of the customer',
    notDone: {
      reason: 'There is nothing secret in them (LAMBDA-8); Lambda encrypts them with a key of its own.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption',
    },
  },
  {
    says: 'the function has a network, and one without a route out',
    rules: ['VPC-1', 'VPC-2', 'VPC-4', 'VPC-5', 'VPC-6', 'VPC-7'],
  },
  {
    says: 'the function has a dead-letter queue of its own',
    notDone: {
      reason:
        'It serves asynchronous calls alone. For messages of a queue the dead-letter queue hangs on the queue (SQS-6).',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    },
  },
  { says: 'the log group is of the stack, and takes JSON', rules: ['LAMBDA-6'] },
  // IAM
  { says: 'no administrator, no wildcard in actions', rules: ['IAM-2', 'IAM-14'] },
  { says: 'nothing on everything, but for actions without resources', rules: ['IAM-3'] },
  { says: 'no NotAction, no NotResource', rules: ['IAM-4'] },
  { says: 'no passing of roles, no escalation', rules: ['IAM-9', 'IAM-15'] },
  {
    says: 'exactly what is needed',
    rules: ['IAM-13', 'IAM-12', 'VPC-6'],
    tests: ['test/aws/iam/stack.test.ts: allows what the pipeline does, and grants nothing else'],
  },
  { says: 'the role trusts Lambda alone, for this account', rules: ['IAM-6', 'IAM-7'] },
  { says: 'no policies that AWS manages', rules: ['IAM-8'] },
  {
    says: 'policies are managed, not inline',
    notDone: {
      reason:
        'An inline policy is there as soon as the role is, which Lambda tries when the function and the mapping are made, and goes with it; one role has nobody to share with.',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-choosing-managed-or-inline.html',
    },
  },
  {
    says: 'no users, keys or fixed names; the current version of policies',
    rules: ['IAM-10', 'IAM-11', 'IAM-1', 'IAM-5'],
  },
  { says: 'nobody may decrypt with every key', rules: ['IAM-3', 'IAM-13'] },
  // CloudWatch, SNS, KMS
  { says: 'the retention of logs is stated', rules: ['LOGS-1', 'LOGS-2'] },
  {
    says: 'logs are encrypted with a key of the customer',
    rules: ['LOGS-5'],
    notDone: {
      reason: 'CloudWatch Logs encrypts every group; a key of our own costs, and is judged where one is set.',
      url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    },
  },
  { says: 'alarms have actions, and they are on', rules: ['ALARM-1', 'ALARM-11', 'SNS-5'] },
  {
    says: 'the right alarms are there',
    rules: ['ALARM-2', 'ALARM-3', 'ALARM-4', 'ALARM-6', 'ALARM-7', 'ALARM-8', 'ALARM-10'],
  },
  { says: 'the metric filter counts', rules: ['LOGS-3', 'LOGS-4'] },
  { says: 'the dashboard shows what there is', rules: ['ALARM-9', 'ALARM-12', 'STACK-16'] },
  { says: 'the topic is encrypted, with no key that CloudWatch cannot use', rules: ['SNS-1'] },
  { says: 'only the alarms of this account publish, over TLS', rules: ['SNS-2', 'SNS-3', 'SNS-4'] },
  { says: 'keys are rotated, named to nobody else, and kept', rules: ['KMS-1', 'KMS-2', 'KMS-3', 'KMS-4'] },
  // The template
  {
    says: 'no account, Region or partition is written down',
    rules: ['STACK-9'],
    tests: [`${SYNTH}: no account, Region or partition is written down`],
  },
  { says: 'parameters are constrained, secrets are not shown', rules: ['STACK-10', 'STACK-11', 'STACK-15'] },
  {
    says: 'a plain template, and a small one',
    rules: ['STACK-1', 'STACK-7'],
    tests: [
      `${SYNTH}: the committed template is plain: no transform, custom resource, nested stack, tag, anchor or alias`,
    ],
  },
  {
    says: 'the stack is protected against termination, and has a role of its own',
    notDone: {
      reason: 'No template can say it of its own stack: it is set by whoever creates the stack.',
      url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html',
    },
  },
];
