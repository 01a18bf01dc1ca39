import { family, file } from '../hostile-file.ts';
import { animatedWebp, anmf, vp8l, vp8x, WITH_ALPHA, webp } from '../make/webp.ts';

const frames = (count: number, width: number, height: number): Buffer[] =>
  Array<Buffer>(count).fill(anmf({ width, height }));
const NEAR = 'Thirty bytes of a picture within what is allowed: it is decoded as a whole.';

export const webpBombs = family('bombs-webp', [
  file('16383x16383', 'Thirty bytes of 268 million pixels.', () => webp(vp8l(16_383, 16_383)), 'TOO_MANY_PIXELS'),
  file(
    'alpha-16383x16383',
    'Thirty bytes of 268 million transparent pixels.',
    () => webp(vp8x(WITH_ALPHA, 16_383, 16_383), vp8l(16_383, 16_383, true)),
    'TOO_MANY_PIXELS',
  ),
  file('8660x8660', NEAR, () => webp(vp8l(8_660, 8_660)), ['processed', 'TOO_MANY_PIXELS']),
  file('7100x7100', NEAR, () => webp(vp8l(7_100, 7_100)), ['processed', 'TOO_MANY_PIXELS']),
  file('alpha-7100x7100', NEAR, () => webp(vp8x(WITH_ALPHA, 7_100, 7_100), vp8l(7_100, 7_100, true)), [
    'processed',
    'TOO_MANY_PIXELS',
  ]),
  file('16383x3100', NEAR, () => webp(vp8l(16_383, 3_100)), ['processed', 'TOO_MANY_PIXELS']),
  file(
    'a-thousand-frames',
    'A thousand frames of 10 × 10.',
    () => animatedWebp(10, 10, frames(1_000, 10, 10)),
    'processed',
  ),
  file(
    'a-thousand-frames-of-2000x2000',
    'A thousand frames, each of thirty bytes and four million pixels: the first is left.',
    () => animatedWebp(2_000, 2_000, frames(1_000, 2_000, 2_000)),
    'processed',
  ),
  file(
    'twenty-five-frames-of-1500x1500',
    'More than all of them: frames are left out.',
    () => animatedWebp(1_500, 1_500, frames(25, 1_500, 1_500)),
    'processed',
  ),
  file(
    'three-hundred-thousand-frames',
    'Fourteen megabytes of frames.',
    () => animatedWebp(2, 2, frames(300_000, 2, 2)),
    'TOO_MANY_FRAMES',
  ),
  file(
    'three-hundred-frames-of-288x288',
    'As many frames as are allowed, of as many pixels.',
    () => animatedWebp(288, 288, frames(300, 288, 288)),
    ['processed', 'TOO_MANY_FRAMES'],
  ),
  file(
    'two-frames-of-3500x3500',
    'As many pixels as are allowed in two frames.',
    () => animatedWebp(3_500, 3_500, frames(2, 3_500, 3_500)),
    ['processed', 'TOO_MANY_FRAMES'],
  ),
  file(
    'tiny-frames-on-16383x16383',
    'Every frame of 2 × 2 costs the whole canvas.',
    () => animatedWebp(16_383, 16_383, frames(50, 2, 2)),
    ['TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'],
  ),
  file(
    'one-frame-of-16383x16383',
    'An animation of a single frame.',
    () => animatedWebp(16_383, 16_383, frames(1, 16_383, 16_383)),
    ['TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'],
  ),
  file(
    'one-frame-of-7100x7100',
    'An animation of a single frame: decoders hold its canvas twice.',
    () => animatedWebp(7_100, 7_100, frames(1, 7_100, 7_100)),
    ['processed', 'TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'],
  ),
  file(
    'one-small-frame-on-6300x6300',
    'A small frame on a large canvas, which is held twice.',
    () => animatedWebp(6_300, 6_300, frames(1, 2, 2)),
    'processed',
  ),
]);
