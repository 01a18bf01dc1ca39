import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { type BmpFields, bmp, flatBmp, grayPalette } from '../make/bmp.ts';
import { u8, u32le } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';

const SIZE = { width: 16, height: 16 };
const flat = (
  name: string,
  why: string,
  fields: Partial<BmpFields>,
  expected: Outcome | readonly Outcome[] = 'CORRUPT',
): Omit<HostileFile, 'family'> => ({
  name,
  why,
  bytes: () => flatBmp({ ...SIZE, ...fields }),
  expected,
});
const rle = (
  name: string,
  why: string,
  bits: 4 | 8,
  codes: Buffer,
  expected: Outcome | readonly Outcome[] = 'CORRUPT',
): Omit<HostileFile, 'family'> => ({
  name,
  why,
  bytes: () => bmp({ ...SIZE, bits, compression: bits === 8 ? 1 : 2, palette: grayPalette(16) }, codes),
  expected,
});

export const bmpHeaders = family('bmp-headers', [
  flat('no-planes', 'Planes are one, and browsers do not look.', { planes: 0 }, 'processed'),
  flat('many-planes', 'Planes are one, and browsers do not look.', { planes: 65_535 }, 'processed'),
  flat('three-bits', 'No BMP has pixels of three bits.', { bits: 3 }, 'UNSUPPORTED_FORMAT'),
  flat('no-bits', 'Embedded JPEG and PNG have pixels of no bits.', { bits: 0 }, ['CORRUPT', 'UNSUPPORTED_FORMAT']),
  flat('unknown-compression', 'Compression 99 is none.', { compression: 99 }, 'UNSUPPORTED_FORMAT'),
  flat('embedded-jpeg', 'Another format inside, which printers know.', { compression: 4 }, 'UNSUPPORTED_FORMAT'),
  flat('embedded-png', 'Another format inside, which printers know.', { compression: 5 }, 'UNSUPPORTED_FORMAT'),
  flat('run-lengths-of-24-bits', 'Run lengths are of 4 or 8 bits.', { compression: 1 }),
  flat('header-of-13-bytes', 'No version has a header of that size.', { headerBytes: 13 }, [
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  flat('header-of-255-bytes', 'No version has a header of that size.', { headerBytes: 255 }, [
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  flat('pixels-inside-the-header', 'The offset points into the header.', { offset: 20 }),
  flat('pixels-beyond-the-end', 'The offset points behind the file.', { offset: 1_000_000 }),
  flat('pixels-at-4-GiB', 'The offset is the largest that there is.', { offset: 0xffffffff }),
  flat('masks-of-nothing', 'Bit fields without a bit.', { bits: 32, compression: 3, masks: u32le(0, 0, 0) }, [
    'processed',
    'CORRUPT',
  ]),
  flat(
    'masks-that-overlap',
    'Every channel is every bit.',
    { bits: 32, compression: 3, masks: u32le(0xffffffff, 0xffffffff, 0xffffffff) },
    ['processed', 'CORRUPT'],
  ),
  flat('masks-with-holes', 'Every other bit.', { bits: 16, compression: 3, masks: u32le(0x5555, 0xaaaa, 0x5a5a) }, [
    'processed',
    'CORRUPT',
  ]),
  {
    name: 'bit-24-said-to-be-32',
    why: 'A third more pixels are promised than there are.',
    bytes: spoilt('bmp', (bytes) => {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt16LE(32, 28);
      return wrong;
    }),
    expected: 'CORRUPT',
  },
  rle('rle8-delta-outside', 'Jumps of 255 to the right and up, beyond every edge.', 8, u8(0, 2, 255, 255, 5, 1, 0, 1), [
    'processed',
    'CORRUPT',
  ]),
  rle('rle8-cut-in-a-run', 'It breaks off within a row.', 8, u8(16, 1, 0, 0, 9)),
  rle('rle8-absolute-beyond-the-end', 'It promises 255 pixels and has two.', 8, u8(0, 255, 1, 2)),
  rle('rle8-run-over-the-edge', 'Runs longer than the row.', 8, Buffer.concat([Buffer.alloc(2_000, 255), u8(0, 1)]), [
    'processed',
    'CORRUPT',
  ]),
  rle('rle4-of-end-of-lines', 'More ends of lines than there are lines.', 4, Buffer.alloc(2_000, 0), [
    'processed',
    'CORRUPT',
  ]),
  rle(
    'rle8-without-end',
    'Every row is there, the end mark is not.',
    8,
    Buffer.concat(Array<Buffer>(16).fill(u8(16, 1, 0, 0))),
    'processed',
  ),
]);
