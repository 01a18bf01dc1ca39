import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorAnswer, writeAnswer } from './answer.ts';
import { bucketOf } from './buckets.ts';
import type { Answer, Call } from './call.ts';
import { type S3Notification, startDelivery } from './delivery.ts';
import { S3Error } from './errors.ts';
import { readIncoming } from './incoming.ts';
import { accessKeyIdOf, header, parseTarget } from './request.ts';
import { route } from './route.ts';
import type { Store } from './store.ts';

export type { S3Notification } from './delivery.ts';

/** A running server. `close` cuts open connections and waits for the event messages under way. */
export type S3Server = { url: string; port: number; close(): Promise<void> };

/** One thing that a call wants to do, in the words of IAM: `action` is e.g. `s3:GetObjectVersion`. */
export type S3Request = {
  action: string;
  /** The API's name of the call, e.g. `HeadObject`. */
  operation: string;
  bucket: string;
  key?: string;
  versionId?: string;
  accessKeyId: string;
  headers: IncomingHttpHeaders;
  query: ReadonlyMap<string, string>;
};

export type S3Options = {
  /** Where object bodies are kept, under generated names. Made if it is not there; not emptied at the end. */
  directory: string;
  port?: number;
  region?: string;
  accountId?: string;
  /** Delivers a message to SQS. Without it, no bucket takes a notification configuration. */
  notify?: (notification: S3Notification) => Promise<void>;
  /** A reason to deny with 403 AccessDenied, or undefined to allow. Without it, every signed request is allowed. */
  authorize?: (request: S3Request) => string | undefined;
  /** Hears of a message that could not be delivered and of a fault of this server. By default a warning of the process. */
  onError?: (error: Error) => void;
  /** How long a body may pause. S3 gives up after about 20 seconds. */
  idleMilliseconds?: number;
};

const DEFAULT_IDLE_MILLISECONDS = 20_000;
// Above what S3 takes, so that metadata which is too long gets S3's answer and not node's.
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * Starts an S3 for the local run, on 127.0.0.1 only, path style. What it does is in OPERATIONS; anything else is
 * answered with 501. Signatures are not verified, but a request without credentials is denied, as S3 denies it.
 * Buckets and versions live in memory and end with the process.
 */
export async function startS3(options: S3Options): Promise<S3Server> {
  const { directory, region = 'us-east-1', accountId = '123456789012', authorize, notify } = options;
  const onError = options.onError ?? ((error) => process.emitWarning(error));
  const store: Store = { directory, region, accountId, buckets: new Map() };
  const send =
    notify ?? (() => Promise.reject(new Error('Expected the server to have a way to queues but received none')));
  const delivery = startDelivery(send, onError);
  await mkdir(directory, { recursive: true });

  async function answerTo(
    request: IncomingMessage,
    onStart: () => void,
    ids: { requestId: string; hostId: string },
  ): Promise<Answer> {
    const { headers, method = '' } = request;
    const target = parseTarget(request.url ?? '');
    const { bucket, key, query } = target;
    const accessKeyId = accessKeyIdOf(headers, query);
    if (accessKeyId === '') throw new S3Error('AccessDenied', 'Access Denied');
    const operation = route(method, target, headers);
    const denial: Deny = (action, on) =>
      authorize?.({ action, operation: operation.name, ...on, accessKeyId, headers, query });
    const call: Call = {
      ...target,
      ...ids,
      store,
      headers,
      accessKeyId,
      sourceAddress: request.socket.remoteAddress ?? '',
      incoming: readIncoming(request, {
        onStart,
        idleMilliseconds: options.idleMilliseconds ?? DEFAULT_IDLE_MILLISECONDS,
      }),
      isAllowed: (action, on) => denial(action, named(on)) === undefined,
      allow(action, on) {
        const reason = denial(action, named(on));
        if (reason !== undefined) throw new S3Error('AccessDenied', reason);
      },
      publish: (changed, event) => delivery.publish(call, changed, event),
      notify: (queueArn, body) => send({ queueArn, body }),
    };
    if (operation.name !== 'CreateBucket' && operation.on !== 'service') bucketOf(call);
    assertOwner(headers, accountId);
    const versionId = query.get('versionId');
    const action = versionId === undefined ? operation.action : (operation.versionAction ?? operation.action);
    if (action !== undefined) call.allow(action, { bucket, key, ...(versionId === undefined ? {} : { versionId }) });
    return operation.run(call);
  }

  async function handle(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const ids = { requestId: randomBytes(8).toString('hex').toUpperCase(), hostId: randomBytes(48).toString('base64') };
    response.setHeader('x-amz-request-id', ids.requestId);
    response.setHeader('x-amz-id-2', ids.hostId);
    response.setHeader('server', 'AmazonS3');
    // A client that waits for "100 Continue" may or may not send its body after an error: the connection cannot go on.
    let waiting = expectsContinue;
    const onStart = (): void => {
      if (waiting) response.writeContinue();
      waiting = false;
    };
    let answer: Answer;
    try {
      answer = await answerTo(request, onStart, ids);
    } catch (error) {
      if (!(error instanceof S3Error)) onError(error as Error);
      const known =
        error instanceof S3Error ? error : new S3Error('InternalError', 'We encountered an internal error.');
      answer = errorAnswer(known, { resource: request.url ?? '', ...ids });
    }
    if (waiting) response.setHeader('connection', 'close');
    await writeAnswer(response, answer, request.method !== 'HEAD');
  }

  const running = new Set<Promise<void>>();
  const track = (task: Promise<void>): void => {
    running.add(task);
    task.catch(onError).finally(() => running.delete(task));
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 }, (request, response) =>
    track(handle(request, response, false)),
  );
  server.on('checkContinue', (request, response) => track(handle(request, response, true)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(running);
      await delivery.settled();
    },
  };
}

type Subject = { bucket: string; key?: string; versionId?: string };
type Deny = (action: string, on: Subject) => string | undefined;

/** Without the key where there is none: an action on the bucket itself. */
const named = ({ bucket, key, versionId }: Subject): Subject => ({
  bucket,
  ...(key === undefined || key === '' ? {} : { key }),
  ...(versionId === undefined ? {} : { versionId }),
});

function assertOwner(headers: IncomingHttpHeaders, accountId: string): void {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const owner = header(headers, name);
    if (owner !== undefined && owner !== accountId) throw new S3Error('AccessDenied', 'Access Denied');
  }
}
