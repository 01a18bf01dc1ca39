import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { insert, patch, u8, u16be } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import {
  afterSoi,
  DHT,
  DQT,
  EOI,
  flatJpeg,
  jpegSegments,
  SOI,
  SOS,
  segment,
  startOf,
  withoutSegment,
} from '../make/jpeg.ts';

const SOF0 = 0xc0;

const broken = (
  name: string,
  why: string,
  spoil: (bytes: Buffer) => Buffer,
  expected: Outcome | readonly Outcome[] = 'CORRUPT',
): Omit<HostileFile, 'family'> => ({ name, why, bytes: spoilt('jpeg', spoil), expected });

const inFrame =
  (offset: number, ...values: number[]) =>
  (bytes: Buffer): Buffer =>
    patch(bytes, startOf(bytes, SOF0) + offset, u8(...values));
const inScan =
  (offset: number, ...values: number[]) =>
  (bytes: Buffer): Buffer =>
    patch(bytes, startOf(bytes, SOS) + offset, u8(...values));
const twice =
  (marker: number) =>
  (bytes: Buffer): Buffer => {
    const { start, end } = jpegSegments(bytes).find((part) => part.marker === marker) ?? { start: 2, end: 2 };
    return insert(bytes, end, bytes.subarray(start, end));
  };

const TOO_SHORT = 'A comment shorter than its own length: every pixel is there, and refusing is right as well.';

export const jpegMarkers = family('jpeg-markers', [
  broken('no-quantisation-tables', 'Nothing says how to scale the coefficients.', (bytes) =>
    withoutSegment(bytes, DQT),
  ),
  broken('no-frame', 'Nothing says how large it is.', (bytes) => withoutSegment(bytes, SOF0)),
  broken(
    'no-huffman-tables',
    'Motion JPEG leaves out the standard tables, which decoders may know.',
    (bytes) => withoutSegment(bytes, DHT),
    ['processed', 'CORRUPT'],
  ),
  broken('no-scan', 'There are no pixels.', (bytes) => Buffer.concat([bytes.subarray(0, startOf(bytes, SOS)), EOI])),
  broken('start-and-end-only', 'There is nothing between.', () => Buffer.concat([SOI, EOI])),
  broken('two-starts', 'A second start inside the first image.', (bytes) => afterSoi(bytes, SOI)),
  broken('two-frames', 'The second would change the size under the first.', twice(SOF0)),
  broken('quantisation-twice', 'The later table counts, which is allowed.', twice(DQT), 'processed'),
  broken('length-zero', TOO_SHORT, (bytes) => afterSoi(bytes, u8(0xff, 0xfe, 0, 0)), ['processed', 'CORRUPT']),
  broken('length-one', TOO_SHORT, (bytes) => afterSoi(bytes, u8(0xff, 0xfe, 0, 1)), ['processed', 'CORRUPT']),
  broken('length-beyond-the-end', 'A comment that would swallow the picture and more.', (bytes) =>
    Buffer.concat([afterSoi(Buffer.alloc(0)), u8(0xff, 0xfe, 0xff, 0xff), bytes.subarray(2, 2_000)]),
  ),
  broken(
    'fill-bytes',
    'A marker may have any number of fill bytes before it.',
    (bytes) => afterSoi(bytes, Buffer.alloc(10_000, 0xff)),
    'processed',
  ),
  broken('no-components', 'A picture of no colours.', inFrame(9, 0)),
  broken('five-components', 'More colours than there are in the segment.', inFrame(9, 5)),
  broken('component-twice', 'Two components of one name.', inFrame(13, 1), ['processed', 'CORRUPT']),
  broken('sampling-of-zero', 'Divides by zero.', inFrame(11, 0)),
  broken('sampling-of-fifteen', 'At most 4 is allowed.', inFrame(11, 0xff)),
  broken('unknown-quantisation-table', 'Table 3 was never given.', inFrame(12, 3)),
  broken('scan-of-an-unknown-component', 'Component 77 is not in the frame.', inScan(5, 77)),
  broken('scan-with-unknown-tables', 'Tables 3 were never given.', inScan(6, 0x33)),
  broken('scan-of-no-components', 'A scan of nothing.', inScan(4, 0)),
  broken(
    'scan-of-half-the-components',
    'One of three components never comes: the colours are lost.',
    () => flatJpeg({ width: 64, height: 64, scans: [{ components: [1], from: 0, to: 63 }] }),
    ['processed', 'CORRUPT'],
  ),
  broken('too-many-codes', 'Three codes of one bit.', (bytes) => patch(bytes, startOf(bytes, DHT) + 5, u8(3, 3, 3, 3))),
  broken('codes-beyond-the-segment', 'More symbols than the segment has bytes.', (bytes) =>
    patch(bytes, startOf(bytes, DHT) + 5, Buffer.alloc(16, 255)),
  ),
  broken(
    'quantisation-of-zeros',
    'Every coefficient is scaled by zero: gray, but a picture.',
    (bytes) => patch(bytes, startOf(bytes, DQT) + 5, Buffer.alloc(64)),
    ['processed', 'CORRUPT'],
  ),
  broken('restarts-that-never-come', 'The interval says a marker every block.', (bytes) =>
    insert(bytes, startOf(bytes, SOS), segment(0xdd, u16be(1))),
  ),
  broken(
    'restart-markers-in-disorder',
    'Markers 7 to 0 in the middle of the pixels: what comes after is gray.',
    (bytes) => insert(bytes, bytes.length - 3_000, u8(0xff, 0xd7, 0xff, 0xd3, 0xff, 0xd0)),
  ),
  broken('reserved-marker', 'A marker that nobody has defined.', (bytes) => afterSoi(bytes, segment(0x02, u8(1, 2))), [
    'processed',
    'CORRUPT',
  ]),
  broken('thumbnail-only', 'A whole JPEG in an EXIF segment, and no picture of its own.', (bytes) =>
    Buffer.concat([SOI, segment(0xe1, bytes.subarray(0, 60_000)), EOI]),
  ),
  broken('noise-after-magic', 'Three right bytes, and then anything.', (bytes) =>
    Buffer.concat([bytes.subarray(0, 3), bytes.subarray(1_000)]),
  ),
]);
