import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { getUpload } from '../../src/handler/objects.ts';
import { PermanentError } from '../../src/handler/permanent-error.ts';
import { clientOf } from './buckets.ts';

const UPLOAD = { bucket: 'uploads', key: 'a.jpg', versionId: 'v1' };
const LIMIT = 52_428_800;

/** A server in the place of S3 that answers every call in the same way, and counts the bytes it could send. */
async function getFrom(t: TestContext, answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const s3 = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  });
  return getUpload(s3, UPLOAD);
}

const s3Error = (status: number, code: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);

for (const [status, code] of [
  [404, 'NoSuchKey'],
  [404, 'NoSuchVersion'],
  [405, 'MethodNotAllowed'],
] as const) {
  test(`${code} means that the upload has been deleted since, for good`, async (t) => {
    await assert.rejects(
      getFrom(t, s3Error(status, code)),
      (error) => error instanceof PermanentError && error.code === 'NOT_FOUND',
    );
  });
}

const passing: [title: string, answer: (response: ServerResponse) => void][] = [
  ['a denial', s3Error(403, 'AccessDenied')],
  ['a bucket that is not there', s3Error(404, 'NoSuchBucket')],
  ['a server that is busy', s3Error(503, 'SlowDown')],
  ['an internal error', s3Error(500, 'InternalError')],
  ['a connection that is reset', (response) => response.destroy()],
  [
    'a body that breaks off',
    (response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('abc');
      setTimeout(() => response.destroy(), 20);
    },
  ],
  ['a body without a length', (response) => response.writeHead(200).end('abc')],
  [
    'a body with another checksum',
    (response) => response.writeHead(200, { 'content-length': 3, 'x-amz-checksum-crc32': 'AAAAAA==' }).end('abc'),
  ],
];

for (const [title, answer] of passing) {
  test(`${title} may pass`, async (t) => {
    await assert.rejects(getFrom(t, answer), (error) => !(error instanceof PermanentError));
  });
}

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
  assert.deepEqual(await get, { bytes: Buffer.from('abc'), metadata: { author: 'Ada' } });
});
