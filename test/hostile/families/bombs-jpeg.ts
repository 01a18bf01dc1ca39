import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { type FlatJpeg, flatJpeg, progressiveScans, type Scan } from '../make/jpeg.ts';

const bomb = (
  name: string,
  jpeg: FlatJpeg,
  expected: Outcome | readonly Outcome[],
  why: string,
): Omit<HostileFile, 'family'> => ({ name, why, expected, bytes: () => flatJpeg(jpeg) });

const OVER = 'A small file of more pixels than are allowed.';
const NEAR = 'A small file just within what is allowed: it has to fit into memory and time.';
const HELD = 'Every coefficient of the picture is held until the last scan.';
const SCANS = 'Every scan goes over the whole picture again: a small file takes minutes.';

/** The first scan, and then the same one over and over. */
const endless = (count: number): Scan[] => [
  ...progressiveScans(1).slice(0, 1),
  ...Array<Scan>(count).fill({ components: [1], from: 1, to: 63 }),
];
const apart: Scan[] = [1, 2, 3].map((id) => ({ components: [id], from: 0, to: 63 }));

export const jpegBombs = family('bombs-jpeg', [
  bomb('40000x40000', { width: 40_000, height: 40_000 }, 'TOO_MANY_PIXELS', OVER),
  bomb('65500x65500', { width: 65_500, height: 65_500, components: 1, process: 2 }, 'TOO_MANY_PIXELS', OVER),
  bomb('progressive-9000x9000', { width: 9_000, height: 9_000, process: 2 }, 'TOO_MANY_PIXELS', OVER),
  bomb('20000x20000', { width: 20_000, height: 20_000 }, 'processed', NEAR),
  bomb('34000x34000', { width: 34_000, height: 34_000 }, 'TOO_MANY_PIXELS', NEAR),
  bomb('65500x6000', { width: 65_500, height: 6_000 }, 'processed', NEAR),
  bomb('65500x1140', { width: 65_500, height: 1_140 }, 'processed', NEAR),
  bomb('1140x65500', { width: 1_140, height: 65_500 }, 'processed', NEAR),
  bomb('cmyk-8660x8660', { width: 8_660, height: 8_660, components: 4 }, ['processed', 'TOO_MANY_PIXELS'], NEAR),
  bomb('progressive-gray-8660x8660', { width: 8_660, height: 8_660, components: 1, process: 2 }, 'processed', HELD),
  bomb('progressive-8660x8660', { width: 8_660, height: 8_660, process: 2 }, ['processed', 'TOO_MANY_PIXELS'], HELD),
  bomb(
    'progressive-cmyk-8660x8660',
    { width: 8_660, height: 8_660, components: 4, process: 2 },
    ['processed', 'TOO_MANY_PIXELS'],
    HELD,
  ),
  bomb('progressive-5800x5800', { width: 5_800, height: 5_800, process: 2 }, 'processed', HELD),
  bomb(
    'sequential-in-three-scans-8660x8660',
    { width: 8_660, height: 8_660, scans: apart },
    ['processed', 'TOO_MANY_PIXELS'],
    `Not progressive, but in three scans. ${HELD}`,
  ),
  bomb(
    'sequential-cmyk-in-four-scans-8660x8660',
    { width: 8_660, height: 8_660, components: 4, scans: [...apart, { components: [4], from: 0, to: 63 }] },
    ['processed', 'TOO_MANY_PIXELS'],
    `Not progressive, but in four scans. ${HELD}`,
  ),
  bomb(
    'ten-thousand-scans-of-8x8',
    { width: 8, height: 8, components: 1, process: 2, scans: endless(10_000) },
    'TOO_MANY_SCANS',
    SCANS,
  ),
  bomb(
    'three-thousand-scans-of-4000x4000',
    { width: 4_000, height: 4_000, components: 1, process: 2, scans: endless(3_000) },
    'TOO_MANY_SCANS',
    SCANS,
  ),
  bomb(
    'a-hundred-scans-of-8660x8660',
    { width: 8_660, height: 8_660, components: 1, process: 2, scans: endless(99) },
    ['processed', 'CORRUPT', 'TOO_MANY_SCANS'],
    SCANS,
  ),
]);
