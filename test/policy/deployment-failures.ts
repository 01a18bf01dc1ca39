import type { Control } from './control.ts';

const SYNTH = 'test/synth/image-pipeline.test.ts';
const RUN = 'test/local/run.test.ts';

/**
 * What lets such a stack fail at deployment, or fail in silence afterwards, although linters are content; and who
 * answers for it.
 */
export const DEPLOYMENT_FAILURES: readonly Control[] = [
  { says: 'S3 tries the queue before its policy is there', rules: ['STACK-5', 'SQS-5'] },
  { says: 'the queue policy needs the bucket that needs the queue policy', rules: ['STACK-4'] },
  { says: 'S3 cannot use the key that AWS manages for SQS', rules: ['SQS-2'] },
  { says: 'a queue has both kinds of encryption', rules: ['SQS-1'] },
  { says: 'messages come back before the function is done', rules: ['SQS-10', 'STACK-15'] },
  { says: 'the mapping is made before the role has its policy', rules: ['STACK-5'] },
  {
    says: 'the role may not take messages',
    rules: ['IAM-13'],
    tests: ['test/aws/iam/stack.test.ts: fails by name without any one action that it needs'],
  },
  { says: 'tracing is on, but the role may not send traces', rules: ['LAMBDA-4', 'IAM-13'] },
  { says: 'a network or a queue of its own is set for the function, but not granted', rules: ['IAM-13'] },
  { says: 'the account has too little concurrency to reserve', rules: ['LAMBDA-5', 'STACK-15'] },
  { says: 'the poller takes more than the function has reserved', rules: ['LAMBDA-5', 'STACK-15'] },
  { says: 'a large batch has no window', rules: ['LAMBDA-12'] },
  { says: 'two notifications overlap', rules: ['S3-14'] },
  { says: 'S3 notifies a FIFO queue', rules: ['S3-14'] },
  { says: 'a lifecycle moves or expires too early', rules: ['S3-9', 'S3-7'] },
  { says: 'an access control list where they are off', rules: ['S3-4'] },
  { says: 'a bucket policy that the block refuses', rules: ['S3-5'] },
  { says: 'a bucket name that is too long, or taken', rules: ['STACK-8', 'S3-16', 'S3-11'] },
  { says: 'a bucket that is not empty is to be deleted', rules: ['S3-11'] },
  { says: 'the dead-letter queue refuses its source', rules: ['SQS-7', 'STACK-4'] },
  {
    says: 'a queue of the same name was deleted a minute ago',
    notDone: {
      reason:
        'It is over after 60 seconds, and the message of SQS says so; the queues have names, as alarms and policies name them.',
      url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html',
    },
  },
  { says: 'messages expire in the dead-letter queue, or before their tries are over', rules: ['SQS-8', 'SQS-9'] },
  { says: 'the log group is there already, as Lambda has made it', rules: ['LAMBDA-6'] },
  { says: 'a retention of logs that does not exist', rules: ['LOGS-1', 'LOGS-2'] },
  { says: 'the key of a log group does not admit the logs', rules: ['LOGS-5'] },
  { says: 'a metric filter with a default beside dimensions, or in a reserved namespace', rules: ['LOGS-3'] },
  { says: 'an alarm over periods that do not exist', rules: ['ALARM-5'] },
  { says: 'a dashboard that is no JSON, or has a variable left', rules: ['STACK-16', 'ALARM-9'] },
  { says: 'alarms cannot publish to an encrypted topic', rules: ['SNS-1', 'SNS-4'] },
  { says: 'an alarm on a metric that does not count, or by the wrong name', rules: ['ALARM-3', 'ALARM-4', 'ALARM-7'] },
  { says: 'a filter for text on lines of JSON', rules: ['LOGS-3', 'LAMBDA-6'] },
  {
    says: 'the role may write elsewhere than the handler writes',
    rules: ['IAM-13'],
    tests: [
      `${RUN}: without arguments samples of all five formats come out processed, and the corrupt one in the dead-letter queue`,
    ],
  },
  { says: 'the function starts itself', rules: ['S3-15', 'S3-13', 'LAMBDA-13'] },
  {
    says: 'one bad image takes its batch with it',
    rules: ['LAMBDA-11'],
    tests: [
      'test/handler/batch/handle-batch.test.ts: of a batch only the records that failed come back, each with its code',
    ],
  },
  {
    says: 'a handler with a callback, which Node 24 does not call',
    tests: [
      `${RUN}: without arguments samples of all five formats come out processed, and the corrupt one in the dead-letter queue`,
    ],
  },
  {
    says: 'native code for another processor',
    rules: ['LAMBDA-2'],
    tests: [
      'test/deploy/deployment-request.test.ts: a zip for another processor is refused, with the command that makes the right one',
      'test/build/sharp-lockfile.test.ts: the lockfile of this project has sharp for both architectures of Lambda, with hashes',
    ],
  },
  { says: 'new code under the old key, which is never deployed', rules: ['LAMBDA-14'] },
  {
    says: 'the code lies in another Region, or is too large',
    rules: ['STACK-8'],
    tests: ['test/build/bundle.test.ts: of sharp only native code, what loads it, manifests and licences are copied'],
    notDone: {
      reason:
        'The derived name of the bucket has the Region in it; where another is given, Lambda refuses it with its own words.',
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    },
  },
  {
    says: 'the deployment does not acknowledge that it makes roles',
    rules: ['IAM-11'],
    tests: [
      'test/templates/deploy.test.ts: what the README says to type by hand creates a stack from the committed template, and updates it',
    ],
  },
  {
    says: 'the template is too large',
    rules: ['STACK-7'],
    tests: [`${SYNTH}: the committed template is small enough to be deployed without a bucket`],
  },
  {
    says: 'a stack that failed at its creation, or a change set without changes',
    tests: [
      'test/workflows/answers.test.ts: a change set without changes is success, is deleted, and leaves nothing to execute',
      'test/workflows/answers.test.ts: a stack that is not there is made, and one that cannot be looked at is not taken for one',
    ],
  },
  {
    says: 'who deploys lacks a permission',
    tests: [
      'test/synth/bootstrap.test.ts: the service role may call what the committed template of the pipeline needs, no more and no less',
      'test/workflows/roles.test.ts: the publish role may do all that happens before the approval, and nothing else',
      'test/workflows/roles.test.ts: the deploy role may do all that happens after the approval, with the image that tries the stack, and nothing else',
    ],
  },
  { says: 'access logs are silently not delivered', rules: ['S3-17'] },
  {
    says: 'a mapping is made again under another logical id while the old one exists',
    rules: ['STACK-12'],
  },
  {
    says: 'arn:aws: in China or GovCloud',
    rules: ['STACK-9'],
    tests: [`${SYNTH}: no account, Region or partition is written down`],
  },
];
