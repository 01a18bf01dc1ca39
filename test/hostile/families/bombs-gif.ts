import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { gif, gifFrame } from '../make/gif.ts';

const file = (
  name: string,
  expected: Outcome | readonly Outcome[],
  why: string,
  bytes: () => Buffer,
): Omit<HostileFile, 'family'> => ({ name, why, expected, bytes });
const frames = (count: number, frame: Buffer): Buffer[] => Array<Buffer>(count).fill(frame);
const TINY = { width: 1, height: 1 };

export const gifBombs = family('bombs-gif', [
  file(
    'canvas-9000x9000',
    ['processed', 'TOO_MANY_PIXELS'],
    'A canvas of 81 million pixels with a frame of one: decoders may make it as small.',
    () => gif({ width: 9_000, height: 9_000, blocks: [gifFrame(TINY)] }),
  ),
  file('flat-9000x9000', 'TOO_MANY_PIXELS', 'One frame of 81 million pixels in 60 kB.', () =>
    gif({ width: 9_000, height: 9_000, blocks: [gifFrame({ width: 9_000, height: 9_000 })] }),
  ),
  file('flat-8600x8600', ['processed', 'TOO_MANY_PIXELS'], 'One frame just within what is allowed.', () =>
    gif({ width: 8_600, height: 8_600, blocks: [gifFrame({ width: 8_600, height: 8_600 })] }),
  ),
  file('flat-7000x7000', ['processed', 'TOO_MANY_PIXELS'], 'One frame whose canvas has to be held.', () =>
    gif({ width: 7_000, height: 7_000, blocks: [gifFrame({ width: 7_000, height: 7_000 })] }),
  ),
  file('65535x1100', ['processed', 'TOO_MANY_PIXELS'], 'The widest canvas.', () =>
    gif({ width: 65_535, height: 1_100, blocks: [gifFrame({ width: 65_535, height: 1_100 })] }),
  ),
  file('ten-thousand-frames', 'TOO_MANY_FRAMES', 'Ten thousand frames of one pixel.', () =>
    gif({ width: 10, height: 10, blocks: frames(10_000, gifFrame(TINY)) }),
  ),
  file('three-hundred-and-one-frames', 'TOO_MANY_FRAMES', 'One frame more than is allowed.', () =>
    gif({ width: 10, height: 10, blocks: frames(301, gifFrame({ width: 10, height: 10 })) }),
  ),
  file(
    'three-thousand-tiny-frames-on-5000x5000',
    'TOO_MANY_FRAMES',
    'Every frame of one pixel costs a canvas of 25 million.',
    () => gif({ width: 5_000, height: 5_000, blocks: frames(3_000, gifFrame(TINY)) }),
  ),
  file(
    'three-hundred-tiny-frames-on-2000x2000',
    'TOO_MANY_FRAMES',
    'No more frames than are allowed, and 1.2 billion pixels.',
    () => gif({ width: 2_000, height: 2_000, blocks: frames(300, gifFrame(TINY)) }),
  ),
  file(
    'frames-on-65535x65535',
    ['TOO_MANY_FRAMES', 'TOO_MANY_PIXELS'],
    'The height of all frames together overflows 32 bits.',
    () => gif({ width: 65_535, height: 65_535, blocks: frames(40_000, gifFrame(TINY)) }),
  ),
  file('two-hundred-thousand-frames', 'TOO_MANY_FRAMES', 'Four megabytes of frames.', () =>
    gif({ width: 1, height: 1, blocks: frames(200_000, gifFrame(TINY)) }),
  ),
  file(
    'three-hundred-frames-of-288x288',
    ['processed', 'TOO_MANY_FRAMES'],
    'As many frames as are allowed, of as many pixels.',
    () => gif({ width: 288, height: 288, blocks: frames(300, gifFrame({ width: 288, height: 288 })) }),
  ),
  file(
    'two-frames-of-3500x3500',
    ['processed', 'TOO_MANY_FRAMES'],
    'As many pixels as are allowed in two frames.',
    () => gif({ width: 3_500, height: 3_500, blocks: frames(2, gifFrame({ width: 3_500, height: 3_500 })) }),
  ),
]);
