import type { QueueServer, QueueTraffic } from '../services/queues.ts';
import type { Publish } from './publish.ts';

/** A queue that is looked at. */
export type WatchedQueue = {
  name: string;
  /** The run hides what it finds there, so that it sees each message once. Nobody else takes any: they count as visible. */
  isHiddenByRun: boolean;
};

/** SQS publishes once a minute; a run that lasts seconds is looked at more often. */
const INTERVAL_MILLISECONDS = 200;

const COUNTED: Readonly<Record<QueueTraffic['kind'], string>> = {
  sent: 'NumberOfMessagesSent',
  received: 'NumberOfMessagesReceived',
  deleted: 'NumberOfMessagesDeleted',
  empty: 'NumberOfEmptyReceives',
};

/** Looks at its queues at intervals, and when it is asked to. */
export type QueueWatch = { look(): Promise<void>; stop(): Promise<void> };

/**
 * Publishes what SQS does of its queues, until it is stopped. An empty queue has no age.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function watchQueues(server: QueueServer, queues: readonly WatchedQueue[], publish: Publish): QueueWatch {
  const put = (queue: string, name: string, value: number, unit = 'Count'): void =>
    publish({ namespace: 'AWS/SQS', name, dimensions: { QueueName: queue }, at: Date.now(), values: [value], unit });

  async function look({ name, isHiddenByRun }: WatchedQueue): Promise<void> {
    const { visible, notVisible, delayed, oldestSentAt } = await server.inspect(name);
    put(name, 'ApproximateNumberOfMessagesVisible', visible + (isHiddenByRun ? notVisible : 0));
    put(name, 'ApproximateNumberOfMessagesNotVisible', isHiddenByRun ? 0 : notVisible);
    put(name, 'ApproximateNumberOfMessagesDelayed', delayed);
    // That of a dead-letter queue counts from the move, which the embedded SQS does not tell.
    if (oldestSentAt !== undefined && !isHiddenByRun)
      put(name, 'ApproximateAgeOfOldestMessage', Math.max(0, (Date.now() - oldestSentAt) / 1000), 'Seconds');
  }
  const stopCounting = server.onTraffic(({ queue, kind, count, bytes }) => {
    if (!queues.some(({ name, isHiddenByRun }) => name === queue && !isHiddenByRun)) return;
    put(queue, COUNTED[kind], count);
    if (bytes !== undefined) put(queue, 'SentMessageSize', bytes, 'Bytes');
  });
  const lookAtAll = async (): Promise<void> => {
    for (const queue of queues) await look(queue);
  };
  let looking = lookAtAll();
  const next = (): Promise<void> => {
    looking = looking.then(lookAtAll);
    return looking;
  };
  const timer = setInterval(next, INTERVAL_MILLISECONDS);
  return {
    look: next,
    async stop(): Promise<void> {
      clearInterval(timer);
      stopCounting();
      await looking;
    },
  };
}
