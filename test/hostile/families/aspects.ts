import { family, type HostileFile } from '../hostile-file.ts';
import { flatBmp } from '../make/bmp.ts';
import { gif, gifFrame } from '../make/gif.ts';
import { flatJpeg } from '../make/jpeg.ts';
import { flatPng } from '../make/png.ts';
import { vp8l, webp } from '../make/webp.ts';

const LONG = 30_000;
const LONGEST_WEBP = 16_383;

const thin = (
  name: string,
  to: { width: number; height: number },
  bytes: () => Buffer,
): Omit<HostileFile, 'family'> => ({
  name,
  to,
  bytes,
  expected: 'processed',
  why: 'Fitted into the box its other side would be less than one pixel.',
});

export const aspects = family('aspects', [
  thin('jpeg-1x30000', { width: 1, height: 600 }, () => flatJpeg({ width: 1, height: LONG })),
  thin('jpeg-30000x1', { width: 800, height: 1 }, () => flatJpeg({ width: LONG, height: 1 })),
  thin('png-1x30000', { width: 1, height: 600 }, () => flatPng({ width: 1, height: LONG })),
  thin('png-30000x1', { width: 800, height: 1 }, () => flatPng({ width: LONG, height: 1 })),
  thin('gif-1x30000', { width: 1, height: 600 }, () =>
    gif({ width: 1, height: LONG, blocks: [gifFrame({ width: 1, height: LONG })] }),
  ),
  thin('gif-30000x1', { width: 800, height: 1 }, () =>
    gif({ width: LONG, height: 1, blocks: [gifFrame({ width: LONG, height: 1 })] }),
  ),
  thin('webp-1x16383', { width: 1, height: 600 }, () => webp(vp8l(1, LONGEST_WEBP))),
  thin('webp-16383x1', { width: 800, height: 1 }, () => webp(vp8l(LONGEST_WEBP, 1))),
  thin('bmp-1x30000', { width: 1, height: 600 }, () => flatBmp({ width: 1, height: LONG })),
  thin('bmp-30000x1', { width: 800, height: 1 }, () => flatBmp({ width: LONG, height: 1 })),
]);
