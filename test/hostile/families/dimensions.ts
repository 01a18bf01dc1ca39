import { deflateSync } from 'node:zlib';
import { family, file, type Outcome } from '../hostile-file.ts';
import { bmp, flatBmp } from '../make/bmp.ts';
import { patch, u16be, u16le } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { flatJpeg, startOf } from '../make/jpeg.ts';
import { ihdr, PNG_SIGNATURE, pngChunk } from '../make/png.ts';

const NOTHING = 'A side of nothing.';
const LIE = 'A large size is promised and next to no pixels follow.';
const REFUSED: Outcome[] = ['CORRUPT', 'TOO_MANY_PIXELS'];

const pngOf = (width: number, height: number) => (): Buffer =>
  Buffer.concat([
    PNG_SIGNATURE,
    ihdr({ width, height }),
    pngChunk('IDAT', deflateSync(Buffer.alloc(500))),
    pngChunk('IEND'),
  ]);
/** The real picture is 160 × 120. */
const jpegOf = (width: number, height: number) =>
  spoilt('jpeg', (bytes) => patch(bytes, startOf(bytes, 0xc0) + 5, u16be(height, width)));
const lossyOf = (width: number, height: number) => spoilt('webp', (bytes) => patch(bytes, 26, u16le(width, height)));
const bmpOf = (width: number, height: number) => (): Buffer => bmp({ width, height }, Buffer.alloc(1_000));

export const dimensions = family('dimensions', [
  file('png-0x10', NOTHING, pngOf(0, 10)),
  file('png-10x0', NOTHING, pngOf(10, 0)),
  file('png-1x65535', LIE, pngOf(1, 65_535)),
  file('png-65535x65535', LIE, pngOf(65_535, 65_535), 'TOO_MANY_PIXELS'),
  file('png-2147483647x1', 'The largest side that the format has.', pngOf(2 ** 31 - 1, 1), REFUSED),
  file('png-4294967295x4294967295', 'Larger than the format has.', pngOf(2 ** 32 - 1, 2 ** 32 - 1), REFUSED),
  file('jpeg-0x120', NOTHING, jpegOf(0, 120)),
  file('jpeg-160x0', 'A height of nothing is said to follow the pixels, and it does not.', jpegOf(160, 0), [
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  file('jpeg-1x65535', LIE, jpegOf(1, 65_535), ['CORRUPT', 'TOO_MANY_PIXELS', 'UNSUPPORTED_FORMAT']),
  file(
    'jpeg-65535x65535',
    'The largest sides that the format has, beyond what decoders take.',
    jpegOf(65_535, 65_535),
    REFUSED,
  ),
  file('jpeg-65500x65500', LIE, jpegOf(65_500, 65_500), 'TOO_MANY_PIXELS'),
  file(
    'jpeg-160x121',
    'One row more than there are: part of the last blocks, so every pixel is there.',
    jpegOf(160, 121),
    ['processed', 'CORRUPT'],
  ),
  file('jpeg-160x1200', 'Ten times the rows that there are.', jpegOf(160, 1_200)),
  file('jpeg-8x8', 'Far smaller than what the data hold.', jpegOf(8, 8), ['processed', 'CORRUPT']),
  file('webp-lossy-0x120', NOTHING, lossyOf(0, 120)),
  file('webp-lossy-1x16383', LIE, lossyOf(1, 16_383), ['CORRUPT']),
  file('webp-lossy-16383x16383', LIE, lossyOf(16_383, 16_383), REFUSED),
  file('webp-lossy-8000x8000', LIE, lossyOf(8_000, 8_000)),
  file('bmp-0x10', NOTHING, bmpOf(0, 10)),
  file('bmp-10x0', NOTHING, bmpOf(10, 0)),
  file('bmp-negative-width', 'Only a height may be negative.', bmpOf(-10, 10)),
  file('bmp-smallest-height', 'A height of -2^31 has no positive counterpart.', bmpOf(1, -(2 ** 31)), REFUSED),
  file('bmp-1x65535', LIE, bmpOf(1, 65_535)),
  file('bmp-65535x65535', LIE, bmpOf(65_535, 65_535), 'TOO_MANY_PIXELS'),
  file(
    'bmp-2147483647x2147483647',
    'Rows whose bytes overflow 32 bits.',
    bmpOf(2 ** 31 - 1, 2 ** 31 - 1),
    'TOO_MANY_PIXELS',
  ),
  file(
    'bmp-top-down',
    'A negative height is a picture that begins at the top.',
    () => flatBmp({ width: 16, height: -16 }),
    'processed',
    { to: { width: 16, height: 16 } },
  ),
  file('jpeg-flat-1x1', 'The smallest picture.', () => flatJpeg({ width: 1, height: 1 }), 'processed', {
    to: { width: 1, height: 1 },
  }),
]);
