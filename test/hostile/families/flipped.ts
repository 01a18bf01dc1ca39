import { family, type Outcome } from '../hostile-file.ts';
import { GOOD, type Good, spoilt } from '../make/good.ts';
import { afterSoi, comment } from '../make/jpeg.ts';
import { pngChunks } from '../make/png.ts';
import { flipBits } from '../make/seeded.ts';

const ANYTHING: Outcome[] = [
  'processed',
  'CORRUPT',
  'NOT_AN_IMAGE',
  'TOO_MANY_FRAMES',
  'TOO_MANY_PIXELS',
  'UNSUPPORTED_FORMAT',
];
const SEEDS = [1, 2, 3];
const HEAD_BYTES = 120;

const anywhere = Object.keys(GOOD) as Good[];

export const flipped = family('flipped', [
  ...anywhere.flatMap((good) =>
    SEEDS.map((seed) => ({
      name: `${good}-anywhere-${seed}`,
      bytes: spoilt(good, (bytes) => flipBits(bytes, 8, seed)),
      expected: ANYTHING,
      why: 'A few bits have turned over: it may still be a picture, and must do no harm.',
    })),
  ),
  ...anywhere.map((good) => ({
    name: `${good}-head`,
    bytes: spoilt(good, (bytes) => flipBits(bytes, 6, 4, 0, HEAD_BYTES)),
    expected: ANYTHING,
    why: 'Bits of the headers have turned over: sizes, counts and offsets say anything.',
  })),
  ...SEEDS.map((seed) => ({
    name: `png-pixels-${seed}`,
    bytes: spoilt('png', (bytes) => {
      const { start, end } = pngChunks(bytes).find(({ type }) => type === 'IDAT') ?? { start: 0, end: 0 };
      return flipBits(bytes, 1, seed, start + 8, end - 4);
    }),
    expected: 'CORRUPT' as const,
    why: 'The checksum of the pixels tells of a single bit.',
  })),
  {
    name: 'jpeg-stray-bytes-between-segments',
    bytes: spoilt('jpeg', (bytes) => afterSoi(bytes, comment('x'), Buffer.alloc(7))),
    expected: ['processed', 'CORRUPT'],
    why: 'Some cameras write stray bytes: decoders look for the next marker.',
  },
]);
