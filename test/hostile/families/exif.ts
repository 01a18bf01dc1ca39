import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { text, u16le, u32be, u32le } from '../make/bytes.ts';
import { type ExifField, exif, exifSegmentBody, long, orientation } from '../make/exif.ts';
import { HEIGHT, spoilt, WIDTH } from '../make/good.ts';
import { APP1, afterSoi, segment } from '../make/jpeg.ts';
import { insertChunks, pngChunk } from '../make/png.ts';
import { noise } from '../make/seeded.ts';
import { riffChunk, vp8l, vp8x, WITH_EXIF, webp } from '../make/webp.ts';

const UPRIGHT = { width: WIDTH, height: HEIGHT };
const LYING = { width: HEIGHT, height: WIDTH };
const SUB_DIRECTORY = 0x8769;
const GPS = 0x8825;

const jpeg = (
  name: string,
  why: string,
  tiff: Buffer,
  more: Partial<HostileFile> = {},
): Omit<HostileFile, 'family'> => ({
  name: `jpeg-${name}`,
  why,
  expected: 'processed',
  bytes: spoilt('jpeg', (bytes) => afterSoi(bytes, segment(APP1, exifSegmentBody(tiff)))),
  ...more,
});
const EITHER: Outcome[] = ['processed', 'CORRUPT'];
const fields = (count: number): ExifField[] =>
  Array.from({ length: count }, (_, index) => ({ tag: index, type: 3, count: 1, value: index }));

export const exifFiles = family('exif', [
  jpeg('orientation-0', 'There is no orientation of that number: as it is.', exif([orientation(0)]), { to: UPRIGHT }),
  jpeg('orientation-9', 'There is no orientation of that number: as it is.', exif([orientation(9)]), { to: UPRIGHT }),
  jpeg('orientation-65535', 'There is no orientation of that number: as it is.', exif([orientation(65_535)]), {
    to: UPRIGHT,
  }),
  jpeg('orientation-6', 'It lies on its side, and is set upright.', exif([orientation(6)]), { to: LYING }),
  jpeg(
    'orientation-twice',
    'Two orientations: either is right, none must harm.',
    exif([orientation(6), orientation(1)]),
  ),
  jpeg(
    'orientation-as-text',
    'A number is asked for and text given.',
    exif([{ tag: 0x0112, type: 2, count: 4, value: 6 }]),
  ),
  jpeg(
    'orientation-of-4-billion-values',
    'More values than the file has bytes.',
    exif([{ tag: 0x0112, type: 3, count: 0xffffffff, value: 6 }]),
  ),
  jpeg('directory-that-is-its-own-next', 'It goes round for ever.', exif([orientation(1)], 8)),
  jpeg(
    'sub-directory-that-is-its-parent',
    'It goes down for ever.',
    exif([orientation(1), long(SUB_DIRECTORY, 8), long(GPS, 8)]),
  ),
  jpeg('directory-beyond-the-end', 'Offsets of 4 GiB.', exif([long(SUB_DIRECTORY, 0xfffffff0)], 0xffffffff)),
  jpeg(
    'unknown-types',
    'Fields of types that there are not.',
    exif([
      { tag: 0x010f, type: 99, count: 9, value: 0 },
      { tag: 0x0110, type: 0, count: 0, value: 0 },
    ]),
  ),
  jpeg('five-thousand-fields', 'A directory as long as the segment allows.', exif(fields(5_000))),
  jpeg(
    'count-of-65535-fields',
    'A directory that goes on beyond the segment.',
    Buffer.concat([text('II*\0'), u32le(8), u16le(65_535), noise(200, 25)]),
  ),
  jpeg('noise', 'No EXIF at all.', noise(5_000, 26), { to: UPRIGHT }),
  jpeg('empty', 'An EXIF segment of nothing.', Buffer.alloc(0), { to: UPRIGHT }),
  jpeg(
    'text-of-4-GiB',
    'A string longer than the file.',
    exif([{ tag: 0x010e, type: 2, count: 0xffffffff, value: 26 }]),
  ),
  {
    name: 'png-orientation-6',
    why: 'PNG has EXIF too.',
    expected: 'processed',
    to: LYING,
    bytes: spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', pngChunk('eXIf', exif([orientation(6)])))),
  },
  {
    name: 'png-directory-loop',
    why: 'It goes round for ever.',
    expected: EITHER,
    bytes: spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', pngChunk('eXIf', exif([long(SUB_DIRECTORY, 8)], 8)))),
  },
  {
    name: 'png-exif-as-text-that-lies',
    why: 'Old programs write EXIF as a hexadecimal text with its length.',
    expected: EITHER,
    bytes: spoilt('png', (bytes) =>
      insertChunks(bytes, 'IDAT', pngChunk('tEXt', text('Raw profile type exif\0\nexif\n999999999\n4949'))),
    ),
  },
  {
    name: 'webp-orientation-9',
    why: 'WEBP has EXIF too.',
    expected: 'processed',
    to: { width: 20, height: 10 },
    bytes: () => webp(vp8x(WITH_EXIF, 20, 10), vp8l(20, 10), riffChunk('EXIF', exif([orientation(9)]))),
  },
  {
    name: 'webp-directory-loop',
    why: 'It goes round for ever.',
    expected: EITHER,
    bytes: () => webp(vp8x(WITH_EXIF, 20, 10), vp8l(20, 10), riffChunk('EXIF', exif([long(SUB_DIRECTORY, 8)], 8))),
  },
  jpeg('multi-picture-index-that-lies', 'Telephones list further pictures: here they are at 4 GiB.', exif([]), {
    bytes: spoilt('jpeg', (bytes) =>
      afterSoi(bytes, segment(0xe2, Buffer.concat([text('MPF\0MM\0*'), u32be(8, 0xffffffff, 0xffffffff)]))),
    ),
    to: UPRIGHT,
  }),
]);
