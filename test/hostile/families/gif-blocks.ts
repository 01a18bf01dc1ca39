import { family, file } from '../hostile-file.ts';
import { u8, u16le } from '../make/bytes.ts';
import { flatLzw, gif, gifComment, gifFrame, subBlocks } from '../make/gif.ts';

const SIZE = { width: 20, height: 20 };
const FRAME = gifFrame(SIZE);

const of =
  (...blocks: Buffer[]) =>
  (): Buffer =>
    gif({ ...SIZE, blocks });

export const gifBlocks = family('gif-blocks', [
  file('no-frame', 'A canvas and an end mark.', of()),
  file('comment-only', 'A canvas without a frame.', of(gifComment('nothing to see'))),
  file(
    'no-colour-table',
    'No frame has colours: decoders may take black and white.',
    () => gif({ ...SIZE, blocks: [FRAME], palette: null }),
    ['processed', 'CORRUPT'],
  ),
  file('code-size-0', 'Codes of no bits.', of(gifFrame({ ...SIZE, codeBits: 0 }))),
  file('code-size-12', 'Codes wider than the format has.', of(gifFrame({ ...SIZE, codeBits: 12 }))),
  file('code-size-255', 'Codes wider than a machine word.', of(gifFrame({ ...SIZE, codeBits: 255 }))),
  file('no-codes', 'A frame whose data are empty: nothing is shown.', of(gifFrame({ ...SIZE, data: Buffer.alloc(0) }))),
  file(
    'codes-that-mean-nothing',
    'Codes that no earlier one has made.',
    of(gifFrame({ ...SIZE, data: Buffer.alloc(50, 0xff) })),
    ['processed', 'CORRUPT'],
  ),
  file(
    'half-the-pixels',
    'The codes end in the middle of the frame: half a picture must not pass for a whole one.',
    of(gifFrame({ ...SIZE, data: flatLzw(200) })),
  ),
  file(
    'a-million-codes-too-many',
    'More pixels than the frame has room for.',
    of(gifFrame({ ...SIZE, data: flatLzw(1_000_000) })),
    ['processed', 'CORRUPT'],
  ),
  file(
    'eighty-thousand-clear-codes',
    'Codes that only begin anew, and then a whole picture.',
    of(gifFrame({ ...SIZE, data: Buffer.concat([Buffer.alloc(30_000, u8(0x24, 0x49, 0x92)), flatLzw(400)]) })),
    ['processed', 'CORRUPT'],
  ),
  file('unknown-block', 'Neither a frame nor an extension nor the end, before any frame.', of(u8(0x77), FRAME)),
  file(
    'unknown-extension',
    'To be passed over.',
    of(Buffer.concat([u8(0x21, 0x99), subBlocks(Buffer.alloc(600))]), FRAME),
    'processed',
  ),
  file(
    'short-graphic-control',
    'An extension of one byte that has four.',
    of(u8(0x21, 0xf9, 1, 0, 0), gifFrame(SIZE).subarray(8)),
    ['processed', 'CORRUPT'],
  ),
  file('frame-without-pixels', 'A frame of 0 × 0.', of(gifFrame({ width: 0, height: 0 })), ['processed', 'CORRUPT']),
  file(
    'transparent-colour-outside-the-table',
    'Colour 255 of four.',
    of(u8(0x21, 0xf9, 4, 1, 0, 0, 255, 0), gifFrame(SIZE).subarray(8)),
    'processed',
  ),
  file(
    'unknown-disposal',
    'Disposal 7 is not defined.',
    of(u8(0x21, 0xf9, 4, 7 << 2, 0, 0, 0, 0), gifFrame(SIZE).subarray(8), FRAME),
    ['processed', 'CORRUPT'],
  ),
  file(
    'restore-to-nothing',
    'The first frame is to be replaced by the one before it.',
    of(u8(0x21, 0xf9, 4, 3 << 2, 0, 0, 0, 0), gifFrame(SIZE).subarray(8), FRAME),
    ['processed', 'CORRUPT'],
  ),
  file(
    'broken-second-frame',
    'The first frame is right, the second is noise: an animation must not lose frames in silence.',
    of(FRAME, gifFrame({ ...SIZE, codeBits: 12 })),
  ),
  file('local-table-that-is-cut-off', 'Flags promise 256 colours, and there is no more file.', () =>
    gif({ ...SIZE, blocks: [u8(0x2c), u16le(0, 0, 20, 20), u8(0x87, 1, 2, 3)], end: false }),
  ),
  file(
    'version-87a',
    'The older version, with what only the newer one has.',
    () => {
      const bytes = of(FRAME)();
      bytes.write('87a', 3);
      return bytes;
    },
    'processed',
  ),
]);
