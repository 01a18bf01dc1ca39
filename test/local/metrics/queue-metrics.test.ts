import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Datum } from '../../../src/aws/cloudwatch/metrics/metric.ts';
import { watchQueues } from '../../../src/local/metrics/queue-metrics.ts';
import { type QueueServer, startQueues } from '../../../src/local/services/queues.ts';

let server: QueueServer;
let sqs: SQSClient;
before(async () => {
  server = await startQueues({
    region: 'us-east-1',
    authorize: ({ action }) => (action === '' ? 'nothing' : undefined),
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: server.url, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
});
after(async () => {
  sqs.destroy();
  await server.close();
});

const create = async (QueueName: string): Promise<string> =>
  (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';

/** What is published of a queue while something is done to it, the last values by name. */
async function published(name: string, isHiddenByRun: boolean, act: () => Promise<unknown>) {
  const data: Datum[] = [];
  const watch = watchQueues(server, [{ name, isHiddenByRun }], (datum) => data.push(datum));
  await act();
  await watch.look();
  await watch.stop();
  assert.ok(data.every((datum) => datum.namespace === 'AWS/SQS' && datum.dimensions['QueueName'] === name));
  const valuesOf = (metric: string): number[] =>
    data.filter((datum) => datum.name === metric).flatMap(({ values }) => values);
  return {
    sum: (metric: string) => valuesOf(metric).reduce((sum, value) => sum + value, 0),
    last: (metric: string) => valuesOf(metric).at(-1),
  };
}

const receive = async (QueueUrl: string, seconds: number, count = 10) =>
  (
    await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: count,
        VisibilityTimeout: seconds,
        WaitTimeSeconds: seconds === 0 ? 2 : 0,
      }),
    )
  ).Messages ?? [];

test('what goes into a queue and out of it is counted, batches too, and a look that brings nothing', async () => {
  const QueueUrl = await create('counted');
  const { sum, last } = await published('counted', false, async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'four' }));
    const Entries = ['a', 'b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const [first, ...others] = await receive(QueueUrl, 60);
    await receive(QueueUrl, 60);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    const two = others.slice(0, 2).map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: two }));
  });
  assert.equal(sum('NumberOfMessagesSent'), 4);
  assert.equal(sum('SentMessageSize'), 7);
  assert.equal(sum('NumberOfMessagesReceived'), 4);
  assert.equal(sum('NumberOfEmptyReceives'), 1);
  assert.equal(sum('NumberOfMessagesDeleted'), 3);
  assert.equal(last('ApproximateNumberOfMessagesVisible'), 0);
  assert.equal(last('ApproximateNumberOfMessagesNotVisible'), 1);
});

test('an empty queue has no age, and a message that was received three times is left out of it', async () => {
  const QueueUrl = await create('aged');
  const empty = await published('aged', false, async () => undefined);
  assert.equal(empty.last('ApproximateAgeOfOldestMessage'), undefined);
  const fresh = await published('aged', false, () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
  const age = fresh.last('ApproximateAgeOfOldestMessage') ?? -1;
  assert.ok(age >= 0 && age < 30, String(age));
  for (let time = 0; time < 3; time++) assert.equal((await receive(QueueUrl, 0)).length, 1);
  const poison = await published('aged', false, async () => undefined);
  assert.equal(poison.last('ApproximateAgeOfOldestMessage'), undefined);
  assert.equal(poison.last('ApproximateNumberOfMessagesVisible'), 1);
});

test('what the run itself hides in the dead-letter queue counts as visible there, and its looks are not counted', async () => {
  const QueueUrl = await create('hidden');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  const { last, sum } = await published('hidden', true, () => receive(QueueUrl, 60));
  assert.equal(last('ApproximateNumberOfMessagesVisible'), 1);
  assert.equal(last('ApproximateNumberOfMessagesNotVisible'), 0);
  assert.equal(sum('NumberOfMessagesReceived'), 0);
});

test('nobody else can look into the queues', async () => {
  const answer = await fetch(`${server.url}/_fauxqs/queues/counted`, { headers: { 'x-inspect': 'guess' } });
  assert.equal(answer.status, 501);
});
