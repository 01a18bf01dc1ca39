import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

/** Where the queue is. */
export type Queues = Pick<Clients, 'sqs' | 'isCustomEndpoint'>;

export type Drain = {
  /**
   * How long a message may stay hidden if this process dies. In every other case it is given back when draining ends: only so is
   * each message seen once.
   */
  seconds: number;
  /** Gets each message once, up to ten at a time, and answers with those to delete. */
  visit(messages: Message[]): Promise<Message[]>;
  signal: AbortSignal;
};

/** SQS takes and gives ten at a time. */
const BATCH = 10;

/** An answer without a new message, when some were hidden too briefly and come again; after so many there is none. */
const MAX_STALE = 3;

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += BATCH) yield all.slice(start, start + BATCH);
}

/** Goes through a queue once, and leaves every message visible that is not deleted. Answers how many deletions failed. */
export async function drain(queues: Queues, queueUrl: string, { seconds, visit, signal }: Drain): Promise<number> {
  const { sqs } = queues;
  const seen = new Set<string>();
  const held = new Set<Message>();
  let failed = 0;
  try {
    for (let stale = 0; stale < MAX_STALE; ) {
      signal.throwIfAborted();
      const messages = await receive(queues, queueUrl, seconds);
      if (messages.length === 0) break;
      for (const message of messages) held.add(message);
      const fresh = messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
      stale = fresh.length === 0 ? stale + 1 : 0;
      for (const { MessageId = '' } of fresh) seen.add(MessageId);
      const finished = fresh.length === 0 ? [] : await visit(fresh);
      const left = await remove(sqs, queueUrl, finished);
      failed += left.length;
      for (const message of finished) if (!left.includes(message)) held.delete(message);
    }
  } finally {
    await giveBack(sqs, queueUrl, [...held]);
  }
  return failed;
}

async function receive(
  { sqs, isCustomEndpoint }: Queues,
  QueueUrl: string,
  VisibilityTimeout: number,
): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      VisibilityTimeout,
      MaxNumberOfMessages: BATCH,
      // Asks all of SQS's servers: without waiting it asks some, and finds none where there are few. Others have one.
      WaitTimeSeconds: isCustomEndpoint ? 0 : 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const entriesOf = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));

/** Answers with those that are still there. */
async function remove(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<Message[]> {
  if (messages.length === 0) return [];
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entriesOf(messages) }));
  return messages.filter((_, index) => Failed.some(({ Id }) => Id === String(index)));
}

/** One that cannot be given back is visible already, or will be after `seconds`. */
async function giveBack(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (const batch of batches(messages)) {
    const Entries = entriesOf(batch).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}
