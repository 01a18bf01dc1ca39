import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { processedKey } from '../../../src/handler/s3/object-key.ts';

test('a rendition of the same format keeps the whole key, whatever its extension says', () => {
  assert.equal(processedKey('2026/a photo.JPG', 'jpeg', 'jpeg'), 'processed/2026/a photo.JPG');
  assert.equal(processedKey('not-a.png', 'jpeg', 'jpeg'), 'processed/not-a.png');
});

test('a rendition of another format gets its extension appended, so that two uploads stay apart', () => {
  assert.equal(processedKey('scan.bmp', 'bmp', 'jpeg'), 'processed/scan.bmp.jpg');
  assert.equal(processedKey('scan.bmp', 'bmp', 'png'), 'processed/scan.bmp.png');
  assert.equal(processedKey('scan.gif', 'gif', 'webp'), 'processed/scan.gif.webp');
});

test('a key is too long when the processed one has more than 1,024 bytes of UTF-8', () => {
  assert.equal(Buffer.byteLength(processedKey('a'.repeat(1014), 'jpeg', 'jpeg')), 1024);
  assert.equal(Buffer.byteLength(processedKey('ü'.repeat(507), 'jpeg', 'jpeg')), 1024);
  for (const [key, to] of [
    ['a'.repeat(1015), 'jpeg'],
    ['ü'.repeat(508), 'jpeg'],
    ['a'.repeat(1011), 'png'],
  ] as const) {
    assert.throws(
      () => processedKey(key, 'jpeg', to),
      (error) => error instanceof PermanentError && error.code === 'KEY_TOO_LONG',
    );
  }
});
