import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { drawPng } from '../../pictures.ts';
import { renditionOf } from './renderings.ts';

const PNG = await drawPng({ width: 160, height: 80 });

/** A PNG whose header has another byte, with its checksum. */
function withHeader(at: number, value: number): Buffer {
  const png = Buffer.from(PNG);
  png[16 + at] = value;
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

const END = chunk('IEND', Buffer.alloc(0));

function withFilter(type: number): Buffer {
  const at = PNG.indexOf('IDAT');
  const rows = inflateSync(PNG.subarray(at + 4, at + 4 + PNG.readUInt32BE(at - 4)));
  rows[0] = type;
  return Buffer.concat([PNG.subarray(0, 33), chunk('IDAT', deflateSync(rows)), END]);
}

const wrongChecksum = Buffer.from(PNG);
wrongChecksum[32] = (wrongChecksum[32] ?? 0) ^ 1;

/** libpng's sentences, as of 1.6. */
const broken: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
  'a wrong checksum of its header': [wrongChecksum, /\(IHDR: CRC error\)$/],
  'a colour type that there is none of': [withHeader(9, 5), /\(Invalid IHDR data\)$/],
  'no pixels': [Buffer.concat([PNG.subarray(0, 33), END]), /\(IEND: out of place\)$/],
  'a filter that there is none of': [withFilter(9), /\(bad adaptive filter value\)$/],
  'a critical chunk of another kind': [
    Buffer.concat([PNG.subarray(0, 33), chunk('SECR', Buffer.from('x')), PNG.subarray(33)]),
    /\(another chunk: unhandled critical chunk\)$/,
  ],
};

const reasonOf = (bytes: Buffer): Promise<string> =>
  renditionOf(bytes).then(
    () => assert.fail('Expected a refusal but received a rendition'),
    (error: unknown) => {
      assert.ok(error instanceof PermanentError, String(error));
      assert.equal(error.code, 'CORRUPT');
      return error.message;
    },
  );

for (const [name, [bytes, sentence]] of Object.entries(broken)) {
  test(`the reason for refusing a PNG with ${name} has libpng's sentence`, async () => {
    const reason = await reasonOf(bytes);
    assert.match(reason, sentence);
    assert.match(reason, /^[\x20-\x7e]{1,300}$/);
  });
}

test('no reason has a sentence of another PNG that is in flight', async () => {
  const names = Object.keys(broken);
  const all = Array.from({ length: 40 }, (_, nth) => names[nth % names.length] as string);
  const reasons = await Promise.all(all.map((name) => reasonOf((broken[name] as readonly [Buffer, RegExp])[0])));
  for (const [nth, reason] of reasons.entries()) {
    const [, own] = broken[all[nth] as string] as readonly [Buffer, RegExp];
    if (/\)$/.test(reason)) assert.match(reason, own);
  }
});
