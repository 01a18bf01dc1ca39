import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError, type PermanentErrorCode } from '../../../src/handler/errors/coded-errors.ts';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { animatedWebp, anmf } from '../../hostile/make/webp.ts';
import { CLEAR, draw, drawBmp, drawGif, drawJpeg, drawPng, drawWebp, QUARTERS } from '../../pictures.ts';
import { renditionOf } from './renderings.ts';

const SIZE = { width: 60, height: 40 };
const JPEG = await drawJpeg(SIZE);
const PNG = await drawPng(SIZE);
const GIF = await drawGif(SIZE, 3, [50, 50, 50]);
const WEBP = await drawWebp(SIZE);
const BMP = drawBmp(SIZE);

/** A PNG header that claims these dimensions, with the checksum that belongs to it. */
async function pngClaiming(width: number, height: number): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const bytes = Buffer.from(PNG);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** A JPEG whose frame header claims these dimensions. */
function jpegClaiming(width: number, height: number): Buffer {
  const bytes = Buffer.from(JPEG);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

const scan = await draw(SIZE).jpeg({ progressive: true }).toBuffer();
const lastScan = scan.subarray(scan.lastIndexOf(Buffer.from([0xff, 0xda])), -2);

const refused: [title: string, bytes: Buffer, code: PermanentErrorCode][] = [
  ['a text', Buffer.from('This is no picture.'), 'NOT_AN_IMAGE'],
  ['a text that begins with BM', Buffer.from('BMW builds cars in Munich and elsewhere.'), 'NOT_AN_IMAGE'],
  ['a file of one byte', Buffer.from([0xff]), 'NOT_AN_IMAGE'],
  ['zeros', Buffer.alloc(1000), 'NOT_AN_IMAGE'],
  ['a ZIP', Buffer.from('PK\x03\x04 and so on'), 'NOT_AN_IMAGE'],
  ['an SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'UNSUPPORTED_FORMAT'],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'UNSUPPORTED_FORMAT'],
  ['a TIFF', await draw(SIZE).tiff().toBuffer(), 'UNSUPPORTED_FORMAT'],
  ['an AVIF', await draw(SIZE).avif({ effort: 0 }).toBuffer(), 'UNSUPPORTED_FORMAT'],
  ['a JPEG of two bytes more than its mark', JPEG.subarray(0, 5), 'CORRUPT'],
  ['a JPEG cut in its pixels', JPEG.subarray(0, JPEG.length - 200), 'CORRUPT'],
  ['a PNG cut in its pixels', PNG.subarray(0, PNG.length - 60), 'CORRUPT'],
  ['a GIF cut in its second frame', GIF.subarray(0, Math.floor(GIF.length / 2)), 'CORRUPT'],
  ['a WEBP cut in its pixels', WEBP.subarray(0, WEBP.length - 20), 'CORRUPT'],
  ['a BMP cut in its pixels', BMP.subarray(0, BMP.length - 100), 'CORRUPT'],
  ['a PNG with a mark alone', PNG.subarray(0, 8), 'CORRUPT'],
  ['a PNG of no width', await pngClaiming(0, 40), 'CORRUPT'],
  ['a BMP with an embedded JPEG', bmpWith(4, 30), 'UNSUPPORTED_FORMAT'],
  ['a BMP that claims 4 billion pixels', bmpWith(0x7fffffff, 18), 'TOO_MANY_PIXELS'],
  ['a PNG that claims 4 billion pixels', await pngClaiming(65_535, 65_535), 'TOO_MANY_PIXELS'],
  ['a PNG of 65,536 columns', await pngClaiming(65_536, 1), 'TOO_MANY_PIXELS'],
  ['a PNG of 65,536 rows', await pngClaiming(1, 65_536), 'TOO_MANY_PIXELS'],
  ['a BMP of 65,536 columns', drawBmp({ width: 65_536, height: 1 }), 'TOO_MANY_PIXELS'],
  ['a JPEG that claims 4 billion pixels', jpegClaiming(65_500, 65_500), 'TOO_MANY_PIXELS'],
  [
    'a JPEG of a thousand scans',
    Buffer.concat([scan.subarray(0, -2), ...Array<Buffer>(1000).fill(lastScan), scan.subarray(-2)]),
    'TOO_MANY_SCANS',
  ],
  ['a GIF of 2,001 frames', await drawGif({ width: 4, height: 4 }, 2001, Array(2001).fill(20)), 'TOO_MANY_FRAMES'],
];

function bmpWith(value: number, at: number): Buffer {
  const bytes = Buffer.from(BMP);
  bytes.writeUInt32LE(value, at);
  return bytes;
}

for (const [title, bytes, code] of refused) {
  test(`${title} is refused as ${code}`, async () => {
    const error = await renditionOf(bytes).then(
      () => assert.fail('it was processed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof PermanentError, String(error));
    assert.equal(error.code, code, error.message);
    assert.doesNotMatch(error.message, /\n/);
  });
}

test('any damage ends in a picture or in a permanent error, never in another one', async () => {
  for (const whole of [JPEG, PNG, GIF, WEBP, BMP]) {
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 40)) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 0xff;
      for (const bytes of [flipped, whole.subarray(0, at)]) {
        const error = await renditionOf(bytes).catch((reason: unknown) => reason);
        assert.ok(!(error instanceof Error) || error instanceof PermanentError, String(error));
      }
    }
  }
});

test('only the loaders of the five formats are open, and only from memory', async () => {
  const { sharp: guarded } = await import('../../../src/handler/image/libvips.ts');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  for (const bytes of [svg, await draw(SIZE).tiff().toBuffer(), await draw(SIZE).avif({ effort: 0 }).toBuffer()]) {
    await assert.rejects(guarded(bytes).metadata(), /unsupported image format/);
  }
  await assert.rejects(guarded(import.meta.filename).metadata(), /unsupported image format/);
});

test('a JPEG with stray bytes between its segments is processed', async () => {
  const start = Buffer.from([0xff, 0xd8]);
  const { width } = await renditionOf(Buffer.concat([start, Buffer.from([0xff, 0xff]), JPEG.subarray(2)]));
  assert.equal(width, 60);
});

test('the headers say what the decoder will hold', async () => {
  const held = async (bytes: Buffer) => (await readPicture(bytes)).heldBytesPerPixel;
  const progressive = { progressive: true };
  const cases: [Buffer, number][] = [
    [JPEG, 0],
    [await draw(SIZE).jpeg(progressive).toBuffer(), 3],
    [
      await draw(SIZE)
        .jpeg({ ...progressive, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      6,
    ],
    [await draw(SIZE).toColourspace('b-w').jpeg(progressive).toBuffer(), 2],
    [
      await draw(SIZE)
        .toColourspace('cmyk')
        .jpeg({ ...progressive, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      8,
    ],
    [PNG, 0],
    [await draw(SIZE).png(progressive).toBuffer(), 3],
    [await draw(SIZE).toColourspace('rgb16').png(progressive).toBuffer(), 6],
    [GIF, 4.2],
    [WEBP, 4],
    [await draw(SIZE).webp().toBuffer(), 0],
    [animatedWebp(20, 20, [anmf({ width: 20, height: 20 })]), 5],
    [BMP, 0],
    [drawBmp(SIZE, { ...QUARTERS, topRight: CLEAR }), 4],
  ];
  for (const [bytes, expected] of cases)
    assert.equal(await held(bytes), expected, JSON.stringify(await readPicture(bytes)));
});

test('what the decoder says stands in brackets behind what libvips says', async () => {
  await assert.rejects(readPicture(PNG.subarray(0, 20)), { message: /corrupt header \(not enough data\)$/ });
});
