import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { text, u8, u32be } from '../make/bytes.ts';
import { exifSegmentBody } from '../make/exif.ts';
import { gif, gifComment, gifFrame } from '../make/gif.ts';
import { spoilt } from '../make/good.ts';
import { APP1, APP2, afterSoi, COM, segment } from '../make/jpeg.ts';
import { insertChunks, pngChunk } from '../make/png.ts';
import { noise } from '../make/seeded.ts';
import { riffChunk, vp8l, vp8x, WITH_EXIF, WITH_PROFILE, WITH_XMP, webp } from '../make/webp.ts';
import { deflatedZeros } from '../make/zeros.ts';

/** The picture itself is good: to process it without what is said about it is right, and so is refusing an attack. */
const EITHER: Outcome[] = ['processed', 'CORRUPT', 'TOO_MUCH_METADATA', 'TOO_MANY_BYTES'];
const file = (
  name: string,
  why: string,
  bytes: HostileFile['bytes'],
  expected: Outcome | readonly Outcome[] = EITHER,
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected });
const png = (chunks: () => Buffer[]) => spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', ...chunks()));
const jpeg = (segments: () => Buffer[]) => spoilt('jpeg', (bytes) => afterSoi(bytes, ...segments()));
const many = (count: number, one: (index: number) => Buffer): Buffer[] =>
  Array.from({ length: count }, (_, index) => one(index));
const same = (count: number, one: Buffer): Buffer[] => Array<Buffer>(count).fill(one);

const BOMB_BYTES = 300_000_000;
const INFLATES = 'It inflates to 300 MB.';
const zText = (bytes: number): Buffer => pngChunk('zTXt', Buffer.concat([text('Comment\0\0'), deflatedZeros(bytes)]));
const iText = (bytes: number): Buffer =>
  pngChunk('iTXt', Buffer.concat([text('XML:com.adobe.xmp\0\x01\0\0\0'), deflatedZeros(bytes)]));
/** A profile begins with its length. */
const profile = (bytes: number): Buffer =>
  pngChunk('iCCP', Buffer.concat([text('icc\0\0'), deflatedZeros(bytes - 4, u32be(bytes))]));

const SEGMENT = 65_000;
const NOISE = noise(SEGMENT, 1);
const profileSegment = (index: number, count: number): Buffer =>
  segment(APP2, Buffer.concat([text('ICC_PROFILE\0'), u8(index, count), NOISE]));
const LARGE = 16 * 2 ** 20;

export const metadata = family('metadata', [
  file(
    'png-zTXt-300-MB',
    INFLATES,
    png(() => [zText(BOMB_BYTES)]),
  ),
  file(
    'png-iTXt-300-MB',
    INFLATES,
    png(() => [iText(BOMB_BYTES)]),
  ),
  file(
    'png-iCCP-300-MB',
    INFLATES,
    png(() => [profile(BOMB_BYTES)]),
  ),
  file(
    'png-iCCP-that-lies',
    'It says that it is 4 GiB, and is 100 MB.',
    png(() => [pngChunk('iCCP', Buffer.concat([text('icc\0\0'), deflatedZeros(100_000_000, u32be(0xffffffff))]))]),
  ),
  file(
    'png-a-hundred-zTXt-of-8-MB',
    'Each is small enough, all together are 800 MB.',
    png(() => same(100, zText(8_000_000))),
  ),
  file(
    'png-a-hundred-zTXt-of-4-MB',
    'Each is small enough, all together are 400 MB.',
    png(() => same(100, zText(4_000_000))),
  ),
  file(
    'png-a-thousand-zTXt-of-4-MB',
    'Each is small enough, all together are 4 GB.',
    png(() => same(1_000, zText(4_000_000))),
  ),
  file(
    'png-a-thousand-zTXt-of-1-MB',
    'Each is small enough, all together are 1 GB.',
    png(() => same(1_000, zText(1_000_000))),
  ),
  file(
    'png-a-thousand-iTXt-of-1-MB',
    'Each is small enough, all together are 1 GB.',
    png(() => same(1_000, iText(1_000_000))),
  ),
  file(
    'png-hundred-thousand-tEXt',
    'Two megabytes of the shortest texts.',
    png(() => many(100_000, (index) => pngChunk('tEXt', text(`k${index}\0v`)))),
  ),
  file(
    'png-tEXt-of-40-MB',
    'One text that is nearly the largest file.',
    png(() => [pngChunk('tEXt', Buffer.concat([text('Comment\0'), Buffer.alloc(40_000_000, 0x61)]))]),
  ),
  file(
    'png-eXIf-of-16-MB',
    'EXIF far larger than any.',
    png(() => [pngChunk('eXIf', Buffer.concat([text('II*\0\x08\0\0\0'), Buffer.alloc(LARGE)]))]),
  ),
  file(
    'png-hundred-thousand-suggested-palettes',
    'Decoders copy the whole list for each palette.',
    png(() =>
      many(100_000, (index) => pngChunk('sPLT', Buffer.concat([text(`p${index}\0`), u8(8, 0, 0, 0, 0, 0, 0)]))),
    ),
  ),
  file(
    'png-profile-of-noise',
    'No profile at all.',
    png(() => [profile(1_000)]),
    'processed',
  ),
  file(
    'png-hundred-thousand-unknown-chunks',
    'Chunks to be passed over.',
    png(() => same(100_000, pngChunk('abCd', u8(1)))),
  ),
  file(
    'png-text-after-the-pixels',
    'Inflates to 300 MB behind the picture.',
    spoilt('png', (bytes) => insertChunks(bytes, 'IEND', zText(BOMB_BYTES))),
  ),
  file(
    'jpeg-profile-of-16-MB',
    'As many segments of a profile as there can be, all of noise.',
    jpeg(() => many(255, (index) => profileSegment(index + 1, 255))),
  ),
  file(
    'jpeg-profile-in-disorder',
    'Segments that are missing, twice there and of different counts.',
    jpeg(() => [profileSegment(3, 5), profileSegment(3, 5), profileSegment(9, 2)]),
    'processed',
  ),
  file(
    'jpeg-exif-in-five-hundred-segments',
    '32 MB of EXIF, of which only the first counts.',
    jpeg(() => many(500, (_index) => segment(APP1, exifSegmentBody(NOISE)))),
  ),
  file(
    'jpeg-xmp-in-five-hundred-segments',
    '32 MB of XMP.',
    jpeg(() =>
      many(500, () =>
        segment(APP1, Buffer.concat([text('http://ns.adobe.com/xap/1.0/\0'), Buffer.alloc(SEGMENT, 0x20)])),
      ),
    ),
  ),
  file(
    'jpeg-hundred-thousand-segments',
    'Segments of nothing.',
    jpeg(() => same(100_000, segment(0xe5, u8()))),
  ),
  file(
    'jpeg-seven-hundred-comments',
    '45 MB of comments.',
    jpeg(() => same(700, segment(COM, Buffer.alloc(SEGMENT, 0x61)))),
  ),
  file(
    'jpeg-four-hundred-photoshop-segments',
    '26 MB of image resources.',
    jpeg(() => same(400, segment(0xed, Buffer.concat([text('Photoshop 3.0\0'), Buffer.alloc(SEGMENT)])))),
  ),
  file('gif-comment-of-20-MB', 'A chain of eighty thousand pieces.', () =>
    gif({
      width: 20,
      height: 20,
      blocks: [gifComment(Buffer.alloc(20_000_000, 0x61)), gifFrame({ width: 20, height: 20 })],
    }),
  ),
  file('gif-hundred-thousand-comments', 'Comments of one letter.', () =>
    gif({
      width: 20,
      height: 20,
      blocks: [...same(100_000, gifComment('a')), gifFrame({ width: 20, height: 20 })],
    }),
  ),
  file('gif-hundred-thousand-loops', 'The count of loops, over and over.', () =>
    gif({
      width: 20,
      height: 20,
      blocks: [
        ...same(100_000, Buffer.concat([u8(0x21, 0xff, 11), text('NETSCAPE2.0'), u8(3, 1, 0, 0, 0)])),
        gifFrame({ width: 20, height: 20 }),
      ],
    }),
  ),
  file('webp-exif-of-16-MB', 'EXIF far larger than any.', () =>
    webp(
      vp8x(WITH_EXIF, 20, 20),
      vp8l(20, 20),
      riffChunk('EXIF', noise(2 ** 20, 7)),
      riffChunk('EXIF', Buffer.alloc(LARGE)),
    ),
  ),
  file('webp-xmp-of-40-MB', 'XMP that is nearly the largest file.', () =>
    webp(vp8x(WITH_XMP, 20, 20), vp8l(20, 20), riffChunk('XMP ', Buffer.alloc(40_000_000, 0x20))),
  ),
  file('webp-profile-of-16-MB', 'A profile of noise.', () =>
    webp(
      vp8x(WITH_PROFILE, 20, 20),
      riffChunk('ICCP', Buffer.concat([noise(2 ** 20, 8), Buffer.alloc(LARGE)])),
      vp8l(20, 20),
    ),
  ),
  file('webp-million-unknown-chunks', 'Chunks to be passed over.', () =>
    webp(vp8x(0, 20, 20), Buffer.alloc(8_000_000, riffChunk('abcd', u8())), vp8l(20, 20)),
  ),
]);
