import { deflateSync } from 'node:zlib';
import { family, file } from '../hostile-file.ts';
import { text, u8 } from '../make/bytes.ts';
import { ihdr, PNG_SIGNATURE, type PngHeader, pngChunk } from '../make/png.ts';
import { deflatedZeros } from '../make/zeros.ts';

const SIZE = { width: 16, height: 16 };

const withPixels = (data: Buffer, header: Partial<PngHeader> = {}): Buffer =>
  Buffer.concat([PNG_SIGNATURE, ihdr({ ...SIZE, ...header }), pngChunk('IDAT', data), pngChunk('IEND')]);
const rows = (count: number, filter = 0): Buffer =>
  Buffer.concat(Array<Buffer>(count).fill(Buffer.concat([u8(filter), Buffer.alloc(48, 100)])));

export const pngPixels = family('png-pixels', [
  file(
    'IDAT-of-ten-thousand-pieces',
    'Each of one byte or none: slow to read, but right.',
    () => {
      const data = deflateSync(rows(16));
      const pieces = Array.from({ length: 10_000 }, (_, index) => pngChunk('IDAT', data.subarray(index, index + 1)));
      return Buffer.concat([PNG_SIGNATURE, ihdr(SIZE), ...pieces, pngChunk('IEND')]);
    },
    ['processed', 'CORRUPT'],
  ),
  file('empty-IDAT', 'The pixels are zero bytes.', () => withPixels(Buffer.alloc(0))),
  file('IDAT-of-noise', 'No zlib stream at all.', () => withPixels(text('this is not deflated'))),
  file('IDAT-one-row-short', 'One row of sixteen is missing.', () => withPixels(deflateSync(rows(15)))),
  file(
    'IDAT-one-row-long',
    'One row more than the header says: all that is shown is right.',
    () => withPixels(deflateSync(rows(17))),
    ['processed', 'CORRUPT'],
  ),
  file(
    'IDAT-100-MB-long',
    'Sixteen rows, and then 100 MB of zeros in the same stream.',
    () => withPixels(deflatedZeros(100_000_000)),
    ['processed', 'CORRUPT'],
  ),
  file('unknown-filter', 'Filters are 0 to 4.', () => withPixels(deflateSync(rows(16, 9)))),
  file('depth-of-3', 'Depths are 1, 2, 4, 8 and 16.', () => withPixels(deflateSync(rows(16)), { depth: 3 })),
  file('colour-type-5', 'There is none of that number.', () => withPixels(deflateSync(rows(16)), { colour: 5 })),
  file('interlace-7', 'There is none of that number.', () => withPixels(deflateSync(rows(16)), { interlace: 7 })),
  file('palette-of-16-bits', 'A palette has at most 8 bits.', () =>
    withPixels(deflateSync(rows(16)), { depth: 16, colour: 3 }),
  ),
  file('interlaced-but-not', 'The pixels are in order where the header says that they are not.', () =>
    withPixels(deflateSync(rows(16)), { interlace: 1 }),
  ),
]);
