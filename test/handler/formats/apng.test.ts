import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { BLUE, drawPng, GREEN, RED, WHITE } from '../../pictures.ts';
import { assertQuarters, renditionOf } from '../image/renderings.ts';

const SIZE = { width: 64, height: 48 };
const STILL = await drawPng(SIZE);
const FRAME = await drawPng(SIZE, { topLeft: BLUE, topRight: WHITE, bottomLeft: RED, bottomRight: GREEN });

function chunk(name: string, ...parts: Buffer[]): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), ...parts]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
const uint32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};
/** The data of the only IDAT chunk. */
function pixelsOf(png: Buffer): Buffer {
  const at = png.indexOf('IDAT');
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
}

/** https://www.w3.org/TR/png-3/#fcTL-chunk */
const control = (sequence: number, width = SIZE.width): Buffer =>
  chunk('fcTL', uint32(sequence, width, SIZE.height, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0]));

function animated(isStillFrame: boolean, width = SIZE.width): Buffer {
  const frames = isStillFrame
    ? [control(0), chunk('IDAT', pixelsOf(STILL)), control(1), chunk('fdAT', uint32(2), pixelsOf(FRAME))]
    : [
        chunk('IDAT', pixelsOf(STILL)),
        ...[control(0, width), chunk('fdAT', uint32(1), pixelsOf(FRAME))],
        ...[control(2), chunk('fdAT', uint32(3), pixelsOf(STILL))],
      ];
  return Buffer.concat([STILL.subarray(0, 33), chunk('acTL', uint32(2, 0)), ...frames, chunk('IEND')]);
}

test('an animated PNG shows the first frame of its animation, as browsers do, and says how many there are', async () => {
  const upload = animated(false);
  assert.equal((await readPicture(upload)).animationFrames, 2);
  const { bytes } = await renditionOf(upload);
  await assertQuarters(bytes, { topLeft: BLUE, topRight: WHITE, bottomLeft: RED, bottomRight: GREEN });
});

test('an animated PNG whose still picture is a frame, or whose first frame is not on the canvas, shows the still picture', async () => {
  await assertQuarters((await renditionOf(animated(true))).bytes);
  await assertQuarters((await renditionOf(animated(false, SIZE.width + 1))).bytes);
});
