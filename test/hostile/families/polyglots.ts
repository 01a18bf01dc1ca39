import { family, type HostileFile } from '../hostile-file.ts';
import { bmp, flatBmp } from '../make/bmp.ts';
import { text } from '../make/bytes.ts';
import { exif, exifSegmentBody } from '../make/exif.ts';
import { gif, gifComment, gifFrame } from '../make/gif.ts';
import { spoilt } from '../make/good.ts';
import { APP1, afterSoi, comment, segment } from '../make/jpeg.ts';
import { flatPng, insertChunks, pngChunk } from '../make/png.ts';
import { noise } from '../make/seeded.ts';
import { riffChunk, vp8l, webp } from '../make/webp.ts';

const PHP = '<?php system($_GET[0]); ?>';
const SCRIPT = '<script>alert(document.domain)</script>';
const PDF = '%PDF-1.7 1 0 obj<</JavaScript(app.alert(1))>>endobj %%EOF';
const ZIP = `PK\x03\x04\x14\0\0\0\0\0payload.class\xca\xfe\xba\xbePK\x05\x06${'\0'.repeat(18)}`;

/** A picture first: it is processed, and what else it was is gone. */
const clean = (
  name: string,
  payload: string,
  why: string,
  bytes: HostileFile['bytes'],
): Omit<HostileFile, 'family'> => ({ name, why, bytes, payload, expected: 'processed' });
/** A palette, raw pixels: shown as colours, and so passed on by whoever copies them. */
const colours = (payload: string, count: number): Buffer =>
  Buffer.concat([text(payload), noise(count * 3, 9)]).subarray(0, count * 3);

export const polyglots = family('polyglots', [
  clean(
    'jpeg-with-php-in-a-comment',
    PHP,
    'A server that runs it must find nothing to run.',
    spoilt('jpeg', (bytes) => afterSoi(bytes, comment(PHP))),
  ),
  clean(
    'jpeg-with-php-in-exif',
    PHP,
    'EXIF is dropped.',
    spoilt('jpeg', (bytes) =>
      afterSoi(
        bytes,
        segment(
          APP1,
          exifSegmentBody(
            Buffer.concat([exif([{ tag: 0x010e, type: 2, count: PHP.length + 1, value: 26 }]), text(`${PHP}\0`)]),
          ),
        ),
      ),
    ),
  ),
  clean(
    'jpeg-with-php-after-its-end',
    PHP,
    'What follows the picture is dropped.',
    spoilt('jpeg', (bytes) => Buffer.concat([bytes, text(PHP)])),
  ),
  clean(
    'jpeg-with-html-in-a-segment',
    SCRIPT,
    'What no decoder knows is dropped.',
    spoilt('jpeg', (bytes) => afterSoi(bytes, segment(0xe8, text(SCRIPT)))),
  ),
  clean(
    'jpeg-that-is-a-pdf',
    PDF,
    'Readers look for the PDF within the first kilobyte.',
    spoilt('jpeg', (bytes) => afterSoi(bytes, comment(PDF))),
  ),
  clean(
    'jpeg-with-a-zip-after-its-end',
    'payload.class',
    'Java reads an archive from its end.',
    spoilt('jpeg', (bytes) => Buffer.concat([bytes, text(ZIP)])),
  ),
  clean(
    'jpeg-with-a-second-jpeg',
    'second picture',
    'Telephones put another picture behind: only the first counts.',
    spoilt('jpeg', (bytes) => Buffer.concat([bytes, afterSoi(bytes, comment('second picture'))])),
  ),
  clean(
    'png-with-php-in-a-text',
    PHP,
    'Texts are dropped.',
    spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', pngChunk('tEXt', text(`Comment\0${PHP}`)))),
  ),
  clean(
    'png-with-php-in-a-chunk-of-its-own',
    PHP,
    'Unknown chunks are dropped.',
    spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', pngChunk('phPp', text(PHP)))),
  ),
  clean(
    'png-with-a-zip-after-its-end',
    'payload.class',
    'What follows the picture is dropped.',
    spoilt('png', (bytes) => Buffer.concat([bytes, text(ZIP)])),
  ),
  clean('png-with-php-for-a-palette', PHP, 'The palette is made anew from the colours that are used.', () =>
    flatPng({ width: 20, height: 20, colour: 3 }, [pngChunk('PLTE', colours(PHP, 16))]),
  ),
  clean('gif-with-script-in-a-comment', SCRIPT, 'Comments are dropped.', () =>
    gif({ width: 20, height: 20, blocks: [gifComment(SCRIPT), gifFrame({ width: 20, height: 20 })] }),
  ),
  clean('gif-with-php-for-a-palette', PHP, 'The palette is made anew from the colours that are used.', () =>
    gif({ width: 20, height: 20, blocks: [gifFrame({ width: 20, height: 20 })], palette: colours(PHP, 16) }),
  ),
  clean('gif-with-script-after-its-end', SCRIPT, 'What follows the picture is dropped.', () =>
    Buffer.concat([gif({ width: 20, height: 20, blocks: [gifFrame({ width: 20, height: 20 })] }), text(SCRIPT)]),
  ),
  clean('webp-with-php-in-a-chunk', PHP, 'Unknown chunks are dropped.', () =>
    webp(vp8l(20, 20), riffChunk('PHP ', text(PHP))),
  ),
  clean('bmp-with-php-in-a-gap', PHP, 'What lies between header and pixels is dropped.', () =>
    bmp({ width: 8, height: 8, offset: 54 + PHP.length, masks: text(PHP), colours: 0 }, Buffer.alloc(8 * 24)),
  ),
  clean('bmp-with-a-zip-after-its-end', 'payload.class', 'What follows the picture is dropped.', () =>
    Buffer.concat([flatBmp({ width: 8, height: 8 }), text(ZIP)]),
  ),
  clean('bmp-of-php-pixels', PHP, 'Pixels are encoded anew.', () =>
    bmp({ width: 8, height: 8 }, Buffer.concat([text(PHP), noise(200, 10)]).subarray(0, 8 * 24)),
  ),
]);
