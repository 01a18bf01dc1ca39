import { deflateSync } from 'node:zlib';
import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { bmp, flatBmp } from '../make/bmp.ts';
import { patch, u16be, u16le } from '../make/bytes.ts';
import { gif, gifFrame } from '../make/gif.ts';
import { spoilt } from '../make/good.ts';
import { flatJpeg, startOf } from '../make/jpeg.ts';
import { ihdr, PNG_SIGNATURE, pngChunk } from '../make/png.ts';
import { ANIMATED, anim, animatedWebp, anmf, vp8l, vp8x, webp } from '../make/webp.ts';

const file = (
  name: string,
  why: string,
  bytes: HostileFile['bytes'],
  expected: Outcome | readonly Outcome[],
  more: Partial<HostileFile> = {},
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected, ...more });

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
const gifOf =
  (width: number, height: number, frame = { width: 8, height: 8 }) =>
  (): Buffer =>
    gif({
      width,
      height,
      blocks: [gifFrame({ ...frame, ...(frame.width * frame.height > 100_000 && { data: Buffer.alloc(20) }) })],
    });
const lossyOf = (width: number, height: number) => spoilt('webp', (bytes) => patch(bytes, 26, u16le(width, height)));
const bmpOf = (width: number, height: number) => (): Buffer => bmp({ width, height }, Buffer.alloc(1_000));

export const dimensions = family('dimensions', [
  file('png-0x10', NOTHING, pngOf(0, 10), 'CORRUPT'),
  file('png-10x0', NOTHING, pngOf(10, 0), 'CORRUPT'),
  file('png-1x65535', LIE, pngOf(1, 65_535), 'CORRUPT'),
  file('png-65535x65535', LIE, pngOf(65_535, 65_535), 'TOO_MANY_PIXELS'),
  file('png-2147483647x1', 'The largest side that the format has.', pngOf(2 ** 31 - 1, 1), REFUSED),
  file('png-4294967295x4294967295', 'Larger than the format has.', pngOf(2 ** 32 - 1, 2 ** 32 - 1), REFUSED),
  file('jpeg-0x120', NOTHING, jpegOf(0, 120), 'CORRUPT'),
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
  file('jpeg-160x1200', 'Ten times the rows that there are.', jpegOf(160, 1_200), 'CORRUPT'),
  file('jpeg-8x8', 'Far smaller than what the data hold.', jpegOf(8, 8), ['processed', 'CORRUPT']),
  file('gif-0x10', 'A canvas of nothing: decoders take the size of the frame.', gifOf(0, 10), ['processed', 'CORRUPT']),
  file('gif-0x0-without-frame', NOTHING, () => gif({ width: 0, height: 0, blocks: [] }), 'CORRUPT'),
  file('gif-1x65535', 'A long canvas with a small frame, which is allowed.', gifOf(1, 65_535), 'processed'),
  file(
    'gif-65535x65535',
    'A canvas of four billion pixels with a small frame: decoders may make a canvas above 2,048 as small as its frames.',
    gifOf(65_535, 65_535),
    ['processed', 'TOO_MANY_PIXELS'],
  ),
  file(
    'gif-frame-of-65535x65535',
    'A small canvas with a frame of four billion pixels.',
    gifOf(10, 10, { width: 65_535, height: 65_535 }),
    ['CORRUPT', 'TOO_MANY_PIXELS', 'processed'],
  ),
  file(
    'gif-frame-outside',
    'A frame that lies wholly outside its canvas.',
    () =>
      gif({
        width: 20,
        height: 20,
        blocks: [gifFrame({ width: 20, height: 20 }), gifFrame({ x: 60_000, y: 60_000, width: 8, height: 8 })],
      }),
    ['processed', 'CORRUPT', 'TOO_MANY_PIXELS'],
  ),
  file(
    'gif-first-frame-outside',
    'The first frame lies far outside: decoders may enlarge the canvas to hold it.',
    () => gif({ width: 20, height: 20, blocks: [gifFrame({ x: 60_000, y: 60_000, width: 8, height: 8 })] }),
    ['processed', 'CORRUPT', 'TOO_MANY_PIXELS'],
  ),
  file(
    'gif-frame-beyond-the-edge',
    'The frame is larger than its canvas.',
    () => gif({ width: 20, height: 20, blocks: [gifFrame({ x: 10, y: 10, width: 20, height: 20 })] }),
    ['processed', 'CORRUPT'],
  ),
  file('webp-lossy-0x120', NOTHING, lossyOf(0, 120), 'CORRUPT'),
  file('webp-lossy-1x16383', LIE, lossyOf(1, 16_383), ['CORRUPT']),
  file('webp-lossy-16383x16383', LIE, lossyOf(16_383, 16_383), 'TOO_MANY_PIXELS'),
  file('webp-lossy-8000x8000', LIE, lossyOf(8_000, 8_000), 'CORRUPT'),
  file(
    'webp-canvas-16777216x16777216',
    'The largest canvas that the fields hold: more than 2^32 pixels.',
    () => webp(vp8x(0, 2 ** 24, 2 ** 24), vp8l(10, 10)),
    REFUSED,
  ),
  file(
    'webp-canvas-larger-than-picture',
    'The canvas says 5,000 × 5,000, the picture 10 × 10.',
    () => webp(vp8x(0, 5_000, 5_000), vp8l(10, 10)),
    'CORRUPT',
  ),
  file(
    'webp-canvas-smaller-than-picture',
    'The canvas says 1 × 1, the picture 16,383 × 16,383.',
    () => webp(vp8x(0, 1, 1), vp8l(16_383, 16_383)),
    REFUSED,
  ),
  file(
    'webp-frame-outside-canvas',
    'A frame of 500 × 500 on a canvas of 20 × 20.',
    () =>
      animatedWebp(20, 20, [anmf({ width: 20, height: 20 }), anmf({ x: 1_000, y: 1_000, width: 500, height: 500 })]),
    'CORRUPT',
  ),
  file(
    'webp-frame-that-lies',
    'The frame says 20 × 20, the picture in it 16,383 × 16,383.',
    () => animatedWebp(20, 20, [anmf({ width: 20, height: 20, picture: vp8l(16_383, 16_383) })]),
    REFUSED,
  ),
  file(
    'webp-animation-on-16777216x256',
    'A canvas of 2^32 pixels with a small frame.',
    () => webp(vp8x(ANIMATED, 2 ** 24, 255), anim(), anmf({ width: 16, height: 16 }), anmf({ width: 16, height: 16 })),
    ['CORRUPT', 'TOO_MANY_PIXELS', 'TOO_MANY_FRAMES'],
  ),
  file('bmp-0x10', NOTHING, bmpOf(0, 10), 'CORRUPT'),
  file('bmp-10x0', NOTHING, bmpOf(10, 0), 'CORRUPT'),
  file('bmp-negative-width', 'Only a height may be negative.', bmpOf(-10, 10), 'CORRUPT'),
  file('bmp-smallest-height', 'A height of -2^31 has no positive counterpart.', bmpOf(1, -(2 ** 31)), REFUSED),
  file('bmp-1x65535', LIE, bmpOf(1, 65_535), 'CORRUPT'),
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
