import { family } from '../hostile-file.ts';
import { text, u8, u32be } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { file, many, same } from '../make/metadata-file.ts';
import { insertChunks, pngChunk } from '../make/png.ts';
import { deflatedZeros } from '../make/zeros.ts';

const png = (chunks: () => Buffer[]) => spoilt('png', (bytes) => insertChunks(bytes, 'IDAT', ...chunks()));

const BOMB_BYTES = 300_000_000;
const INFLATES = 'It inflates to 300 MB.';
const zText = (bytes: number): Buffer => pngChunk('zTXt', Buffer.concat([text('Comment\0\0'), deflatedZeros(bytes)]));
const iText = (bytes: number): Buffer =>
  pngChunk('iTXt', Buffer.concat([text('XML:com.adobe.xmp\0\x01\0\0\0'), deflatedZeros(bytes)]));
/** A profile begins with its length. */
const profile = (bytes: number): Buffer =>
  pngChunk('iCCP', Buffer.concat([text('icc\0\0'), deflatedZeros(bytes - 4, u32be(bytes))]));

const LARGE = 16 * 2 ** 20;

export const pngMetadata = family('png-metadata', [
  file(
    'zTXt-300-MB',
    INFLATES,
    png(() => [zText(BOMB_BYTES)]),
  ),
  file(
    'iTXt-300-MB',
    INFLATES,
    png(() => [iText(BOMB_BYTES)]),
  ),
  file(
    'iCCP-300-MB',
    INFLATES,
    png(() => [profile(BOMB_BYTES)]),
  ),
  file(
    'iCCP-that-lies',
    'It says that it is 4 GiB, and is 100 MB.',
    png(() => [pngChunk('iCCP', Buffer.concat([text('icc\0\0'), deflatedZeros(100_000_000, u32be(0xffffffff))]))]),
  ),
  file(
    'a-hundred-zTXt-of-8-MB',
    'Each is small enough, all together are 800 MB.',
    png(() => same(100, zText(8_000_000))),
  ),
  file(
    'a-hundred-zTXt-of-4-MB',
    'Each is small enough, all together are 400 MB.',
    png(() => same(100, zText(4_000_000))),
  ),
  file(
    'a-thousand-zTXt-of-4-MB',
    'Each is small enough, all together are 4 GB.',
    png(() => same(1_000, zText(4_000_000))),
  ),
  file(
    'a-thousand-zTXt-of-1-MB',
    'Each is small enough, all together are 1 GB.',
    png(() => same(1_000, zText(1_000_000))),
  ),
  file(
    'a-thousand-iTXt-of-1-MB',
    'Each is small enough, all together are 1 GB.',
    png(() => same(1_000, iText(1_000_000))),
  ),
  file(
    'hundred-thousand-tEXt',
    'Two megabytes of the shortest texts.',
    png(() => many(100_000, (index) => pngChunk('tEXt', text(`k${index}\0v`)))),
  ),
  file(
    'tEXt-of-20-MB',
    'One text that is nearly the whole file.',
    png(() => [pngChunk('tEXt', Buffer.concat([text('Comment\0'), Buffer.alloc(20_000_000, 0x61)]))]),
  ),
  file(
    'eXIf-of-16-MB',
    'EXIF far larger than any.',
    png(() => [pngChunk('eXIf', Buffer.concat([text('II*\0\x08\0\0\0'), Buffer.alloc(LARGE)]))]),
  ),
  file(
    'hundred-thousand-suggested-palettes',
    'Decoders copy the whole list for each palette.',
    png(() =>
      many(100_000, (index) => pngChunk('sPLT', Buffer.concat([text(`p${index}\0`), u8(8, 0, 0, 0, 0, 0, 0)]))),
    ),
  ),
  file(
    'profile-of-noise',
    'No profile at all.',
    png(() => [profile(1_000)]),
    'processed',
  ),
  file(
    'hundred-thousand-unknown-chunks',
    'Chunks to be passed over.',
    png(() => same(100_000, pngChunk('abCd', u8(1)))),
  ),
  file(
    'text-after-the-pixels',
    'Inflates to 300 MB behind the picture.',
    spoilt('png', (bytes) => insertChunks(bytes, 'IEND', zText(BOMB_BYTES))),
  ),
]);
