import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { insertPngChunk } from '../../../src/handler/formats/insert.ts';
import { CLEAR, draw, QUARTERS } from '../../pictures.ts';
import { renditionOf } from '../image/renderings.ts';

const SIZE = { width: 161, height: 83 };

type Chunk = [name: string, data: Buffer];

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    chunks.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))]);
  }
  return chunks;
}

const build = (chunks: readonly Chunk[]): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.map(([name, data]) => {
      const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
      const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      checksum.writeUInt32BE(crc32(named));
      return Buffer.concat([length, named, checksum]);
    }),
  ]);

const streamOf = (png: Buffer): Buffer =>
  Buffer.concat(chunksOf(png).flatMap(([name, data]) => (name === 'IDAT' ? [data] : [])));

/** The PNG with another zlib stream, in two chunks. */
function withStream(png: Buffer, change: (stream: Buffer) => Buffer): Buffer {
  const stream = change(Buffer.from(streamOf(png)));
  const half = stream.length >> 1;
  const others = chunksOf(png).filter(([name]) => name !== 'IDAT' && name !== 'IEND');
  return build([
    ...others,
    ['IDAT', stream.subarray(0, half)],
    ['IDAT', stream.subarray(half)],
    ['IEND', Buffer.alloc(0)],
  ]);
}

/** RFC 1950, 2.2: method and window, then a check that makes both together a multiple of 31. */
function setHeader(stream: Buffer, first: number): Buffer {
  stream[0] = first;
  stream[1] = 31 - ((first * 256) % 31);
  return stream;
}

const flip = (bytes: Buffer, at: number): Buffer => {
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  return bytes;
};

/** Of noise, so that the window counts. */
const kinds = {
  plain: await draw(SIZE).png().toBuffer(),
  alpha: await draw(SIZE, { ...QUARTERS, topLeft: CLEAR })
    .png()
    .toBuffer(),
  interlaced: await draw(SIZE).png({ progressive: true }).toBuffer(),
  palette: await draw(SIZE).png({ palette: true, colours: 4 }).toBuffer(),
  deep: await draw(SIZE).toColourspace('rgb16').png().toBuffer(),
  gray: await draw(SIZE).toColourspace('b-w').png().toBuffer(),
};

/** What Chromium shows as if nothing were wrong. */
const forgiven: [title: string, change: (png: Buffer) => Buffer][] = [
  ['a window that is too small', (png) => withStream(png, (stream) => setHeader(stream, 0x08))],
  ['a wrong checksum of its pixels', (png) => withStream(png, (stream) => flip(stream, stream.length - 1))],
  ['no checksum of its pixels', (png) => withStream(png, (stream) => stream.subarray(0, -4))],
  ['a wrong checksum of a chunk of pixels', (png) => flip(Buffer.from(png), png.indexOf('IEND') - 5)],
  ['no end behind its pixels', (png) => png.subarray(0, png.indexOf('IEND') - 8)],
  [
    'more data than pixels',
    (png) => withStream(png, (s) => deflateSync(Buffer.concat([inflateSync(s), Buffer.alloc(99)]))),
  ],
  [
    'a wrong checksum of a text',
    (png) => {
      const text = insertPngChunk(png, 'tEXt', Buffer.from('Comment\0text'));
      return flip(text, text.indexOf('Comment') + 12);
    },
  ],
];

for (const [title, change] of forgiven) {
  test(`a PNG with ${title} is processed`, async () => {
    for (const [kind, png] of Object.entries(kinds)) {
      const whole = await renditionOf(png);
      assert.ok((await renditionOf(change(png))).bytes.equals(whole.bytes), kind);
    }
  });
}

/** Both checksums, of the chunk and of the pixels: what was damaged on the way. */
function flipped(png: Buffer): Buffer {
  const stream = inflateSync(streamOf(png));
  // Stored, so that a byte of the pixels is one of the file.
  const stored = withStream(png, () => deflateSync(stream, { level: 0 }));
  return flip(stored, stored.length >> 1);
}

const refused: [title: string, change: (png: Buffer) => Buffer, reason: RegExp][] = [
  [
    'pixels that are missing',
    (png) => withStream(png, (s) => deflateSync(inflateSync(s).subarray(0, -1))),
    /1 bytes too few of \d+ in its pixels$/,
  ],
  ['a cut in its pixels', (png) => png.subarray(0, png.length - 90), /bytes too few of \d+ in its pixels$/],
  ['a wrong byte in its pixels', flipped, /zlib calls: incorrect data check$/],
  ['a wrong zlib header', (png) => withStream(png, (stream) => flip(stream, 1)), /no zlib header$/],
];

for (const [title, change, message] of refused) {
  test(`a PNG with ${title} is corrupt, and the reason says so`, async () => {
    const { plain, alpha, deep } = kinds;
    for (const png of [plain, alpha, deep])
      await assert.rejects(renditionOf(change(png)), { code: 'CORRUPT', message });
  });
}
