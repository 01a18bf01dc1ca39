import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { codeOf, isAbort } from '../../../src/handler/errors/outcomes.ts';
import { checkSize, getUpload } from '../../../src/handler/s3/objects.ts';
import { clientOf } from '../buckets.ts';
import { LIMITS } from '../environment.ts';

const UPLOAD = { bucket: 'uploads', key: 'a.jpg', versionId: 'v1' };
const LIMIT = 52_428_800;
const NEVER = new AbortController().signal;

/** A server in the place of S3 that answers every call in the same way, and counts the bytes it could send. */
async function getFrom(t: TestContext, answer: (response: ServerResponse) => void, signal = NEVER) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const s3 = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 200);
  t.after(() => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  });
  return getUpload(s3, UPLOAD, LIMITS, signal);
}

const s3Error = (status: number, code: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);

const permanent: [code: string, status: number, name: string][] = [
  ['NOT_FOUND', 404, 'NoSuchKey'],
  ['NOT_FOUND', 404, 'NoSuchVersion'],
  ['NOT_FOUND', 405, 'MethodNotAllowed'],
  ['UNREADABLE', 403, 'InvalidObjectState'],
  ['UNREADABLE', 400, 'InvalidRequest'],
  ['BAD_EVENT', 400, 'InvalidArgument'],
  ['BAD_EVENT', 400, 'KeyTooLongError'],
];

for (const [code, status, name] of permanent) {
  test(`${name} (${status}) for an upload is ${code}, for good`, async (t) => {
    await assert.rejects(
      getFrom(t, s3Error(status, name)),
      (error) => error instanceof PermanentError && error.code === code,
    );
  });
}

const passing: [title: string, code: string, answer: (response: ServerResponse) => void][] = [
  ['a denial', 'ACCESS_DENIED', s3Error(403, 'AccessDenied')],
  ['a token that has expired', 'ACCESS_DENIED', s3Error(400, 'ExpiredToken')],
  ['a key of KMS that is disabled', 'KMS_KEY', s3Error(400, 'KMS.DisabledException')],
  ['a bucket that is not there', 'NO_BUCKET', s3Error(404, 'NoSuchBucket')],
  ['a server that is busy', 'S3_BUSY', s3Error(503, 'SlowDown')],
  ['too many requests', 'S3_BUSY', s3Error(429, 'TooManyRequests')],
  ['an internal error', 'S3_FAILED', s3Error(500, 'InternalError')],
  ['a gateway without an answer', 'S3_FAILED', s3Error(504, 'GatewayTimeout')],
  ['a condition that nobody asked for', 'UNEXPECTED', s3Error(412, 'PreconditionFailed')],
  ['a connection that is reset', 'NETWORK', (response) => response.destroy()],
  ['an answer that never comes', 'NETWORK', () => undefined],
  [
    'a body that breaks off',
    'NETWORK',
    (response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('abc');
      setTimeout(() => response.destroy(), 20);
    },
  ],
  [
    'a body that stands still',
    'NETWORK',
    (response) => response.writeHead(200, { 'content-length': 1000 }).write('abc'),
  ],
  ['a body without a length', 'S3_FAILED', (response) => response.writeHead(200).end('abc')],
  [
    'a body with another checksum',
    'NETWORK',
    (response) => response.writeHead(200, { 'content-length': 3, 'x-amz-checksum-crc32': 'AAAAAA==' }).end('abc'),
  ],
];

for (const [title, code, answer] of passing) {
  test(`${title} may pass, as ${code}`, async (t) => {
    await assert.rejects(getFrom(t, answer), (error) => !(error instanceof PermanentError) && codeOf(error) === code);
  });
}

test('a body that is under way is given up at the deadline', async (t) => {
  const controller = new AbortController();
  const get = getFrom(
    t,
    (response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('abc');
      setTimeout(() => controller.abort(), 20);
    },
    controller.signal,
  );
  await assert.rejects(get, isAbort);
});

test('who is over the limit is told which parameter it is, and what it would have to be', () => {
  const message = /^Expected at most 52428800 bytes but received (\d+): raise MaximumUploadMegabytes from 50 to /;
  const over = (size: number) => {
    try {
      checkSize(size, LIMITS);
    } catch (error) {
      const text = String((error as Error).message);
      assert.match(text, message);
      return text.replace(message, '');
    }
    return 'taken';
  };
  assert.equal(over(LIMIT), 'taken');
  assert.equal(over(LIMIT + 1), '51');
  assert.equal(over(102 * 2 ** 20), '102');
  assert.equal(over(103 * 2 ** 20), '103 and MemorySize from 512 to 515');
});

test('a body over the limit is refused by its length, without being read', async (t) => {
  let isClosed = false;
  const get = getFrom(t, (response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, { 'content-length': LIMIT + 1 }).write('abc'); // never ends by itself
  });
  await assert.rejects(get, (error) => error instanceof PermanentError && error.code === 'TOO_MANY_BYTES');
  while (!isClosed) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('an empty body is refused', async (t) => {
  const get = getFrom(t, (response) => response.writeHead(200, { 'content-length': 0 }).end());
  await assert.rejects(get, (error) => error instanceof PermanentError && error.code === 'EMPTY');
});

test('a body comes with the user metadata of the upload', async (t) => {
  const get = getFrom(t, (response) =>
    response.writeHead(200, { 'content-length': 3, 'x-amz-meta-author': 'Ada' }).end('abc'),
  );
  const { bytes, ...body } = await get;
  assert.deepEqual({ ...body, bytes: bytes.read() }, { bytes: Buffer.from('abc'), metadata: { author: 'Ada' } });
});

test('a body comes with the version and the time of what was read', async (t) => {
  const get = getFrom(t, (response) =>
    response
      .writeHead(200, {
        'content-length': 3,
        'x-amz-version-id': 'v7',
        'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT',
      })
      .end('abc'),
  );
  const { versionId, lastModified } = await get;
  assert.deepEqual([versionId, lastModified], ['v7', new Date('2026-11-23T10:00:00Z')]);
});
