import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
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

/** ISO/IEC 14496-12: length, ftyp, major brand, version, compatible brands. */
function media(major: string, ...compatible: string[]): Buffer {
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length, 0);
  return Buffer.concat([box, Buffer.alloc(200)]);
}
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const JPEG = await draw({ width: 64, height: 64 }).jpeg().toBuffer();
const PNG = await draw(SIZE).png().toBuffer();
const cgbi = Buffer.concat([PNG.subarray(0, 8), latin1('\0\0\0\x04CgBI\x50\0\x20\x06\0\0\0\0'), PNG.subarray(8)]);
const boundary = '------WebKitFormBoundaryAbC';
const form = `${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`;

const UNSUPPORTED: [title: string, bytes: Buffer, named: RegExp][] = [
  ['a TIFF', await draw(SIZE).tiff().toBuffer(), /TIFF/],
  ['an AVIF', await draw(SIZE).avif({ effort: 0 }).toBuffer(), /received AVIF/],
  ['an AVIF of the brand mif1', media('mif1', 'miaf', 'avif'), /received AVIF/],
  ['a HEIC', media('heic', 'mif1', 'heic'), /received HEIC/],
  ['an MP4', media('isom', 'isom', 'avc1'), /a film \(MP4\)/],
  ['an MP4 of another brand', media('mp42'), /a film \(MP4\)/],
  ['a MOV', media('qt  '), /a film \(QuickTime\)/],
  ['an M4A', media('M4A '), /sound \(M4A\)/],
  ['a CR3', media('crx ', 'isom'), /raw photograph/],
  ['a CR2', latin1('II*\0\x10\0\0\0CR\x02\0'), /raw photograph/],
  ['a BigTIFF', latin1('II+\0\x08\0\0\0'), /BigTIFF/],
  ['a JPEG XR', latin1('II\xbc\x01'), /JPEG XR/],
  ['a JPEG XL', latin1('\xff\x0a\0\0'), /JPEG XL/],
  ['a JPEG 2000', latin1('\xff\x4f\xff\x51'), /JPEG 2000/],
  ['an ICO', latin1('\0\0\x01\0\x01\0'), /ICO/],
  ['a PSD', latin1('8BPS\0\x01'), /PSD/],
  ['a PDF', latin1('%PDF-1.7'), /PDF/],
  ['an SVG', latin1('  <svg width="1">'), /received SVG/],
  ['an SVG with a byte order mark', latin1('\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"/>'), /received SVG/],
  ['an SVG of UTF-16', Buffer.from('\ufeff<svg xmlns="http://www.w3.org/2000/svg"/>', 'utf16le'), /received SVG/],
  ['an SVG with a long comment', latin1(`<!-- ${'licence '.repeat(2000)} --><svg/>`), /received SVG/],
  ["Apple's variant of PNG", cgbi, /CgBI.*Xcode/],
  ['a WebM', latin1('\x1a\x45\xdf\xa3'), /a film/],
];

const NONE: [title: string, bytes: Buffer, named: RegExp][] = [
  ['an image in Base64', latin1(JPEG.toString('base64')), /Base64/],
  ['a data URL', latin1(`data:image/png;base64,${PNG.toString('base64')}`), /Base64/],
  ['a data URL in JSON', latin1(JSON.stringify(`data:image/png;base64,${PNG.toString('base64')}`)), /Base64/],
  ['a JPEG that was read as UTF-8', Buffer.from(JPEG.toString('utf8')), /became text/],
  ['a PNG that was read as UTF-8', Buffer.from(PNG.toString('utf8')), /became text/],
  ['a JPEG that was read as Latin-1', Buffer.from(JPEG.toString('latin1')), /became text/],
  ['a PNG with other line ends', latin1(PNG.toString('latin1').replaceAll('\r\n', '\n')), /line ends/],
  ['a JPEG in gzip', gzipSync(JPEG), /gzip/],
  ['a JPEG in a form', Buffer.concat([latin1(form), JPEG, latin1(`\r\n${boundary}--\r\n`)]), /multipart/],
  ['an HTML page', latin1('\n<!DOCTYPE html><html><body><svg></svg>'), /HTML/],
  ['an error of S3', latin1('<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>'), /error of S3/],
  ['JSON', latin1('{"message": "Not found"}'), /JSON/],
  ['a ZIP', latin1('PK\x03\x04 and so on'), /ZIP/],
  ['a side file of macOS', latin1('\0\x05\x16\x07\0\x02\0\0'), /AppleDouble/],
  ['a RIFF that is a sound', latin1('RIFF\0\0\0\0WAVE'), /sound/],
  ['a text', latin1('This is no picture.'), /text/],
  ['zeros', Buffer.alloc(100), /zeros/],
  ['a file of one byte', latin1('\xff'), /no known format/],
  ['noise', latin1('\x07\xb1\x9e\x03\xf4\x88'), /no known format/],
];

for (const [code, cases] of [
  ['UNSUPPORTED_FORMAT', UNSUPPORTED],
  ['NOT_AN_IMAGE', NONE],
] as const) {
  for (const [title, bytes, named] of cases) {
    test(`${title} is refused as ${code}, by its name`, () => {
      const expected = /^Expected JPEG, PNG, GIF, WEBP or BMP but received .+$/;
      assert.throws(() => formatOf(bytes), { code, message: named });
      assert.throws(() => formatOf(bytes), { code, message: expected });
    });
  }
}

test('no byte of a file is in the reason', () => {
  const secret = 'Lovelace';
  for (const [title, bytes] of [...UNSUPPORTED, ...NONE]) {
    const longer = Buffer.concat([bytes, latin1(secret)]);
    assert.throws(
      () => formatOf(longer),
      ({ message }: Error) => !message.includes(secret) && !message.includes(bytes.subarray(0, 4).toString('hex')),
      title,
    );
  }
});

test('what a reason says is one of a fixed list, whatever the bytes are', () => {
  const said = new Set<string>();
  for (let seed = 0; seed < 2000; seed++) {
    const bytes = Buffer.from(
      Array.from({ length: 40 }, (_, at) => (seed * 2654435761 + at * 40503 * (seed % 7)) >>> 8),
    );
    try {
      formatOf(bytes);
    } catch (error) {
      said.add((error as Error).message);
    }
  }
  assert.ok(said.size < 20, [...said].join('\n'));
});
