import { buildApp } from 'fauxqs';

/** An SQS endpoint in this process, on 127.0.0.1 alone. */
export type QueueServer = { url: string; close(): Promise<void> };

/** One thing that a call wants to do, in the words of IAM: `action` is e.g. `sqs:DeleteMessage`, also for a batch. */
export type QueueRequest = { action: string; queueName: string; accessKeyId: string };

export type QueueOptions = {
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

/**
 * Starts an embedded SQS on a free port. fauxqs brings an S3 and an SNS as well, which keep neither versions nor
 * conditions: they are shut off with 501, so that nothing can take them for the ones of the run.
 */
export async function startQueues({ region, authorize }: QueueOptions): Promise<QueueServer> {
  const app = buildApp({ logger: false, defaultRegion: region });
  app.addHook('onRequest', (request, reply, done) => {
    if (isSqs(request.method, request.url, request.headers['content-type'])) done();
    else
      reply.status(501).send({
        __type: 'NotImplemented',
        message: `Expected a request to SQS but received ${request.method} ${request.url}`,
      });
  });
  app.addHook('preHandler', (request, reply, done) => {
    const reason = authorize?.(readRequest(request.headers, request.body));
    if (reason === undefined) done();
    else reply.status(403).send({ __type: 'com.amazon.coral.service#AccessDeniedException', message: reason });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
