import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { u8 } from '../make/bytes.ts';
import { flatPng, type PngHeader, pngChunk } from '../make/png.ts';

const bomb = (
  name: string,
  header: PngHeader,
  expected: Outcome | readonly Outcome[],
  why: string,
): Omit<HostileFile, 'family'> => ({
  name,
  why,
  expected,
  bytes: () => flatPng(header, header.colour === 3 ? [pngChunk('PLTE', u8(0, 0, 0, 255, 255, 255))] : []),
});

const OVER = 'A small file of more pixels than are allowed.';
const NEAR = 'A small file just within the pixels that are allowed: it has to fit into memory and time.';
const HELD = 'It is decoded in passes over the whole picture, which memory has to hold.';
const WIDE = 'A row alone is many megabytes, and decoders and scalers hold several.';

const EITHER: Outcome[] = ['processed', 'TOO_MANY_PIXELS'];
const ANY: Outcome[] = [...EITHER, 'CORRUPT'];

export const pngBombs = family('bombs-png', [
  bomb('25000x25000', { width: 25_000, height: 25_000 }, 'TOO_MANY_PIXELS', OVER),
  bomb('200000x500', { width: 200_000, height: 500 }, 'TOO_MANY_PIXELS', OVER),
  bomb('500x200000', { width: 500, height: 200_000 }, 'TOO_MANY_PIXELS', OVER),
  bomb('1-bit-65535x65535', { width: 65_535, height: 65_535, depth: 1, colour: 0 }, 'TOO_MANY_PIXELS', OVER),
  bomb('interlaced-12000x12000', { width: 12_000, height: 12_000, interlace: 1 }, 'TOO_MANY_PIXELS', OVER),
  bomb('8660x8660', { width: 8_660, height: 8_660 }, 'processed', NEAR),
  bomb('20000x20000', { width: 20_000, height: 20_000 }, 'processed', NEAR),
  bomb('1-bit-33000x33000', { width: 33_000, height: 33_000, depth: 1, colour: 0 }, 'processed', NEAR),
  bomb('1-bit-8660x8660', { width: 8_660, height: 8_660, depth: 1, colour: 0 }, 'processed', NEAR),
  bomb('palette-8660x8660', { width: 8_660, height: 8_660, colour: 3 }, 'processed', NEAR),
  bomb(
    'interlaced-16-bit-alpha-2400x2400',
    { width: 2_400, height: 2_400, depth: 16, colour: 6, interlace: 1 },
    'processed',
    HELD,
  ),
  bomb('16-bit-alpha-8660x8660', { width: 8_660, height: 8_660, depth: 16, colour: 6 }, 'processed', NEAR),
  bomb('16-bit-alpha-30000x600', { width: 30_000, height: 600, depth: 16, colour: 6 }, 'processed', WIDE),
  bomb('16-bit-alpha-45000x600', { width: 45_000, height: 600, depth: 16, colour: 6 }, 'TOO_MANY_PIXELS', WIDE),
  bomb('16-bit-alpha-65535x240', { width: 65_535, height: 240, depth: 16, colour: 6 }, 'TOO_MANY_PIXELS', WIDE),
  bomb('16-bit-alpha-100000x750', { width: 100_000, height: 750, depth: 16, colour: 6 }, EITHER, WIDE),
  bomb('interlaced-8660x8660', { width: 8_660, height: 8_660, interlace: 1 }, EITHER, HELD),
  bomb('interlaced-8200x8200', { width: 8_200, height: 8_200, interlace: 1 }, EITHER, HELD),
  bomb(
    'interlaced-16-bit-alpha-5000x5000',
    { width: 5_000, height: 5_000, depth: 16, colour: 6, interlace: 1 },
    EITHER,
    HELD,
  ),
  bomb('1000000x75', { width: 1_000_000, height: 75 }, ANY, WIDE),
  bomb('16-bit-alpha-1000000x75', { width: 1_000_000, height: 75, depth: 16, colour: 6 }, ANY, WIDE),
  bomb('10000000x7', { width: 10_000_000, height: 7 }, ANY, WIDE),
  bomb('75000000x1', { width: 75_000_000, height: 1, depth: 1, colour: 0 }, ANY, WIDE),
  bomb(
    '1x75000000',
    { width: 1, height: 75_000_000, depth: 1, colour: 0 },
    ANY,
    'Seventy-five million rows of one pixel.',
  ),
]);
