import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { before, suite, type TestContext, test } from 'node:test';
import { CloudFormationClient, CreateChangeSetCommand, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readTemplate } from '../../src/aws/cloudformation/read.ts';
import { firedAlarms } from '../../src/ops/status.ts';
import { sentenceOf } from '../../src/shared/error-sentence.ts';
import { emptyMoto, MOTO_MISSING } from '../moto.ts';
import { run } from '../run.ts';
import { eventOf } from './events.ts';
import { type } from './local-stack.ts';

/** The parts that operators ask for, under the logical ids of the template. */
const PARTS: Record<string, { Type: string; Properties?: object }> = {
  UploadBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'uploads' } },
  ProcessedBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'done' } },
  ImageQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'images' } },
  DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  ImageFunctionLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/images' } },
};

test('the committed template has the parts that operators ask for', async () => {
  const { template } = await readTemplate('templates/image-pipeline.yaml');
  for (const [id, { Type }] of Object.entries(PARTS)) assert.equal(template.Resources[id]?.Type, Type, id);
});

const TemplateBody = JSON.stringify({ Resources: PARTS });
const REGION = 'eu-central-1';

/** moto with a stack in it, made once. */
async function makeStack() {
  const endpoint = await emptyMoto();
  if (endpoint === undefined) return undefined;
  const config = { endpoint, region: REGION, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const cloudFormation = new CloudFormationClient(config);
  await cloudFormation.send(new CreateStackCommand({ StackName: 'pictures', TemplateBody }));
  const ops = (...args: string[]) => type({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: REGION }, args);
  return { config, cloudFormation, ops };
}

suite('a stack', () => {
  let made: Awaited<ReturnType<typeof makeStack>>;
  before(async () => {
    made = await makeStack();
  });
  const withStack = (title: string, body: (world: NonNullable<typeof made>) => Promise<void>) =>
    test(title, async (t) => (made ? body(made) : t.skip(MOTO_MISSING)));

  withStack('is found by its name, with its queues, its buckets and its log', async ({ ops, config }) => {
    const empty = await ops('status', '--stack', 'pictures');
    assert.deepEqual([empty.code, empty.stderr], [0, '']);
    assert.match(empty.stdout, /^alarms +none has fired$/m);
    const sqs = new SQSClient(config);
    const { MessageId } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: `${config.endpoint}/123456789012/dead`,
        MessageBody: eventOf('uploads', 'a.jpg'),
      }),
    );

    const logs = new CloudWatchLogsClient(config);
    const stream = { logGroupName: '/aws/lambda/images', logStreamName: 'one' };
    await logs.send(new CreateLogStreamCommand(stream));
    const lines = [
      { level: 'INFO', message: 'Processed an image', key: 'b.jpg' },
      {
        level: 'ERROR',
        message: 'Failed to process an image',
        key: 'a.jpg',
        code: 'S3_BUSY',
        reason: 'Slow down.',
        messageId: MessageId,
      },
      { level: 'INFO', key: 'a.jpg', _aws: {}, FailedImages: 1 },
    ];
    const logEvents = lines.map((line, index) => ({ timestamp: Date.now() + index, message: JSON.stringify(line) }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));

    const seen = await ops('status', '--stack', 'pictures');
    assert.equal(seen.code, 1);
    assert.match(seen.stdout, /^dead-letter queue +1 message/m);
    assert.match(seen.stdout, /ago +S3_BUSY +a\.jpg +Slow down\.$/m);
    const all = await ops('logs', '--stack', 'pictures');
    assert.match(
      all.stdout,
      /^\S+ INFO {2}Processed an image key=b\.jpg\n\S+ ERROR Failed .* key=a\.jpg code=S3_BUSY reason=Slow down\.\n$/,
    );
    const one = await ops('logs', '--stack', 'pictures', '--key', 'b.jpg', '--json');
    assert.deepEqual(
      one.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).key),
      ['b.jpg'],
    );
    for (const client of [sqs, logs]) client.destroy();
  });

  withStack('shows for how long the oldest upload has waited, as CloudWatch knows it', async ({ ops, config }) => {
    const cloudWatch = new CloudWatchClient(config);
    const metric = {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: 'images' }],
    };
    for (const [minutes, Value] of [
      [5, 30],
      [2, 400],
    ] as const) {
      const Timestamp = new Date(Date.now() - minutes * 60_000);
      const MetricData = [{ ...metric, Timestamp, Value }];
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData }));
    }
    cloudWatch.destroy();
    assert.match(
      (await ops('status', '--stack', 'pictures')).stdout,
      /^image queue +0 waiting, .*the oldest for 6 min/m,
    );
  });

  withStack('that is not there is one line, which names the Region', async ({ ops }) => {
    const { code, stdout, stderr } = await ops('status', '--stack', 'pictrues');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^Expected a stack pictrues in http:\/\/\S+ but there is none: check --stack, --region .*\n$/);
  });

  withStack('that nobody has deployed yet is one line', async ({ ops, cloudFormation }) => {
    const ChangeSetName = 'first';
    const stack = { StackName: 'planned', ChangeSetName, TemplateBody, ChangeSetType: 'CREATE' as const };
    await cloudFormation.send(new CreateChangeSetCommand(stack));
    const { code, stderr } = await ops('status', '--stack', 'planned');
    assert.equal(code, 2);
    assert.match(stderr, /^Expected stack planned to be deployed but it is in REVIEW_IN_PROGRESS: .*\n$/);
  });

  withStack('without the parts of the template is one line', async ({ ops, cloudFormation }) => {
    const other = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
    await cloudFormation.send(new CreateStackCommand({ StackName: 'other', TemplateBody: other }));
    const { code, stderr } = await ops('dlq', 'list', '--stack', 'other');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^Expected UploadBucket, ProcessedBucket, ImageQueue, DeadLetterQueue of other at .* but found none/,
    );
  });

  withStack('has fired the alarms that are in the state ALARM', async ({ config }) => {
    const cloudWatch = new CloudWatchClient(config);
    const rule = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1 } as const;
    for (const AlarmName of ['calm', 'loud', 'strange']) {
      const metric = { Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60 } as const;
      await cloudWatch.send(
        new PutMetricAlarmCommand({ AlarmName, AlarmDescription: `What ${AlarmName} means.`, ...rule, ...metric }),
      );
      if (AlarmName === 'calm') continue;
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }));
    }
    const fired = await firedAlarms(cloudWatch, ['calm', 'loud']);
    assert.deepEqual(
      fired.map(({ name, reason }) => [name, reason]),
      [['loud', 'What loud means.']],
    );
    cloudWatch.destroy();
  });
});

/** An endpoint that gives one answer, of CloudFormation's form. */
async function answering(t: TestContext, status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const described = (status: string): string =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><StackStatus>${status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const refused = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

// moto checks no credentials, and none of its stacks is rolled back.
const ANSWERS: [title: string, status: number, body: string, sentence: RegExp][] = [
  [
    'a stack in ROLLBACK_COMPLETE',
    200,
    described('ROLLBACK_COMPLETE'),
    /^Expected stack s to be deployed but it is in ROLLBACK_COMPLETE: its first deployment failed .* Delete it \(aws cloudformation delete-stack --stack-name s\) and deploy again\n$/,
  ],
  ['a stack that is being deleted', 200, described('DELETE_IN_PROGRESS'), /DELETE_IN_PROGRESS: it is being deleted/],
  [
    'an expired token',
    403,
    refused('ExpiredToken', 'The security token included in the request is expired'),
    /^The AWS credentials have expired: sign in \(aws sso login, or aws configure\), or choose another profile by AWS_PROFILE\n$/,
  ],
  ['unknown credentials', 403, refused('InvalidClientTokenId', 'no'), /^AWS does not know these credentials \(\w+\): /],
  [
    'a denied call',
    403,
    refused('AccessDenied', 'User u may not'),
    /^AWS denies it to these credentials: User u may not\n$/,
  ],
];
for (const [title, status, body, sentence] of ANSWERS) {
  test(`${title} is told in one line, with what to do`, async (t) => {
    const url = await answering(t, status, body);
    const { code, stdout, stderr } = await type({ AWS_ENDPOINT_URL: url }, ['empty', '--stack', 's']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, sentence);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });
}

test('a bucket in another Region is told in one line, which names that', async (t) => {
  const server = createServer(({ method }, response) => {
    const body = '<Error><Code>PermanentRedirect</Code><Message>Use the specified endpoint.</Message></Error>';
    response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1' }).end(method === 'HEAD' ? '' : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const env = { AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SQS: url };
  const { code, stdout, stderr } = await type(env, ['empty', '--upload-bucket', 'a', '--processed-bucket', 'b']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(
    stderr,
    /^Expected a bucket in http.* but it is in eu-west-1: give its Region by --region, or set .*\n$/,
  );
  const s3 = new S3Client({ endpoint: url, region: REGION, forcePathStyle: true });
  t.after(() => s3.destroy());
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'a', Key: 'k' })), (error) => {
    assert.match(sentenceOf(error, REGION) ?? '', /but it is in eu-west-1/, 'a HEAD has no body that names the error');
    return true;
  });
});

test('an endpoint that is not there, and only one endpoint of two, are told in one line', async () => {
  const nobody = await type({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, ['status', '--stack', 's']);
  assert.equal(nobody.code, 2);
  assert.match(
    nobody.stderr,
    /^Expected an endpoint that answers at http:\/\/127\.0\.0\.1:9 but received ECONNREFUSED.*\n$/,
  );
  const half = await type({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' }, ['status', '--stack', 's']);
  assert.equal(half.code, 2);
  assert.match(half.stderr, /^Expected AWS_ENDPOINT_URL_SQS beside the other endpoint variable/);
});

test('no credentials and no Region are told in one line', async () => {
  const none = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' };
  const ops = (env: Record<string, string>) =>
    run(process.execPath, ['src/ops/main.ts', 'status', '--stack', 's'], {
      env: { PATH: process.env['PATH'] ?? '', HOME: '/none', ...none, ...env },
    });
  const [unsigned, nowhere] = await Promise.all([
    ops({ AWS_REGION: REGION, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    ops({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }),
  ]);
  assert.deepEqual([unsigned.code, nowhere.code], [2, 2]);
  assert.match(unsigned.stderr, /^Expected AWS credentials but found none \(.*\): sign in .*\n$/);
  assert.match(nowhere.stderr, /^Expected a Region but found none: give --region, or set AWS_REGION\n$/);
});
