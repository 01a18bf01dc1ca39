import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { release } from '../../shared/release.ts';
import { bucketOf } from './buckets.ts';
import type { Answer, Call, Subject } from './call.ts';
import type { Delivery, S3Notification } from './delivery.ts';
import { S3Error } from './errors.ts';
import { playLifecycles } from './lifecycle.ts';
import type { S3Options } from './options.ts';
import { accessKeyIdOf, header, parseTarget } from './request.ts';
import { route } from './route.ts';
import type { Store } from './store.ts';
import { toXml } from './xml.ts';

/**
 * A request's body, which fails with RequestTimeout when nothing comes for that long, and with IncompleteBody when the
 * connection ends before the body does. Leaving it half read leaves the connection open for the answer.
 */
async function* readIncoming(
  request: IncomingMessage,
  { onStart, idleMilliseconds }: { onStart: () => void; idleMilliseconds: number },
): AsyncGenerator<Buffer> {
  onStart();
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    const idle = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new S3Error(
            'RequestTimeout',
            'Your socket connection to the server was not read from or written to within the timeout period.',
            {
              headers: { connection: 'close' },
            },
          ),
        );
      }, idleMilliseconds);
    });
    for (;;) {
      const next = await Promise.race([chunks.next().catch(connectionEnded), idle]);
      if (next.done) return;
      timer?.refresh();
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
  }
}

function connectionEnded(): never {
  throw new S3Error('IncompleteBody', 'The connection ended before the number of bytes specified by the HTTP header.');
}

// S3 gives up on a body after about so long.
const DEFAULT_IDLE_MILLISECONDS = 20_000;

/** What all requests of a server share. */
type Service = {
  store: Store;
  delivery: Delivery;
  notify: (notification: S3Notification) => Promise<void>;
} & Pick<S3Options, 'authorize' | 'idleMilliseconds' | 'now'>;

/** What a request is answered under: the ids that S3 gives it, and what to do when its body begins to be read. */
type Circumstances = { requestId: string; hostId: string; onStart: () => void };

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

/** Finds what a request asks for, asks whether it may, and does it. Throws an S3Error for every answer but success. */
export async function perform(
  { store, delivery, notify, authorize, now, idleMilliseconds = DEFAULT_IDLE_MILLISECONDS }: Service,
  request: IncomingMessage,
  { requestId, hostId, onStart }: Circumstances,
): Promise<Answer> {
  const { headers, method = '' } = request;
  const target = parseTarget(request.url ?? '');
  const { bucket, key, query } = target;
  const accessKeyId = accessKeyIdOf(headers, query);
  if (accessKeyId === '') throw new S3Error('AccessDenied', 'Access Denied');
  const operation = route(method, target, headers);
  if (now) playLifecycles(store, now());
  const call: Call = {
    ...target,
    requestId,
    hostId,
    store,
    headers,
    accessKeyId,
    sourceAddress: request.socket.remoteAddress ?? '',
    incoming: readIncoming(request, { onStart, idleMilliseconds }),
    allow(action, subject) {
      const asked = { action, operation: operation.name, ...named(subject), accessKeyId, headers, query };
      const reason = authorize?.(asked);
      if (reason !== undefined) throw new S3Error('AccessDenied', reason);
    },
    publish: (changed, event) => delivery.publish(call, changed, event),
    notify: (queueArn, body) => notify({ bucket, queueArn, body }),
  };
  if (operation.name !== 'CreateBucket' && operation.on !== 'service') bucketOf(call);
  assertOwner(headers, store.accountId);
  const versionId = query.get('versionId');
  const action = versionId === undefined ? operation.action : (operation.versionAction ?? operation.action);
  if (action !== undefined) call.allow(action, { bucket, key, ...(versionId === undefined ? {} : { versionId }) });
  return operation.run(call);
}

/** An error as S3 writes it; the answer to HEAD, and 304, has no body. */
export function errorAnswer(error: S3Error, about: { resource: string; requestId: string; hostId: string }): Answer {
  const body = toXml('Error', {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: about.resource,
    RequestId: about.requestId,
    HostId: about.hostId,
  });
  if (error.code === 'NotModified') return { status: 304, headers: error.headers };
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** Writes an answer; resolves when it is out or the client has gone. */
export async function writeAnswer(
  response: ServerResponse,
  { status, headers, body }: Answer,
  hasBody: boolean,
): Promise<void> {
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    // A client that goes away in the middle, or a file that cannot be read on: either way the connection is cut.
    await pipeline(body, response).catch(() => undefined);
    return;
  }
  const bytes = body instanceof Buffer ? body : Buffer.from(body ?? '');
  const length = hasBody && status !== 204 && status !== 304 ? { 'content-length': String(bytes.length) } : {};
  response.writeHead(status, { ...length, ...headers });
  response.end(hasBody ? bytes : undefined, () => release(bytes));
}
