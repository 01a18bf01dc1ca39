import { family, file } from '../hostile-file.ts';
import { gif, gifFrame } from '../make/gif.ts';

const frames = (count: number, frame: Buffer): Buffer[] => Array<Buffer>(count).fill(frame);
const TINY = { width: 1, height: 1 };

export const gifBombs = family('bombs-gif', [
  file(
    'canvas-9000x9000',
    'A canvas of 81 million pixels with a frame of one: decoders may make it as small.',
    () => gif({ width: 9_000, height: 9_000, blocks: [gifFrame(TINY)] }),
    ['processed', 'TOO_MANY_PIXELS'],
  ),
  file(
    'flat-9000x9000',
    'One frame of 81 million pixels in 60 kB.',
    () => gif({ width: 9_000, height: 9_000, blocks: [gifFrame({ width: 9_000, height: 9_000 })] }),
    'TOO_MANY_PIXELS',
  ),
  file(
    'flat-8600x8600',
    'One frame just within what is allowed.',
    () => gif({ width: 8_600, height: 8_600, blocks: [gifFrame({ width: 8_600, height: 8_600 })] }),
    ['processed', 'TOO_MANY_PIXELS'],
  ),
  file(
    'flat-6900x6900',
    'One frame whose canvas has to be held.',
    () => gif({ width: 6_900, height: 6_900, blocks: [gifFrame({ width: 6_900, height: 6_900 })] }),
    ['processed', 'TOO_MANY_PIXELS'],
  ),
  file(
    '65535x1100',
    'The widest canvas.',
    () => gif({ width: 65_535, height: 1_100, blocks: [gifFrame({ width: 65_535, height: 1_100 })] }),
    ['processed', 'TOO_MANY_PIXELS'],
  ),
  file(
    'ten-thousand-frames',
    'Ten thousand frames of one pixel.',
    () => gif({ width: 10, height: 10, blocks: frames(10_000, gifFrame(TINY)) }),
    'TOO_MANY_FRAMES',
  ),
  file(
    'two-thousand-frames',
    'As many frames as are looked for.',
    () => gif({ width: 10, height: 10, blocks: frames(2_000, gifFrame({ width: 10, height: 10 })) }),
    'processed',
  ),
  file(
    'three-thousand-tiny-frames-on-5000x5000',
    'Every frame of one pixel costs a canvas of 25 million.',
    () => gif({ width: 5_000, height: 5_000, blocks: frames(3_000, gifFrame(TINY)) }),
    'TOO_MANY_FRAMES',
  ),
  file(
    'three-hundred-tiny-frames-on-2000x2000',
    '1.2 billion pixels: only the first frame is within what is allowed.',
    () => gif({ width: 2_000, height: 2_000, blocks: frames(300, gifFrame(TINY)) }),
    'processed',
  ),
  file(
    'two-thousand-tiny-frames-on-5000x5000',
    'Fifty billion pixels, and a canvas that just fits.',
    () => gif({ width: 5_000, height: 5_000, blocks: frames(2_000, gifFrame(TINY)) }),
    'processed',
  ),
  file(
    'eighty-frames-of-1500x1500',
    'More than all of them, and no more than every second: frames are left out.',
    () => gif({ width: 1_500, height: 1_500, blocks: frames(80, gifFrame({ width: 1_500, height: 1_500 })) }),
    'processed',
  ),
  file(
    'frames-on-65535x65535',
    'The height of all frames together overflows 32 bits.',
    () => gif({ width: 65_535, height: 65_535, blocks: frames(40_000, gifFrame(TINY)) }),
    ['TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'],
  ),
  file(
    'two-hundred-thousand-frames',
    'Four megabytes of frames.',
    () => gif({ width: 1, height: 1, blocks: frames(200_000, gifFrame(TINY)) }),
    'TOO_MANY_FRAMES',
  ),
  file(
    'three-hundred-frames-of-288x288',
    'As many frames as are allowed, of as many pixels.',
    () => gif({ width: 288, height: 288, blocks: frames(300, gifFrame({ width: 288, height: 288 })) }),
    ['processed', 'TOO_MANY_FRAMES'],
  ),
  file(
    'two-frames-of-3500x3500',
    'As many pixels as are allowed in two frames.',
    () => gif({ width: 3_500, height: 3_500, blocks: frames(2, gifFrame({ width: 3_500, height: 3_500 })) }),
    ['processed', 'TOO_MANY_FRAMES'],
  ),
]);
