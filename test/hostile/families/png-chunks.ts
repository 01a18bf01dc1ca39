import { deflateSync } from 'node:zlib';
import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { patch, text, u8, u32be } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import {
  flatPng,
  ihdr,
  insertChunks,
  PNG_SIGNATURE,
  type PngHeader,
  pngChunk,
  pngChunks,
  withoutChunk,
} from '../make/png.ts';

const SIZE = { width: 16, height: 16 };

const broken = (
  name: string,
  why: string,
  spoil: (bytes: Buffer) => Buffer,
  expected: Outcome | readonly Outcome[] = 'CORRUPT',
): Omit<HostileFile, 'family'> => ({
  name,
  why,
  bytes: spoilt('png', spoil),
  expected,
});
const withPixels = (data: Buffer, header: Partial<PngHeader> = {}): Buffer =>
  Buffer.concat([PNG_SIGNATURE, ihdr({ ...SIZE, ...header }), pngChunk('IDAT', data), pngChunk('IEND')]);
const made = (
  name: string,
  why: string,
  bytes: () => Buffer,
  expected: Outcome | readonly Outcome[] = 'CORRUPT',
): Omit<HostileFile, 'family'> => ({
  name,
  why,
  bytes,
  expected,
});
const rows = (count: number, filter = 0): Buffer =>
  Buffer.concat(Array<Buffer>(count).fill(Buffer.concat([u8(filter), Buffer.alloc(48, 100)])));
/** Turns one byte of a chunk's checksum. */
const wrongChecksum =
  (type: string) =>
  (bytes: Buffer): Buffer => {
    const end = pngChunks(bytes).find((part) => part.type === type)?.end ?? 4;
    return patch(bytes, end - 1, u8((bytes[end - 1] as number) ^ 1));
  };
const parts = (bytes: Buffer, ...types: string[]): Buffer =>
  Buffer.concat([
    PNG_SIGNATURE,
    ...types.flatMap((type) =>
      pngChunks(bytes)
        .filter((part) => part.type === type)
        .map(({ start, end }) => bytes.subarray(start, end)),
    ),
  ]);

export const pngChunkFiles = family('png-chunks', [
  broken('no-IHDR', 'Nothing says how large it is.', (bytes) => withoutChunk(bytes, 'IHDR')),
  broken('IHDR-last', 'The size comes after the pixels.', (bytes) => parts(bytes, 'IDAT', 'IHDR', 'IEND')),
  broken('two-IHDR', 'The second would change the size under the first.', (bytes) =>
    insertChunks(bytes, 'IDAT', ihdr({ width: 9_000, height: 9_000 })),
  ),
  broken('no-IDAT', 'There are no pixels.', (bytes) => withoutChunk(bytes, 'IDAT')),
  broken('wrong-checksum-of-IHDR', 'The size cannot be trusted.', wrongChecksum('IHDR')),
  broken('wrong-checksum-of-IDAT', 'The pixels cannot be trusted.', wrongChecksum('IDAT')),
  broken('length-of-2-GiB', 'The largest length that is allowed, in a small file.', (bytes) =>
    patch(bytes, 33, u32be(0x7fffffff)),
  ),
  broken('length-of-4-GiB', 'A length that is not allowed.', (bytes) => patch(bytes, 33, u32be(0xffffffff))),
  broken('unknown-critical-chunk', 'A capital letter says that it cannot be done without.', (bytes) =>
    insertChunks(bytes, 'IDAT', pngChunk('ABCD', u8(1, 2, 3))),
  ),
  broken('chunk-name-of-zeros', 'Names are letters.', (bytes) =>
    insertChunks(bytes, 'IDAT', pngChunk('\0\0\0\0', u8(1))),
  ),
  broken(
    'split-IDAT-with-text-between',
    'Pixels have to come without a gap; what follows the gap is lost.',
    (bytes) => {
      const { start, end } = pngChunks(bytes).find(({ type }) => type === 'IDAT') ?? { start: 0, end: 0 };
      const data = bytes.subarray(start + 8, end - 4);
      const half = Math.floor(data.length / 2);
      return Buffer.concat([
        bytes.subarray(0, start),
        pngChunk('IDAT', data.subarray(0, half)),
        pngChunk('tEXt', text('a\0b')),
        pngChunk('IDAT', data.subarray(half)),
        pngChunk('IEND'),
      ]);
    },
  ),
  made(
    'IDAT-of-ten-thousand-pieces',
    'Each of one byte or none: slow to read, but right.',
    () => {
      const data = deflateSync(rows(16));
      const pieces = Array.from({ length: 10_000 }, (_, index) => pngChunk('IDAT', data.subarray(index, index + 1)));
      return Buffer.concat([PNG_SIGNATURE, ihdr(SIZE), ...pieces, pngChunk('IEND')]);
    },
    ['processed', 'CORRUPT'],
  ),
  made('empty-IDAT', 'The pixels are zero bytes.', () => withPixels(Buffer.alloc(0))),
  made('IDAT-of-noise', 'No zlib stream at all.', () => withPixels(text('this is not deflated'))),
  made('IDAT-one-row-short', 'One row of sixteen is missing.', () => withPixels(deflateSync(rows(15)))),
  made(
    'IDAT-one-row-long',
    'One row more than the header says: all that is shown is right.',
    () => withPixels(deflateSync(rows(17))),
    ['processed', 'CORRUPT'],
  ),
  made(
    'IDAT-100-MB-long',
    'Sixteen rows, and then 100 MB of zeros in the same stream.',
    () => withPixels(flatPngData()),
    ['processed', 'CORRUPT'],
  ),
  made('unknown-filter', 'Filters are 0 to 4.', () => withPixels(deflateSync(rows(16, 9)))),
  made('depth-of-3', 'Depths are 1, 2, 4, 8 and 16.', () => withPixels(deflateSync(rows(16)), { depth: 3 })),
  made('colour-type-5', 'There is none of that number.', () => withPixels(deflateSync(rows(16)), { colour: 5 })),
  made('interlace-7', 'There is none of that number.', () => withPixels(deflateSync(rows(16)), { interlace: 7 })),
  made('palette-of-16-bits', 'A palette has at most 8 bits.', () =>
    withPixels(deflateSync(rows(16)), { depth: 16, colour: 3 }),
  ),
  made('interlaced-but-not', 'The pixels are in order where the header says that they are not.', () =>
    withPixels(deflateSync(rows(16)), { interlace: 1 }),
  ),
  made(
    'animated-png',
    'An APNG shows its default image where animation is not known.',
    () =>
      flatPng(
        { ...SIZE },
        [
          pngChunk('acTL', u32be(2, 0)),
          pngChunk('fcTL', Buffer.concat([u32be(0, 16, 16, 0, 0), u8(0, 1, 0, 10, 0, 0)])),
        ],
        [
          pngChunk('fcTL', Buffer.concat([u32be(1, 16, 16, 0, 0), u8(0, 1, 0, 10, 0, 0)])),
          pngChunk('fdAT', Buffer.concat([u32be(2), deflateSync(rows(16))])),
        ],
      ),
    'processed',
  ),
  made(
    'animated-png-of-4-billion-frames',
    'The count of frames is not that of the file.',
    () => flatPng({ ...SIZE }, [pngChunk('acTL', u32be(0xffffffff, 0))]),
    ['processed', 'CORRUPT'],
  ),
]);

/** A stream that goes on for 100 MB after the pixels. */
function flatPngData(): Buffer {
  const bytes = flatPng({ width: 16, height: 2_040_816 });
  const { start, end } = pngChunks(bytes).find(({ type }) => type === 'IDAT') ?? { start: 0, end: 0 };
  return bytes.subarray(start + 8, end - 4);
}
