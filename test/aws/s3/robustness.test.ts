import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { bytesOf } from './contract/contract.ts';
import { localS3 } from './local-s3.ts';
import { codeOf, raw } from './raw.ts';

const HEAD =
  'Host: 127.0.0.1\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request\r\n';
/** Its beginning is in a file before its end has come. */
const LARGE = 'x'.repeat(3_000_000);
const CHUNKED = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'content-encoding': 'aws-chunked' };

test('an upload that breaks off leaves neither an object nor a file', async (context) => {
  const { server, files, s3, Bucket } = await localS3(context);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`PUT /bucket/k HTTP/1.1\r\n${HEAD}Content-Length: 4000000\r\n\r\n${LARGE}`);
  while ((await files()).length === 0) await wait(5);
  socket.destroy();
  while ((await files()).length > 0) await wait(5);
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), { name: 'NoSuchKey' });
});

test('an upload that stops coming is answered with RequestTimeout and leaves nothing', async (context) => {
  const { server, files } = await localS3(context, { idleMilliseconds: 50 });
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`PUT /bucket/k HTTP/1.1\r\n${HEAD}Content-Length: 4000000\r\n\r\n${LARGE}`);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  await once(socket, 'close');
  assert.match(answer, /^HTTP\/1.1 400 [\s\S]*<Code>RequestTimeout<\/Code>/);
  assert.deepEqual(await files(), []);
});

test('a client that waits for leave to send gets its refusal without sending', async (context) => {
  const { server } = await localS3(context);
  for (const [bucket, expected] of [
    ['nowhere', /^HTTP\/1.1 404 [\s\S]*NoSuchBucket/],
    ['bucket', /^HTTP\/1.1 100 Continue\r\n\r\n$/],
  ] as const) {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`PUT /${bucket}/k HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n`);
    const [answer] = await once(socket.setEncoding('utf8'), 'data');
    assert.match(answer, expected);
    socket.destroy();
  }
});

test('a body that is not what its headers say is refused and leaves nothing', async (context) => {
  const { server, files } = await localS3(context);
  const sha256 = createHash('sha256').update('other').digest('hex');
  const trailer = { ...CHUNKED, 'x-amz-decoded-content-length': '4', 'x-amz-trailer': 'x-amz-checksum-crc32' };
  const cases: [string, Record<string, string>, string][] = [
    ['XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': sha256 }, 'body'],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'AAAA' }, 'body'],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-crc32c': 'AAAAAA==' }, 'body'],
    ['InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'body'],
    ['BadDigest', trailer, '4\r\nbody\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'],
    ['MalformedTrailerError', trailer, '4\r\nbody\r\n0\r\n\r\n'],
    ['IncompleteBody', trailer, '3\r\nbod\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'],
    ['IncompleteBody', trailer, '5\r\nbodyy\r\n0\r\n\r\n'],
    ['IncompleteBody', trailer, '4\r\nbody\r\n'],
    ['IncompleteBody', trailer, 'body'],
    ['IncompleteBody', trailer, '4\r\nbody\r\n0\r\n\r\nmore'],
    ['MissingContentLength', CHUNKED, '4\r\nbody\r\n0\r\n\r\n'],
    ['NotImplemented', { 'transfer-encoding': 'chunked' }, 'body'],
    ['InvalidDigest', { 'content-md5': 'AAAA' }, 'body'],
    ['BadDigest', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'body'],
    ['BadDigest', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, LARGE],
  ];
  for (const [code, headers, body] of cases) {
    const answer = await raw(server.url, { method: 'PUT', path: '/bucket/k', headers, body });
    assert.equal(codeOf(answer), code, answer.body);
  }
  const huge = { ...CHUNKED, 'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1) };
  assert.equal(codeOf(await raw(server.url, { method: 'PUT', path: '/bucket/k', headers: huge })), 'EntityTooLarge');
  assert.deepEqual(await files(), []);
});

test('a body is on disk as long as a version or an upload has it, and no longer', async (context) => {
  const { s3, files } = await localS3(context);
  const Bucket = 'plain';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const upload = async (Key: string) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    for (const Body of ['one', 'two'])
      await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
    return { Bucket, Key, UploadId };
  };
  const completed = await upload('completed');
  const { Parts } = await s3.send(new ListPartsCommand(completed));
  await s3.send(new CompleteMultipartUploadCommand({ ...completed, MultipartUpload: { Parts } }));
  await s3.send(new AbortMultipartUploadCommand(await upload('aborted')));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'completed', Body: 'replaced' }));
  assert.equal((await files()).length, 1);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'completed', Body: 'x', IfNoneMatch: '*' })).catch(() => undefined);
  assert.equal((await files()).length, 1);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'completed' }));
  await upload('under way');
  assert.equal((await files()).length, 1);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  assert.deepEqual(await files(), []);
});

test('a version that is deleted while it is read is read to its end', async (context) => {
  const { s3, Bucket, files } = await localS3(context);
  const body = Buffer.alloc(20_000_000, 'x');
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: body }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
  assert.deepEqual(await files(), []);
  assert.ok((await bytesOf(got)).equals(body));
});

test('errors say what, of what and under which request, and an answer to HEAD has no body', async (context) => {
  const { server } = await localS3(context);
  const answer = await raw(server.url, { path: '/bucket/a%20%3Cb%3E' });
  assert.equal(answer.headers['content-type'], 'application/xml');
  const id = answer.headers['x-amz-request-id'];
  assert.match(answer.body, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code>/);
  assert.ok(answer.body.includes('<Key>a &lt;b&gt;</Key><Resource>/bucket/a%20%3Cb%3E</Resource>'));
  assert.ok(answer.body.includes(`<RequestId>${id}</RequestId>`));
  const head = await raw(server.url, { method: 'HEAD', path: '/bucket/missing' });
  assert.deepEqual([head.status, head.body], [404, '']);
});

test('a request that cannot be read is answered, not dropped', async (context) => {
  const { server } = await localS3(context);
  for (const [path, body, code] of [
    ['/bucket/%FF', '', 'InvalidURI'],
    ['/bucket/a%2', '', 'InvalidURI'],
    ['/bucket?versioning', '<not xml', 'MalformedXML'],
    ['/bucket?versioning', '<Other/>', 'MalformedXML'],
    ['/bucket?versioning', '<!DOCTYPE a [<!ENTITY x "y">]><VersioningConfiguration/>', 'MalformedXML'],
    ['/bucket?versioning', '<VersioningConfiguration><Status>On</Status></VersioningConfiguration>', 'MalformedXML'],
    ['/bucket?policy', 'no json', 'MalformedPolicy'],
  ] as const) {
    const answer = await raw(server.url, { method: 'PUT', path, body });
    assert.deepEqual([path, codeOf(answer)], [path, code]);
  }
});

test('a fault of the server is a 500 and is reported', async (context) => {
  const errors: Error[] = [];
  const { s3, Bucket } = await localS3(context, {
    onError: (error) => errors.push(error),
    authorize({ key }) {
      if (key === 'fault') throw new Error('a fault');
      return undefined;
    },
  });
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'fault', Body: 'x' })), { name: 'InternalError' });
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['a fault'],
  );
});

test('the server listens on 127.0.0.1 alone', async (context) => {
  const { server } = await localS3(context);
  assert.equal(server.url, `http://127.0.0.1:${server.port}`);
  const socket = connect(server.port, '127.0.0.2');
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
