import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './call.ts';
import { startDelivery } from './delivery.ts';
import { S3Error } from './errors.ts';
import type { S3Options, S3Server } from './options.ts';
import { errorAnswer, perform, writeAnswer } from './perform.ts';

export type { S3Notification } from './delivery.ts';
export type { S3Options, S3Request, S3Server } from './options.ts';

// Above what S3 takes, so that metadata which is too long gets S3's answer and not node's.
const MAX_HEADER_BYTES = 64 * 1024;
// Longer than a client pauses: one that reuses a connection which is just being closed sees it reset.
const KEEP_ALIVE_MILLISECONDS = 60_000;

const noQueues = (): Promise<void> =>
  Promise.reject(new Error('Expected a way to deliver to queues but received none'));

/**
 * Starts an S3 for the local run, on 127.0.0.1 only, path style. What it does is in OPERATIONS; anything else is
 * answered with 501. Signatures are not verified, but a request without credentials is denied, as S3 denies it.
 * Buckets and versions live in memory and end with the process.
 *
 * Known to differ from S3: a checksum is kept only where one was sent (S3 computes CRC64NVME for every object), a key
 * whose `..` lead above the bucket is taken, and an upload that was completed is forgotten at once.
 */
export async function startS3(options: S3Options): Promise<S3Server> {
  const { directory, region = 'us-east-1', accountId = '123456789012', notify = noQueues } = options;
  const onError = options.onError ?? ((error) => process.emitWarning(error));
  const store = { directory, region, accountId, buckets: new Map() };
  const delivery = startDelivery(notify, onError);
  const service = { ...options, store, delivery, notify };
  await mkdir(directory, { recursive: true });

  async function answerTo(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
    const ids = { requestId: randomBytes(8).toString('hex').toUpperCase(), hostId: randomBytes(48).toString('base64') };
    response.setHeader('x-amz-request-id', ids.requestId);
    response.setHeader('x-amz-id-2', ids.hostId);
    response.setHeader('server', 'AmazonS3');
    let isWaiting = expectsContinue;
    const onStart = (): void => {
      if (isWaiting) response.writeContinue();
      isWaiting = false;
    };
    let answer: Answer;
    try {
      answer = await perform(service, request, { ...ids, onStart });
    } catch (error) {
      if (!(error instanceof S3Error)) onError(error as Error);
      const fault = new S3Error('InternalError', 'We encountered an internal error. Please try again.');
      answer = errorAnswer(error instanceof S3Error ? error : fault, { resource: request.url ?? '', ...ids });
    }
    // A client that waits for leave to send may or may not send its body after an error: the connection cannot go on.
    if (isWaiting) response.setHeader('connection', 'close');
    await writeAnswer(response, answer, request.method !== 'HEAD');
  }

  const running = new Set<Promise<void>>();
  const listener = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const task = answerTo(request, response, expectsContinue).catch((error: Error) => {
      onError(error);
      response.destroy();
    });
    running.add(task);
    task.finally(() => running.delete(task));
  };
  const limits = { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MILLISECONDS };
  const server = createServer(limits, listener(false));
  server.on('checkContinue', listener(true));
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
      await Promise.all(running);
      await delivery.settled();
    },
  };
}
