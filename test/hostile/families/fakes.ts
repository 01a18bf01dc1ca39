import { family, file } from '../hostile-file.ts';
import { insert, text, u8 } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { EOI, SOI } from '../make/jpeg.ts';
import { PNG_SIGNATURE } from '../make/png.ts';
import { noise } from '../make/seeded.ts';

const PHP = '<?php system($_GET[0]); ?>';
const SCRIPT = '<script>alert(document.domain)</script>';
const PDF = '%PDF-1.7 1 0 obj<</JavaScript(app.alert(1))>>endobj %%EOF';
const ZIP = `PK\x03\x04\x14\0\0\0\0\0payload.class\xca\xfe\xba\xbePK\x05\x06${'\0'.repeat(18)}`;

export const fakes = family('fakes', [
  file(
    'gif-that-is-javascript',
    'Its size is a comment that hides the rest: a canvas of 10,799 × 12,079.',
    () => text(`GIF89a/*//${'\0'.repeat(10)}*/=1;alert(1)//`),
    ['CORRUPT', 'TOO_MANY_PIXELS'],
  ),
  file('pdf-with-the-head-of-a-jpeg', 'Three bytes of JPEG, and then a PDF.', () =>
    Buffer.concat([SOI, u8(0xff, 0xe0), text(PDF)]),
  ),
  file('zip-with-the-head-of-a-png', 'Eight bytes of PNG, and then an archive.', () =>
    Buffer.concat([PNG_SIGNATURE, text(ZIP)]),
  ),
  file(
    'html-with-the-head-of-a-gif',
    'Six letters of GIF, and then a page.',
    () => text(`GIF89a<html>${SCRIPT}</html>${' '.repeat(200)}`),
    ['CORRUPT', 'TOO_MANY_PIXELS'],
  ),
  file('elf-with-the-head-of-a-webp', 'A container of WEBP, and then a program.', () =>
    Buffer.concat([text('RIFF\0\x10\0\0WEBP\x7fELF'), noise(4_096, 11)]),
  ),
  file(
    'svg-with-the-head-of-a-bmp',
    'Two letters of BMP, and then a drawing.',
    () => text(`BM<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
    ['NOT_AN_IMAGE', 'UNSUPPORTED_FORMAT'],
  ),
  file('jpeg-with-php-for-pixels', 'A JPEG whose pixels are text.', () =>
    Buffer.concat([SOI, u8(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0), text(PHP), EOI]),
  ),
  {
    name: 'jpeg-with-php-among-its-pixels',
    why: 'Either they are no longer a picture, or they are encoded anew.',
    bytes: spoilt('jpeg', (bytes) => insert(bytes, bytes.length - 2_000, text(PHP))),
    payload: PHP,
    expected: ['processed', 'CORRUPT'],
  },
]);
