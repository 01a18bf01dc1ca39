import { family } from '../hostile-file.ts';
import { text, u8 } from '../make/bytes.ts';
import { exifSegmentBody } from '../make/exif.ts';
import { gif, gifComment, gifFrame } from '../make/gif.ts';
import { spoilt } from '../make/good.ts';
import { APP1, APP2, afterSoi, COM, segment } from '../make/jpeg.ts';
import { file, many, same } from '../make/metadata-file.ts';
import { noise } from '../make/seeded.ts';
import { riffChunk, vp8l, vp8x, WITH_EXIF, WITH_PROFILE, WITH_XMP, webp } from '../make/webp.ts';

const jpeg = (segments: () => Buffer[]) => spoilt('jpeg', (bytes) => afterSoi(bytes, ...segments()));

const SEGMENT = 65_000;
const NOISE = noise(SEGMENT, 1);
const profileSegment = (index: number, count: number): Buffer =>
  segment(APP2, Buffer.concat([text('ICC_PROFILE\0'), u8(index, count), NOISE]));
const LARGE = 16 * 2 ** 20;

export const metadata = family('metadata', [
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
    'jpeg-exif-in-two-hundred-segments',
    '13 MB of EXIF, of which only the first counts.',
    jpeg(() => same(200, segment(APP1, exifSegmentBody(NOISE)))),
  ),
  file(
    'jpeg-xmp-in-two-hundred-segments',
    '13 MB of XMP.',
    jpeg(() =>
      same(200, segment(APP1, Buffer.concat([text('http://ns.adobe.com/xap/1.0/\0'), Buffer.alloc(SEGMENT, 0x20)]))),
    ),
  ),
  file(
    'jpeg-hundred-thousand-segments',
    'Segments of nothing.',
    jpeg(() => same(100_000, segment(0xe5, u8()))),
  ),
  file(
    'jpeg-three-hundred-comments',
    '20 MB of comments.',
    jpeg(() => same(300, segment(COM, Buffer.alloc(SEGMENT, 0x61)))),
  ),
  file(
    'jpeg-two-hundred-photoshop-segments',
    '13 MB of image resources.',
    jpeg(() => same(200, segment(0xed, Buffer.concat([text('Photoshop 3.0\0'), Buffer.alloc(SEGMENT)])))),
  ),
  file('gif-comment-of-8-MB', 'A chain of thirty thousand pieces.', () =>
    gif({
      width: 20,
      height: 20,
      blocks: [gifComment(Buffer.alloc(8_000_000, 0x61)), gifFrame({ width: 20, height: 20 })],
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
  file('webp-xmp-of-20-MB', 'XMP that is nearly the whole file.', () =>
    webp(vp8x(WITH_XMP, 20, 20), vp8l(20, 20), riffChunk('XMP ', Buffer.alloc(20_000_000, 0x20))),
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
