import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type TestContext, test } from 'node:test';
import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { drawJpeg } from '../pictures.ts';
import { startBuckets } from './buckets.ts';
import { s3Event } from './events.ts';
import { type Fault, s3Error, startFaultyS3 } from './faulty-s3.ts';
import { type HandlingOptions, record, startHandler } from './handling.ts';
import { assertQuarters } from './image/renderings.ts';

const JPEG = await drawJpeg({ width: 160, height: 80 });

type Choose = (request: IncomingMessage, nth: number) => Fault | undefined;

/** A handler whose S3 misbehaves; `nth` counts the requests from 1. */
async function startFaulty(t: TestContext, choose: Choose, options: Partial<HandlingOptions> = {}) {
  const buckets = await startBuckets(t);
  let nth = 0;
  const url = await startFaultyS3(t, buckets.url, (request) => choose(request, ++nth));
  return { ...buckets, ...startHandler(t, { url, ...options }) };
}

const isPut = ({ method }: IncomingMessage): boolean => method === 'PUT';

/** The fault at the first request that it is asked about. */
function once(fault: Fault): () => Fault | undefined {
  let isDone = false;
  return () => {
    if (isDone) return undefined;
    isDone = true;
    return fault;
  };
}

const passing: [title: string, fault: Fault, code: string][] = [
  ['is busy', s3Error(503, 'SlowDown'), 'S3_BUSY'],
  ['is broken', s3Error(500, 'InternalError'), 'S3_FAILED'],
  ['denies it', s3Error(403, 'AccessDenied'), 'ACCESS_DENIED'],
  ['resets the connection', (response) => response.destroy(), 'NETWORK'],
  ['has no key to encrypt with', s3Error(400, 'KMS.DisabledException'), 'KMS_KEY'],
];

for (const [title, fault, code] of passing) {
  test(`where S3 ${title} at the write, the message comes again and succeeds`, async (t) => {
    const fail = once(fault);
    const { upload, handle, logged, processed, processedKeys } = await startFaulty(t, (request) =>
      isPut(request) ? fail() : undefined,
    );
    const event = s3Event(await upload('a.jpg', JPEG));
    assert.deepEqual(await handle(record('1', event)), ['1']);
    assert.equal(logged('ERROR')[0]?.['code'], code);
    assert.deepEqual(await processedKeys(''), []);
    assert.deepEqual(await handle(record('1', event, 2)), []);
    await assertQuarters((await processed('processed/a.jpg')).bytes);
  });
}

for (const [status, code] of [
  [409, 'ConditionalRequestConflict'],
  [412, 'PreconditionFailed'],
] as const) {
  test(`a write that lost a race (${status}) is tried again`, async (t) => {
    const fail = once(s3Error(status, code));
    const { upload, handle, processedKeys } = await startFaulty(t, (request) => (isPut(request) ? fail() : undefined));
    assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', JPEG)))), []);
    assert.deepEqual(await processedKeys(), ['processed/a.jpg']);
  });
}

test('a write that loses every race is given up as one that may pass', async (t) => {
  const { upload, handle, logged } = await startFaulty(t, (request) =>
    isPut(request) ? s3Error(412, 'PreconditionFailed') : undefined,
  );
  assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', JPEG)))), ['1']);
  assert.equal(logged('ERROR')[0]?.['code'], 'LOST_RACES');
});

test('an object that is deleted between the look and the write is written anew', async (t) => {
  let s3: Awaited<ReturnType<typeof startBuckets>>['s3'] | undefined;
  let deleted: Promise<unknown> | undefined;
  const buckets = await startFaulty(t, ({ headers }) => {
    if (!headers['if-match'] || deleted) return undefined;
    deleted = s3?.send(new DeleteObjectCommand({ Bucket: 'processed', Key: 'processed/a.jpg' }));
    return { milliseconds: 50 };
  });
  s3 = buckets.s3;
  const { upload, handle, processedKeys } = buckets;
  for (const receiveCount of [1, 1]) {
    const one = await upload('a.jpg', JPEG);
    assert.deepEqual(await handle(record('1', s3Event(one), receiveCount)), []);
  }
  assert.ok(deleted);
  assert.deepEqual(await processedKeys(), ['processed/a.jpg']);
});

test('an upload that looked before a newer one wrote does not replace it, even where the newer one is the same picture again', async (t) => {
  const buckets = await startBuckets(t);
  const looked = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const url = await startFaultyS3(t, buckets.url, ({ headers }) => {
    if (!headers['if-match']) return undefined;
    looked.resolve();
    return { after: written.promise };
  });
  const [slow, fast] = [startHandler(t, { url }), startHandler(t, { url: buckets.url })];
  const uploads = [];
  for (let version = 0; version < 3; version++) uploads.push(await buckets.upload('a.jpg', JPEG));
  const [first, second, third] = uploads.map((one) => record('1', s3Event(one)));
  assert.ok(first && second && third);
  await fast.handle(first);
  const late = slow.handle(second);
  await looked.promise;
  await fast.handle(third);
  written.resolve();
  assert.deepEqual(await late, []);
  assert.equal((await buckets.processed('processed/a.jpg')).metadata['sequencer'], uploads[2]?.sequencer);
  assert.match(String(slow.logged('INFO')[0]?.['message']), /of a newer upload/);
});

test('a write whose answer is lost is found to be done when the message comes again', async (t) => {
  const fail = once('lost answer');
  const { upload, handle, logged, s3 } = await startFaulty(t, (request) => (isPut(request) ? fail() : undefined));
  const event = s3Event(await upload('a.jpg', JPEG));
  assert.deepEqual(await handle(record('1', event)), ['1']);
  assert.deepEqual(await handle(record('1', event, 2)), []);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'processed' }));
  assert.equal(Versions.length, 1);
  assert.match(String(logged('INFO').at(-1)?.['message']), /of the same upload/);
});

test('a message that comes again is not rendered when its image is there', async (t) => {
  const methods: (string | undefined)[] = [];
  const { upload, handle } = await startFaulty(t, ({ method }) => {
    methods.push(method);
    return undefined;
  });
  const event = s3Event(await upload('a.jpg', JPEG));
  await handle(record('1', event));
  await handle(record('1', event, 2));
  // Each is followed by a look for what the image may make stale.
  const look = ['HEAD', 'HEAD', 'HEAD', 'HEAD'];
  assert.deepEqual(methods, ['GET', 'PUT', ...look, 'GET', 'HEAD', ...look]);
});

test('an endpoint that refuses conditions gets no object and is named', async (t) => {
  const { upload, handle, logged, processedKeys } = await startFaulty(t, (request) =>
    isPut(request) && request.headers['if-none-match'] ? s3Error(501, 'NotImplemented') : undefined,
  );
  assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', JPEG)))), ['1']);
  assert.equal(logged('ERROR')[0]?.['code'], 'NO_CONDITIONAL_WRITES');
  assert.deepEqual(await processedKeys(), []);
});

for (const header of ['if-none-match', 'if-match']) {
  test(`a foreign endpoint that ignores ${header} is found out at its first object and gets no other`, async (t) => {
    const { upload, handle, logged, processedKeys } = await startFaulty(
      t,
      ({ headers }) => (headers[header] ? 'ignored condition' : undefined),
      { isCustomEndpoint: true },
    );
    for (const key of ['a.jpg', 'b.jpg']) {
      assert.deepEqual(await handle(record('1', s3Event(await upload(key, JPEG)))), ['1']);
      assert.equal(logged('ERROR').at(-1)?.['code'], 'NO_CONDITIONAL_WRITES');
    }
    assert.deepEqual(await processedKeys(), ['processed/a.jpg']);
  });
}

test('a foreign endpoint that keeps conditions is asked once', async (t) => {
  let puts = 0;
  const { upload, handle } = await startFaulty(
    t,
    (request) => {
      if (isPut(request)) puts++;
      return undefined;
    },
    { isCustomEndpoint: true },
  );
  for (const key of ['a.jpg', 'b.jpg']) await handle(record('1', s3Event(await upload(key, JPEG))));
  assert.equal(puts, 2 + 2);
});
