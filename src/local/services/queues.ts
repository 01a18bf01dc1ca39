import { randomUUID } from 'node:crypto';
import { buildApp } from 'fauxqs';

/** Messages that went into a queue or out of it in one call; `empty` is a call that brought none. */
export type QueueTraffic = {
  queue: string;
  kind: 'sent' | 'received' | 'deleted' | 'empty';
  count: number;
  /** Of the message that was sent. */
  bytes?: number;
};

type Body = { MessageBody?: unknown; Entries?: { MessageBody?: unknown }[] };
type Answer = { Messages?: unknown[]; Successful?: unknown[] };

function parse(payload: unknown): Answer {
  try {
    return (JSON.parse(String(payload)) ?? {}) as Answer;
  } catch {
    return {}; // DeleteMessage answers nothing.
  }
}

/** What a call that succeeded did, by its action without `Batch`, its request and its answer. */
function readTraffic(action: string, queue: string, request: unknown, payload: unknown): QueueTraffic[] {
  const { MessageBody, Entries } = (request ?? {}) as Body;
  const answer = parse(payload);
  const count = answer.Successful?.length ?? 1;
  switch (action) {
    case 'sqs:SendMessage':
      return (Entries ?? [{ MessageBody }]).map((entry) => {
        const bytes = Buffer.byteLength(String(entry.MessageBody));
        return { queue, kind: 'sent', count: 1, bytes };
      });
    case 'sqs:ReceiveMessage': {
      const received = answer.Messages?.length ?? 0;
      return [received > 0 ? { queue, kind: 'received', count: received } : { queue, kind: 'empty', count: 1 }];
    }
    case 'sqs:DeleteMessage':
      return [{ queue, kind: 'deleted', count }];
    default:
      return [];
  }
}

/**
 * What is in a queue. `oldestSentAt`, in milliseconds since 1970, is of the oldest message, taken or not, but for those
 * that were received three times or more: SQS leaves them out of the age.
 */
type QueueState = { visible: number; notVisible: number; delayed: number; oldestSentAt?: number };

/** An SQS endpoint in this process, on 127.0.0.1 alone. */
export type QueueServer = {
  url: string;
  /** Looks into a queue, which nobody notices. */
  inspect(queueName: string): Promise<QueueState>;
  /** Tells of what goes into queues and out of them; returns the function that ends that. */
  onTraffic(listener: (traffic: QueueTraffic) => void): () => void;
  close(): Promise<void>;
};

/** One thing that a call wants to do, in the words of IAM: `action` is e.g. `sqs:DeleteMessage`, also for a batch. */
export type QueueRequest = { action: string; queueName: string; accessKeyId: string };

type QueueOptions = {
  region: string;
  /** A reason to deny with 403 AccessDenied, or undefined to allow. Without it, every request is allowed. */
  authorize?: (request: QueueRequest) => string | undefined;
};

const TARGET = /^AmazonSQS\.(\w+?)(?:Batch)?$/;

const isSqs = (method: string, path: string, contentType: string | undefined): boolean =>
  method === 'POST' && path === '/' && contentType?.startsWith('application/x-amz-json-1.0') === true;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a request of SQS's JSON protocol asks for. Signatures are not verified. */
function readRequest(headers: Readonly<Record<string, unknown>>, body: unknown): QueueRequest {
  const { QueueUrl, QueueName } = (body ?? {}) as { QueueUrl?: unknown; QueueName?: unknown };
  return {
    action: `sqs:${TARGET.exec(text(headers['x-amz-target']))?.[1] ?? ''}`,
    queueName: text(QueueName) || (text(QueueUrl).split('/').at(-1) ?? ''),
    accessKeyId: /Credential=([^/,\s]+)\//.exec(text(headers['authorization']))?.[1] ?? '',
  };
}

type Inspectable = { sentTimestamp: number; approximateReceiveCount: number };
type Inspected = {
  messages: {
    ready: Inspectable[];
    delayed: Inspectable[];
    inflight: { message: Inspectable; visibilityDeadline: number }[];
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const RECEIVES_OF_POISON = 3;

function stateOf({ messages: { ready, delayed, inflight } }: Inspected): QueueState {
  // Those whose time is over are put back only when somebody receives again.
  const hidden = inflight.filter(({ visibilityDeadline }) => visibilityDeadline > Date.now()).length;
  const sent = [...ready, ...delayed, ...inflight.map(({ message }) => message)]
    .filter(({ approximateReceiveCount }) => approximateReceiveCount < RECEIVES_OF_POISON)
    .map(({ sentTimestamp }) => sentTimestamp);
  return {
    visible: ready.length + inflight.length - hidden,
    notVisible: hidden,
    delayed: delayed.length,
    ...(sent.length > 0 && { oldestSentAt: Math.min(...sent) }),
  };
}

/**
 * Starts an embedded SQS on a free port. fauxqs brings an S3 and an SNS as well, which keep neither versions nor
 * conditions: they are shut off with 501, so that nothing can take them for the ones of the run.
 */
export async function startQueues({ region, authorize }: QueueOptions): Promise<QueueServer> {
  const app = buildApp({ logger: false, defaultRegion: region });
  /** Who has it is this process. */
  const secret = randomUUID();
  const listeners = new Set<(traffic: QueueTraffic) => void>();
  app.addHook('onRequest', (request, reply, done) => {
    const isOurs = request.headers['x-inspect'] === secret;
    if (isOurs || isSqs(request.method, request.url, request.headers['content-type'])) done();
    else
      reply.status(501).send({
        __type: 'NotImplemented',
        message: `Expected a request to SQS but received ${request.method} ${request.url}`,
      });
  });
  app.addHook('preHandler', (request, reply, done) => {
    const isOurs = request.headers['x-inspect'] === secret;
    const reason = isOurs ? undefined : authorize?.(readRequest(request.headers, request.body));
    if (reason === undefined) done();
    else reply.status(403).send({ __type: 'com.amazon.coral.service#AccessDeniedException', message: reason });
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    done(null, payload);
    if (reply.statusCode !== 200 || request.headers['x-inspect'] === secret || listeners.size === 0) return;
    const { action, queueName } = readRequest(request.headers, request.body);
    for (const traffic of readTraffic(action, queueName, request.body, payload))
      for (const listener of listeners) listener(traffic);
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async inspect(queueName) {
      const answer = await app.inject({ url: `/_fauxqs/queues/${queueName}`, headers: { 'x-inspect': secret } });
      return stateOf(answer.json<Inspected>());
    },
    onTraffic(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => app.close(),
  };
}
