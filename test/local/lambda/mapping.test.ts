import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import type { Invocation } from '../../../src/local/lambda/batch-response.ts';
import { type Mapping, type MappingSettings, startMapping } from '../../../src/local/lambda/mapping.ts';
import { type QueueServer, startQueues } from '../../../src/local/services/queues.ts';

type Queue = { url: string; arn: string };

const SETTINGS: MappingSettings = {
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 0,
  MaximumConcurrency: 5,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
};

describe('the event source mapping', () => {
  let server: QueueServer;
  let sqs: SQSClient;
  let queues = 0;
  let mapping: Mapping | undefined;
  const reports: string[] = [];

  async function create(attributes: Record<string, string> = {}): Promise<Queue> {
    const { QueueUrl: url = '' } = await sqs.send(
      new CreateQueueCommand({
        QueueName: `queue-${++queues}`,
        Attributes: { VisibilityTimeout: '300', ...attributes },
      }),
    );
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return { url, arn: Attributes?.QueueArn ?? '' };
  }

  async function createPair(maxReceiveCount: number): Promise<{ queue: Queue; dead: Queue }> {
    const dead = await create();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount });
    return { queue: await create({ RedrivePolicy }), dead };
  }

  const send = (queue: Queue, bodies: string[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );

  async function count(queue: Queue): Promise<number> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queue.url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
  }

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let i = 0; i < 200; i++) {
      if (await condition()) return;
      await sleep(20);
    }
    assert.fail('waited for four seconds');
  }

  const run = (
    queue: Queue,
    invoke: (event: SQSEvent) => Promise<Invocation>,
    settings: Partial<MappingSettings> = {},
    realTime = false,
    queueStays = false,
  ): void => {
    mapping = startMapping({
      sqs,
      queueUrl: queue.url,
      settings: { ...SETTINGS, ...settings },
      queueStays,
      ...(realTime ? {} : { visibilityClient: sqs }),
      invoke,
      report: (problem) => reports.push(problem),
    });
  };

  before(async () => {
    server = await startQueues({ region: 'us-east-1' });
    sqs = new SQSClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      useQueueUrlAsEndpoint: false,
    });
  });
  afterEach(async () => {
    await mapping?.stop();
    mapping = undefined;
    reports.length = 0;
  });
  after(async () => {
    sqs.destroy();
    await server.close();
  });

  it('gives the function Lambda’s event and deletes what succeeded', async () => {
    const queue = await create();
    const events: SQSEvent[] = [];
    run(queue, async (event) => {
      events.push(event);
      return { response: '{"batchItemFailures":[]}' };
    });
    await send(queue, ['one']);
    await until(async () => events.length === 1 && (await count(queue)) === 0);
    const record = events[0]?.Records[0];
    assert.deepEqual(
      { ...record, messageId: '', receiptHandle: '', attributes: record?.attributes.ApproximateReceiveCount },
      {
        messageId: '',
        receiptHandle: '',
        body: 'one',
        attributes: '1',
        messageAttributes: {},
        md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: 'us-east-1',
      },
    );
  });

  it('leaves only the failed message, which SQS moves to the dead-letter queue after three tries', async () => {
    const { queue, dead } = await createPair(3);
    const tries: string[] = [];
    run(queue, async (event) => {
      const bad = event.Records.filter(({ body }) => body === 'bad');
      tries.push(...event.Records.map(({ body }) => body));
      return {
        response: JSON.stringify({ batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
      };
    });
    await send(queue, ['good', 'bad', 'fine']);
    await until(async () => (await count(dead)) === 1);
    assert.deepEqual(tries.toSorted(), ['bad', 'bad', 'bad', 'fine', 'good']);
    assert.equal(await count(queue), 0);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead.url }));
    assert.equal(Messages?.[0]?.Body, 'bad');
  });

  it('brings a whole batch back when the function fails, and says why', async () => {
    const { queue, dead } = await createPair(2);
    run(queue, async () => ({ error: 'Task timed out after 50.00 seconds' }));
    await send(queue, ['one', 'two']);
    await until(async () => (await count(dead)) === 2);
    assert.match(reports[0] ?? '', /^A batch of \d failed: Task timed out after 50\.00 seconds$/);
  });

  it('never takes more messages than the batch size, nor runs more batches than its maximum concurrency', async () => {
    const queue = await create();
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    run(
      queue,
      async (event) => {
        sizes.push(event.Records.length);
        most = Math.max(most, ++running);
        await sleep(30);
        running--;
        return { response: 'null' };
      },
      { BatchSize: 3, MaximumConcurrency: 2 },
    );
    await send(queue, [...'abcdefghij']);
    await until(async () => (await count(queue)) === 0);
    assert.equal(most, 2);
    assert.ok(Math.max(...sizes) <= 3, String(sizes));
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      10,
    );
  });

  it('waits for the batching window while the batch is not full', async () => {
    const queue = await create();
    const sizes: number[] = [];
    run(
      queue,
      async (event) => {
        sizes.push(event.Records.length);
        return { response: 'null' };
      },
      { MaximumBatchingWindowInSeconds: 3, BatchSize: 3 },
    );
    await send(queue, ['one']);
    await sleep(100);
    await send(queue, ['two', 'three']);
    await until(async () => (await count(queue)) === 0);
    assert.deepEqual(sizes, [3]);
  });

  it('leaves a failed message to the visibility timeout in real time', async () => {
    const queue = await create({ VisibilityTimeout: '1' });
    const times: number[] = [];
    run(
      queue,
      async () => {
        times.push(Date.now());
        return times.length === 1 ? { error: 'thrown' } : { response: 'null' };
      },
      {},
      true,
    );
    await send(queue, ['one']);
    await until(() => times.length === 2);
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 950);
  });

  it('lets the running batch end when it stops', async () => {
    const queue = await create();
    let ended = false;
    run(queue, async () => {
      await sleep(100);
      ended = true;
      return { response: 'null' };
    });
    await send(queue, ['one']);
    await until(() => mapping?.inFlight() === 1);
    await mapping?.stop();
    assert.ok(ended);
    assert.equal(await count(queue), 0);
  });

  it('leaves no poll behind on a queue that stays, which would hide the next message', async () => {
    const queue = await create();
    run(queue, async () => ({ response: 'null' }), {}, false, true);
    await sleep(50);
    await mapping?.stop();
    await send(queue, ['later']);
    await sleep(50);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 0 }));
    assert.equal(Messages?.[0]?.Body, 'later');
  });
});
