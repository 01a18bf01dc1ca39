import { deflateSync } from 'node:zlib';
import { family, file, type HostileFile, type Outcome } from '../hostile-file.ts';
import { patch, text, u8, u32be } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { flatPng, ihdr, insertChunks, PNG_SIGNATURE, pngChunk, pngChunks, withoutChunk } from '../make/png.ts';

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
  {
    ...broken('wrong-checksum-of-IDAT', 'The checksum of the pixels themselves is right.', wrongChecksum('IDAT')),
    expected: 'processed',
  },
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
  file(
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
  file(
    'animated-png-of-4-billion-frames',
    'The count of frames is not that of the file.',
    () => flatPng({ ...SIZE }, [pngChunk('acTL', u32be(0xffffffff, 0))]),
    ['processed', 'CORRUPT'],
  ),
]);
