import { family, file, type Outcome } from '../hostile-file.ts';
import { gif, gifFrame } from '../make/gif.ts';
import { ANIMATED, anim, animatedWebp, anmf, vp8l, vp8x, webp } from '../make/webp.ts';

const NOTHING = 'A side of nothing.';
const REFUSED: Outcome[] = ['CORRUPT', 'TOO_MANY_PIXELS'];

const gifOf =
  (width: number, height: number, frame = { width: 8, height: 8 }) =>
  (): Buffer =>
    gif({
      width,
      height,
      blocks: [gifFrame({ ...frame, ...(frame.width * frame.height > 100_000 && { data: Buffer.alloc(20) }) })],
    });

export const canvases = family('canvases', [
  file('gif-0x10', 'A canvas of nothing: decoders take the size of the frame.', gifOf(0, 10), ['processed', 'CORRUPT']),
  file('gif-0x0-without-frame', NOTHING, () => gif({ width: 0, height: 0, blocks: [] })),
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
  file(
    'webp-canvas-16777216x16777216',
    'The largest canvas that the fields hold: more than 2^32 pixels.',
    () => webp(vp8x(0, 2 ** 24, 2 ** 24), vp8l(10, 10)),
    REFUSED,
  ),
  file('webp-canvas-larger-than-picture', 'The canvas says 5,000 × 5,000, the picture 10 × 10.', () =>
    webp(vp8x(0, 5_000, 5_000), vp8l(10, 10)),
  ),
  file(
    'webp-canvas-smaller-than-picture',
    'The canvas says 1 × 1, the picture 16,383 × 16,383.',
    () => webp(vp8x(0, 1, 1), vp8l(16_383, 16_383)),
    REFUSED,
  ),
  file('webp-frame-outside-canvas', 'A frame of 500 × 500 on a canvas of 20 × 20.', () =>
    animatedWebp(20, 20, [anmf({ width: 20, height: 20 }), anmf({ x: 1_000, y: 1_000, width: 500, height: 500 })]),
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
]);
