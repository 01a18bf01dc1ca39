import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { type BmpFields, bmp, flatBmp, grayPalette } from '../make/bmp.ts';
import { u8, u32le } from '../make/bytes.ts';

type File = Omit<HostileFile, 'family'>;
type Expected = Outcome | readonly Outcome[];

const flat = (name: string, fields: BmpFields, expected: Expected, why: string): File => ({
  name,
  why,
  expected,
  bytes: () => flatBmp({ palette: grayPalette(2), ...fields }),
});
const rle = (
  width: number,
  height: number,
  what: string,
  codes: () => Buffer,
  expected: Expected,
  why: string,
): File => ({
  name: `rle8-${what}-${width}x${height}`,
  why,
  expected,
  bytes: () => bmp({ width, height, bits: 8, compression: 1, palette: grayPalette(256) }, codes()),
});

const END = u8(0, 1);
/** Down 255 rows at a time. */
const deltas = (rows: number) => (): Buffer =>
  Buffer.concat([Buffer.alloc(Math.ceil(rows / 255) * 4, u8(0, 2, 0, 255)), END]);
const runs = (pixels: number) => (): Buffer =>
  Buffer.concat([Buffer.alloc(Math.ceil(pixels / 255) * 2, u8(255, 7)), END]);
const end = (): Buffer => END;
const twentyMegabytes = (code: Buffer) => (): Buffer => Buffer.concat([Buffer.alloc(20_000_000, code), END]);

const OVER = 'A small file of more pixels than are allowed.';
const NEAR = 'Within the pixels that are allowed: all of them are held at once.';
const FROM_NOTHING = 'Run lengths make a picture of any size from a few bytes.';
const WIDE = 'A row alone is many megabytes, and scalers hold several.';
const EITHER: Outcome[] = ['processed', 'CORRUPT', 'TOO_MANY_PIXELS'];
const MASKS = u32le(0xff0000, 0xff00, 0xff, 0xff000000);
const NO_PALETTE = Buffer.alloc(0);

export const bmpBombs = family('bombs-bmp', [
  flat('1-bit-12000x12000', { width: 12_000, height: 12_000, bits: 1 }, 'TOO_MANY_PIXELS', OVER),
  flat('1-bit-8600x8600', { width: 8_600, height: 8_600, bits: 1 }, ['processed', 'TOO_MANY_PIXELS'], NEAR),
  flat('1-bit-8200x8200', { width: 8_200, height: 8_200, bits: 1 }, 'processed', NEAR),
  flat(
    '32-bit-alpha-3600x3600',
    { width: 3_600, height: 3_600, bits: 32, compression: 6, palette: NO_PALETTE, masks: MASKS },
    'processed',
    NEAR,
  ),
  rle(12_000, 12_000, 'end', end, 'TOO_MANY_PIXELS', FROM_NOTHING),
  rle(65_535, 65_535, 'delta', deltas(65_535), 'TOO_MANY_PIXELS', FROM_NOTHING),
  rle(8_240, 8_240, 'full', runs(8_240 * 8_240), EITHER, FROM_NOTHING),
  rle(8_240, 8_240, 'end', end, EITHER, FROM_NOTHING),
  rle(8_240, 8_240, 'delta', deltas(8_240), EITHER, FROM_NOTHING),
  rle(50_000_000, 1, 'end', end, EITHER, WIDE),
  rle(8_500_000, 8, 'end', end, EITHER, WIDE),
  rle(1, 68_000_000, 'delta', deltas(68_000_000), EITHER, 'Sixty-eight million rows of one pixel.'),
  rle(100, 100, '20-MB-of-runs', twentyMegabytes(u8(255, 1)), EITHER, 'Runs that never leave the first row.'),
  rle(100, 100, '20-MB-of-deltas', twentyMegabytes(u8(0, 2, 0, 0)), EITHER, 'Jumps that lead nowhere.'),
]);
