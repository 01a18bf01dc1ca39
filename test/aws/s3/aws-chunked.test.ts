import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeAwsChunked } from '../../../src/aws/s3/aws-chunked.ts';

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < text.length; i += size) yield Buffer.from(text.slice(i, i + size));
}

async function decode(text: string, size = 7): Promise<{ payload: string; trailers: Record<string, string> }> {
  const trailers = new Map<string, string>();
  const parts: Buffer[] = [];
  for await (const part of decodeAwsChunked(pieces(text, size), trailers)) parts.push(part);
  return { payload: Buffer.concat(parts).toString(), trailers: Object.fromEntries(trailers) };
}

test('chunks and trailers are read wherever the network cuts them', async () => {
  const text = '4\r\nbody\r\nA\r\n 0\r\n\r\n1234\r\n0\r\nX-Amz-Checksum-CRC32: AAAA\r\n\r\n';
  for (let size = 1; size <= text.length; size++) {
    assert.deepEqual(await decode(text, size), {
      payload: 'body 0\r\n\r\n1234',
      trailers: { 'x-amz-checksum-crc32': 'AAAA' },
    });
  }
});

test('signatures of chunks are skipped', async () => {
  const text = `4;chunk-signature=${'a'.repeat(64)}\r\nbody\r\n0;chunk-signature=${'b'.repeat(64)}\r\n\r\n`;
  assert.deepEqual(await decode(text), { payload: 'body', trailers: {} });
});

test('an encoding that is broken or ends early is refused', async () => {
  const broken = [
    '',
    '4\r\nbo',
    '4\r\nbody',
    '4\r\nbody\r\n',
    '4\r\nbodyx\r\n0\r\n\r\n',
    'x\r\n\r\n',
    '-4\r\nbody\r\n0\r\n\r\n',
    '0\r\n',
    '0\r\nno colon\r\n\r\n',
    '0\r\n\r\nmore',
    '4'.repeat(2000),
  ];
  for (const text of broken) await assert.rejects(decode(text), { code: 'IncompleteBody' }, text.slice(0, 30));
});
