import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf } from '../../../src/handler/formats/format.ts';
import { draw, drawBmp } from '../../pictures.ts';

const SIZE = { width: 8, height: 8 };
const FORMATS = ['jpeg', 'png', 'gif', 'webp'] as const;

for (const format of FORMATS) {
  test(`a ${format} is told by its first bytes`, async () => {
    assert.equal(formatOf(await draw(SIZE).toFormat(format).toBuffer()), format);
  });
}

test('a BMP is told by its first bytes', () => assert.equal(formatOf(drawBmp(SIZE)), 'bmp'));

test('a view into a larger buffer is read from its own start', () => {
  const bmp = drawBmp(SIZE);
  assert.equal(formatOf(Buffer.concat([Buffer.alloc(100), bmp]).subarray(100)), 'bmp');
});

const others: [title: string, bytes: Buffer, message: string][] = [
  ['an ICO', Buffer.from([0, 0, 1, 0, 1, 0]), 'Expected JPEG, PNG, GIF, WEBP or BMP but received ICO'],
  ['a PSD', Buffer.from('8BPS\0\x01'), 'received PSD'],
  ['a HEIC', Buffer.from('\0\0\0\x18ftypheic'), 'received HEIC or AVIF'],
  ['a JPEG XL', Buffer.from([0xff, 0x0a, 0, 0]), 'received JPEG XL'],
  ['a JPEG 2000', Buffer.from([0xff, 0x4f, 0xff, 0x51]), 'received JPEG 2000'],
  ['an SVG without a prologue', Buffer.from('  <svg width="1">'), 'received SVG'],
  ['a RIFF that is a sound', Buffer.from('RIFF\0\0\0\0WAVE'), 'received a file that begins with 5249464600000000'],
  ['an HTML page', Buffer.from('<!DOCTYPE html>'), 'received a file that begins with 3c21444f43545950'],
];

for (const [title, bytes, message] of others) {
  test(`${title} is told by its first bytes to be none of ours`, () => {
    assert.throws(
      () => formatOf(bytes),
      (error: Error) => error.message.endsWith(message),
    );
  });
}
