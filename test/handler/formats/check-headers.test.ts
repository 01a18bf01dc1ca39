import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { checkHeaders } from '../../../src/handler/formats/check-headers.ts';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { drawAnimatedWebp, drawGif, drawJpeg, drawPng } from '../../pictures.ts';
import { s3Event } from '../events.ts';
import { record, start } from '../handling.ts';

const SIZE = { width: 16, height: 16 };
const JPEG = await drawJpeg(SIZE);
const PNG = await drawPng(SIZE);
const GIF = await drawGif(SIZE, 2, [50, 50]);
const WEBP = await drawAnimatedWebp(SIZE, 2, [50, 50]);

const chunk = (name: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** After the PNG's signature and IHDR. */
const withChunks = (...chunks: Buffer[]): Buffer => Buffer.concat([PNG.subarray(0, 33), ...chunks, PNG.subarray(33)]);

const zeros = (mebibytes: number): Buffer => deflateSync(Buffer.alloc(mebibytes * 2 ** 20), { level: 9 });
const text = (name: string, head: string, mebibytes: number): Buffer =>
  chunk(name, Buffer.concat([Buffer.from(head, 'latin1'), zeros(mebibytes)]));

const segment = (marker: number, bytes: number): Buffer => {
  const data = Buffer.alloc(bytes + 4);
  data[0] = 0xff;
  data[1] = marker;
  data.writeUInt16BE(bytes + 2, 2);
  return data;
};
const withSegments = (segments: readonly Buffer[]): Buffer =>
  Buffer.concat([JPEG.subarray(0, 2), ...segments, JPEG.subarray(2)]);

/** The frames of the GIF again and again, before its end mark. */
const frame = GIF.subarray(GIF.indexOf(Buffer.from([0x21, 0xf9])), -1);
const manyFrames = Buffer.concat([GIF.subarray(0, -1), ...Array<Buffer>(1000).fill(frame), GIF.subarray(-1)]);

const anmf = WEBP.subarray(WEBP.indexOf('ANMF'));
const wideCanvas = Buffer.from(WEBP);
wideCanvas.writeUIntLE(16_382, WEBP.indexOf('VP8X') + 12, 3);
wideCanvas.writeUIntLE(16_382, WEBP.indexOf('VP8X') + 15, 3);

const refused: [title: string, bytes: Buffer, code: string][] = [
  ['a zTXt that inflates to 9 MB', withChunks(text('zTXt', 'Comment\0\0', 9)), 'TOO_MUCH_METADATA'],
  ['an iTXt that inflates to 9 MB', withChunks(text('iTXt', 'Comment\0\x01\0en\0\0', 9)), 'TOO_MUCH_METADATA'],
  ['a profile that inflates to 9 MB', withChunks(text('iCCP', 'x\0\0', 9)), 'TOO_MUCH_METADATA'],
  [
    'ten texts that inflate to 1 MB each',
    withChunks(...Array<Buffer>(10).fill(text('zTXt', 'Comment\0\0', 1))),
    'TOO_MUCH_METADATA',
  ],
  [
    'a thousand and one texts',
    withChunks(...Array<Buffer>(1001).fill(chunk('tEXt', Buffer.from('a\0b')))),
    'TOO_MUCH_METADATA',
  ],
  ['17 MB of JPEG metadata', withSegments(Array<Buffer>(272).fill(segment(0xe5, 65_533))), 'TOO_MUCH_METADATA'],
  ['a thousand and one JPEG comments', withSegments(Array<Buffer>(1001).fill(segment(0xfe, 1))), 'TOO_MUCH_METADATA'],
  ['a GIF of more than two thousand frames', manyFrames, 'TOO_MANY_FRAMES'],
  [
    'a WEBP of more than two thousand frames',
    Buffer.concat([WEBP, ...Array<Buffer>(1000).fill(anmf)]),
    'TOO_MANY_FRAMES',
  ],
  ['a WEBP whose canvas is too large', wideCanvas, 'TOO_MANY_PIXELS'],
];

for (const [title, bytes, code] of refused) {
  test(`${title} is refused before libvips sees it`, async () => {
    const format = bytes[0] === 0xff ? 'jpeg' : bytes[0] === 0x89 ? 'png' : bytes[0] === 0x47 ? 'gif' : 'webp';
    const isRight = (error: unknown) => error instanceof PermanentError && error.code === code;
    await assert.rejects(checkHeaders(format, bytes), isRight);
    await assert.rejects(readPicture(bytes), isRight);
  });
}

const accepted: [title: string, bytes: Buffer][] = [
  ['a PNG with a text of 1 MB', withChunks(text('zTXt', 'Comment\0\0', 1))],
  ['a PNG with a text that is not compressed', withChunks(chunk('iTXt', Buffer.from('a\0\0\0en\0\0text')))],
  ['a PNG with a text that is damaged', withChunks(chunk('zTXt', Buffer.from('a\0\0nonsense')))],
  ['a JPEG with 10 MB of XMP', withSegments(Array<Buffer>(160).fill(segment(0xe1, 65_533)))],
];

for (const [title, bytes] of accepted) {
  test(`${title} is accepted`, async () => {
    assert.equal((await readPicture(bytes)).width, 16);
  });
}

test('a PNG that breaks off anywhere is surveyed to its end', async () => {
  const bytes = withChunks(text('iTXt', 'Comment\0\x01\0en\0\0', 1));
  for (let length = 8; length < bytes.length; length += 7) await checkHeaders('png', bytes.subarray(0, length));
});

test('an animated PNG is made a still, and its metadata says of how many frames', async (t) => {
  const control = Buffer.alloc(8);
  control.writeUInt32BE(12);
  const { upload, handle, processed } = await start(t);
  const one = await upload('a.png', withChunks(chunk('acTL', control)));
  assert.deepEqual(await handle(record('1', s3Event(one))), []);
  const { metadata, contentType } = await processed('processed/a.png');
  assert.deepEqual([contentType, metadata['original-frames']], ['image/png', '12']);
});
