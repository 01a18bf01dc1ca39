import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { batchOutcome, type Invocation } from './batch-response.ts';

function messageAttributes(message: Message): SQSMessageAttributes {
  const entries = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      dataType: attribute.DataType ?? 'String',
      ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
      ...(attribute.BinaryValue === undefined
        ? {}
        : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
    },
  ]);
  return Object.fromEntries(entries) as SQSMessageAttributes;
}

const record = (message: Message, queueArn: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: {
    ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '1',
    SentTimestamp: message.Attributes?.SentTimestamp ?? '',
    SenderId: message.Attributes?.SenderId ?? '',
    ApproximateFirstReceiveTimestamp: message.Attributes?.ApproximateFirstReceiveTimestamp ?? '',
  },
  messageAttributes: messageAttributes(message),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: queueArn.split(':')[3] ?? '',
});

/** The event with which Lambda invokes a function for a batch of messages. */
const sqsEvent = (messages: readonly Message[], queueArn: string): SQSEvent => ({
  Records: messages.map((message) => record(message, queueArn)),
});

/** An AWS::Lambda::EventSourceMapping of a queue, under the names of the template. */
export type MappingSettings = {
  BatchSize: number;
  MaximumBatchingWindowInSeconds: number;
  MaximumConcurrency: number;
  FunctionResponseTypes: string[];
};

type MappingOptions = {
  /** With the credentials of the poller. */
  sqs: SQSClient;
  queueUrl: string;
  settings: MappingSettings;
  /**
   * Makes failed messages visible again at once, which Lambda does not do and the poller may not; without it they come
   * back after the queue's VisibilityTimeout, as at AWS.
   */
  visibilityClient?: SQSClient;
  /**
   * For a queue that is there after the run: polls are short and let end, because a message that comes to a poll which
   * was cut off is hidden from everybody for the VisibilityTimeout.
   */
  queueStays: boolean;
  invoke(event: SQSEvent): Promise<Invocation>;
  /** Told of a batch that failed as a whole, with its messages, and of a call to the queue that failed. */
  report(problem: string, messageIds: readonly string[]): void;
};

export type Mapping = {
  /** Messages that an invocation works on at this moment. */
  inFlight(): number;
  /** Ends polling, lets the running invocations end, and gives unfinished messages back. */
  stop(): Promise<void>;
};

/** The most that one call to SQS receives, deletes or changes. */
const SQS_BATCH = 10;

/** The longest that one call to SQS waits. */
const LONG_POLL_SECONDS = 20;

/** What the end of a run may have to wait for, where a poll is let end. */
const SHORT_POLL_SECONDS = 1;

const RETRY_MILLISECONDS = 200;

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / SQS_BATCH) }, (_, i) =>
    items.slice(i * SQS_BATCH, (i + 1) * SQS_BATCH),
  );

const entries = (messages: readonly Message[]) =>
  messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle ?? '' }));

/** Polls the queue and invokes the function with batches, as Lambda does; the move to the dead-letter queue is SQS's. */
export function startMapping(options: MappingOptions): Mapping {
  const { sqs, queueUrl, settings, visibilityClient, queueStays } = options;
  const pollSeconds = queueStays ? SHORT_POLL_SECONDS : LONG_POLL_SECONDS;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let inFlight = 0;

  async function receive(count: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(count, SQS_BATCH),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command, queueStays ? {} : { abortSignal: stopping.signal })).Messages ?? [];
  }

  /** One batch: full, or what had come when the batching window closed. */
  async function collect(): Promise<Message[]> {
    const batch = await receive(settings.BatchSize, pollSeconds);
    const closes = Date.now() + settings.MaximumBatchingWindowInSeconds * 1000;
    while (batch.length > 0 && batch.length < settings.BatchSize && !stopping.signal.aborted) {
      const secondsLeft = Math.floor((closes - Date.now()) / 1000);
      if (secondsLeft < 1) break;
      // A failure of this call does not lose what the first one brought.
      const wait = Math.min(secondsLeft, pollSeconds);
      const more = await receive(settings.BatchSize - batch.length, wait).catch(() => undefined);
      if (more === undefined) break;
      batch.push(...more);
    }
    return batch;
  }

  async function giveBack(messages: readonly Message[]): Promise<void> {
    if (visibilityClient === undefined) return;
    for (const chunk of chunks(messages)) {
      const Entries = entries(chunk).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await visibilityClient.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    for (const chunk of chunks(messages)) {
      const { Failed = [] } = await sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries(chunk) }),
      );
      for (const { Id, Message: reason } of Failed) {
        options.report(`Message ${chunk[Number(Id)]?.MessageId} was not deleted, and comes again: ${reason}`, []);
      }
    }
  }

  async function handle(batch: Message[], queueArn: string): Promise<void> {
    const ids = batch.map((message) => message.MessageId ?? '');
    const invocation = await options.invoke(sqsEvent(batch, queueArn));
    const { failed, reason } = batchOutcome(invocation, ids, settings.FunctionResponseTypes);
    if (reason !== undefined) options.report(`A batch of ${batch.length} failed: ${reason}`, ids);
    const isFailed = (message: Message) => failed.includes(message.MessageId ?? '');
    await remove(batch.filter((message) => !isFailed(message)));
    await giveBack(batch.filter(isFailed));
  }

  function start(batch: Message[], queueArn: string): void {
    inFlight += batch.length;
    const job = handle(batch, queueArn)
      .catch((error: unknown) => options.report(`A call to the queue failed: ${String(error)}`, []))
      .finally(() => {
        inFlight -= batch.length;
        running.delete(job);
      });
    running.add(job);
  }

  /** Lambda looks at the queue before it takes messages, and needs the permission for it. */
  async function lookAtQueue(): Promise<string> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
    return (await sqs.send(command)).Attributes?.QueueArn ?? '';
  }

  async function poll(): Promise<void> {
    let queueArn: string | undefined;
    while (!stopping.signal.aborted) {
      try {
        queueArn ??= await lookAtQueue();
        const batch = await collect();
        if (stopping.signal.aborted) await giveBack(batch);
        else if (batch.length > 0) start(batch, queueArn);
        if (running.size >= settings.MaximumConcurrency) await Promise.race(running);
      } catch (error) {
        if (stopping.signal.aborted) break;
        options.report(`A call to the queue failed: ${String(error)}`, []);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
      }
    }
  }

  const polling = poll();
  return {
    inFlight: () => inFlight,
    async stop() {
      stopping.abort();
      await polling;
      await Promise.all(running);
    },
  };
}
