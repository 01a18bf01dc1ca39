import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { bucketOf } from './buckets.ts';
import type { Answer, Call, Subject } from './call.ts';
import type { Delivery, S3Notification } from './delivery.ts';
import { S3Error } from './errors.ts';
import { readIncoming } from './incoming.ts';
import { playLifecycles } from './lifecycle.ts';
import type { S3Options } from './options.ts';
import { accessKeyIdOf, header, parseTarget } from './request.ts';
import { route } from './route.ts';
import type { Store } from './store.ts';

// S3 gives up on a body after about so long.
const DEFAULT_IDLE_MILLISECONDS = 20_000;

/** What all requests of a server share. */
export type Service = {
  store: Store;
  delivery: Delivery;
  notify: (notification: S3Notification) => Promise<void>;
} & Pick<S3Options, 'authorize' | 'idleMilliseconds' | 'now'>;

/** What a request is answered under: the ids that S3 gives it, and what to do when its body begins to be read. */
export type Circumstances = { requestId: string; hostId: string; onStart: () => void };

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
