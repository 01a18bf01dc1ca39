import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { JPEG_SLACK } from '../../../src/handler/formats/jpeg-damage.ts';
import { repairPng } from '../../../src/handler/formats/png-repair.ts';
import { readUpload } from '../../../src/handler/image/picture.ts';
import { encodeGif } from '../../conformance/encode-gif.ts';

/*
 * The plan of memory has room for the upload and for what decoding takes, and not for another file of the upload's size:
 * what is changed before it is decoded stays in the memory that the upload came in.
 */

/** As getUpload and the process for one image hold what they have received. */
function received(bytes: Buffer): Buffer {
  const upload = Buffer.allocUnsafeSlow(bytes.length + JPEG_SLACK).subarray(0, bytes.length);
  bytes.copy(upload);
  return upload;
}

const [WIDTH, HEIGHT] = [320, 240];
/** Noise does not become smaller: the files are larger than the pool of small buffers. */
const noise = (length: number): Buffer => {
  let seed = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return seed >> 16;
    }),
  );
};

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const HEADER = chunk('IHDR', Buffer.concat([uint32(WIDTH, HEIGHT), Buffer.from([8, 2, 0, 0, 0])]));
const END = chunk('IEND', Buffer.alloc(0));
function rows(width: number, height: number): Buffer {
  const pixels = noise(3 * width * height);
  const row = (nth: number): Buffer => pixels.subarray(3 * width * nth, 3 * width * (nth + 1));
  return Buffer.concat(Array.from({ length: height }, (_, nth) => Buffer.concat([Buffer.from([0]), row(nth)])));
}
const ROWS = rows(WIDTH, HEIGHT);
const STREAM = deflateSync(ROWS);
const pngOf = (...chunks: Buffer[]): Buffer => Buffer.concat([SIGNATURE, HEADER, ...chunks]);
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

const damaged: Readonly<Record<string, Buffer>> = {
  'a wrong checksum of its pixels': pngOf(chunk('IDAT', flipped(STREAM, STREAM.length - 1)), END),
  'no checksum of its pixels, nor of their chunk, nor an end': pngOf(chunk('IDAT', STREAM).subarray(0, -8)),
  'its pixels in many chunks, of which one has a wrong checksum': pngOf(
    ...Array.from({ length: Math.ceil(STREAM.length / 8192) }, (_, nth) => {
      const part = chunk('IDAT', STREAM.subarray(nth * 8192, (nth + 1) * 8192));
      return nth === 2 ? flipped(part, part.length - 1) : part;
    }),
    END,
  ),
};

for (const [name, bytes] of Object.entries(damaged)) {
  test(`a PNG with ${name} is repaired in its own memory`, async () => {
    const upload = received(bytes);
    const result = await repairPng(upload);
    assert.ok('repaired' in result, JSON.stringify(result));
    assert.equal(result.repaired.buffer, upload.buffer);
    const at = result.repaired.indexOf('IDAT');
    const stream = result.repaired.subarray(at + 4, at + 4 + result.repaired.readUInt32BE(at - 4));
    assert.ok(inflateSync(stream).equals(ROWS)); // zlib looks at the checksum
    const pixels = await sharp(result.repaired, { failOn: 'warning' }).raw().toBuffer();
    assert.ok(
      pixels.equals(
        await sharp(pngOf(chunk('IDAT', STREAM), END))
          .raw()
          .toBuffer(),
      ),
    );
  });
}

test('a GIF that needs a control extension gets it in its own memory', async () => {
  const [width, height] = [WIDTH - 20, HEIGHT - 20];
  const gif = encodeGif({
    width: WIDTH,
    height: HEIGHT,
    palette: Array.from({ length: 256 }, (_, at) => [at, at, 255 - at] as const),
    background: 0,
    frames: [
      {
        ...{ x: 10, y: 10, width, height, delay: 0, disposal: 0, interlaced: false, hasControl: false },
        indices: noise(width * height).map((value) => value % 255),
      },
    ],
  });
  const upload = received(gif);
  const { bytes, picture } = await readUpload(upload);
  assert.equal(bytes.buffer, upload.buffer);
  assert.equal(bytes.length, gif.length + 8);
  assert.equal(picture.hasAlpha, true);
  const whole = (file: Buffer): Promise<Buffer> =>
    sharp(file).removeAlpha().extract({ left: 10, top: 10, width, height }).raw().toBuffer();
  assert.ok((await whole(bytes)).equals(await whole(gif)));
});

test('the first frame of an animated PNG is put in order in the memory of the file', async () => {
  const [width, height] = [WIDTH - 30, HEIGHT - 50];
  const control = (sequence: number): Buffer =>
    chunk('fcTL', Buffer.concat([uint32(sequence, width, height, 10, 20), Buffer.from([0, 1, 0, 10, 0, 0])]));
  const frame = deflateSync(rows(width, height));
  const half = frame.length >> 1;
  const upload = received(
    pngOf(
      ...[chunk('acTL', uint32(2, 0)), chunk('gAMA', uint32(45_455)), chunk('IDAT', STREAM)],
      ...[control(0), chunk('fdAT', Buffer.concat([uint32(1), frame.subarray(0, half)]))],
      chunk('fdAT', Buffer.concat([uint32(2), frame.subarray(half)])),
      ...[control(3), chunk('fdAT', Buffer.concat([uint32(4), frame])), END],
    ),
  );
  const { bytes, picture } = await readUpload(upload);
  assert.equal(bytes.buffer, upload.buffer);
  assert.deepEqual(picture.around, { left: 10, top: 20, right: 20, bottom: 30 });
  assert.deepEqual([picture.width, picture.height, picture.animationFrames], [WIDTH, HEIGHT, 2]);
  const { data, info } = await sharp(bytes, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [width, height]);
  const expected = rows(width, height);
  assert.ok(data.subarray(0, 3 * width).equals(expected.subarray(1, 1 + 3 * width)));
});
