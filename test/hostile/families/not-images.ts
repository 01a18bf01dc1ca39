import { gzipSync } from 'node:zlib';
import { family } from '../hostile-file.ts';
import { text, u8, u16le, u32be, u32le } from '../make/bytes.ts';
import { noise } from '../make/seeded.ts';
import { riffChunk } from '../make/webp.ts';

const why = 'No image at all: told apart by its first bytes.';
const plain = (name: string, bytes: () => Buffer) => ({ name, bytes, expected: 'NOT_AN_IMAGE' as const, why });

export const notImages = family('not-images', [
  { name: 'empty', bytes: () => Buffer.alloc(0), expected: 'EMPTY', why: 'There is nothing to look at.' },
  plain('one-byte', () => u8(0xff)),
  plain('newline', () => text('\n')),
  plain('text', () => text('This is no image.\n'.repeat(500))),
  plain('text-beginning-with-BM', () => text('BMW, BMX and a balance sheet. '.repeat(40))),
  plain('text-beginning-with-GIF', () => text('GIF90a is not a version of GIF. '.repeat(40))),
  plain('utf-16', () => Buffer.concat([u8(0xff, 0xfe), Buffer.from('no image', 'utf16le')])),
  plain('json', () => text(JSON.stringify({ Records: [{ s3: { object: { key: 'x' } } }] }))),
  plain('html', () => text('<!doctype html><script>alert(1)</script><img src="x.jpg">')),
  plain('shell-script', () => text('#!/bin/sh\nrm -rf /\n')),
  plain('zeros', () => Buffer.alloc(2 ** 20)),
  plain('noise', () => noise(65_536, 2)),
  plain('gzip', () => gzipSync('x'.repeat(10_000))),
  plain('zip', () => Buffer.concat([text('PK\x03\x04'), noise(500, 3)])),
  plain('elf', () => Buffer.concat([text('\x7fELF\x02\x01\x01'), noise(500, 4)])),
  plain('wave', () =>
    riffChunk('RIFF', Buffer.concat([text('WAVE'), riffChunk('fmt ', u16le(1, 1, 8000, 0, 8000, 0, 1, 8))])),
  ),
  plain('half-a-jpeg-marker', () => u8(0xff, 0xd8)),
  plain('png-after-a-byte', () => Buffer.concat([u8(0), text('\x89PNG\r\n\x1a\n'), noise(100, 5)])),
  plain('png-with-line-ends-changed', () => Buffer.concat([text('\x89PNG\n\x1a\n'), u32be(13), noise(100, 6)])),
  plain('riff-of-nothing', () => Buffer.concat([text('RIFF'), u32le(0)])),
]);
