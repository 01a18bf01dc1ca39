import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertJpegSegment, insertPngChunk } from '../../../src/handler/formats/insert.ts';

const SIGNATURE_AND_HEADER = Buffer.alloc(33, 'h');
const BODY = Buffer.from('body');
const SEGMENT = Buffer.from('fffe0006626f6479', 'hex');

test('a segment comes after the start of an image', () => {
  const jpeg = Buffer.from('ffd8ffdb0003aaffd9', 'hex');
  assert.deepEqual(
    insertJpegSegment(jpeg, 0xfe, BODY),
    Buffer.concat([jpeg.subarray(0, 2), SEGMENT, jpeg.subarray(2)]),
  );
});

test('a segment comes after that of JFIF', () => {
  const jpeg = Buffer.from('ffd8ffe00004aaaaffdb0003aaffd9', 'hex');
  assert.deepEqual(
    insertJpegSegment(jpeg, 0xfe, BODY),
    Buffer.concat([jpeg.subarray(0, 8), SEGMENT, jpeg.subarray(8)]),
  );
});

test('a chunk comes after the header, with its length and its checksum', () => {
  const end = Buffer.from('0000000049454e44ae426082', 'hex');
  // The end mark, whose bytes the specification of PNG prints, stands for any chunk.
  assert.deepEqual(
    insertPngChunk(Buffer.concat([SIGNATURE_AND_HEADER, BODY]), 'IEND', Buffer.alloc(0)),
    Buffer.concat([SIGNATURE_AND_HEADER, end, BODY]),
  );
  assert.equal(insertPngChunk(SIGNATURE_AND_HEADER, 'tEXt', BODY).readUInt32BE(33), BODY.length);
});
