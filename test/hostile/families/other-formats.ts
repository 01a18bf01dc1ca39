import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { text, u8, u16le, u32be, u32le } from '../make/bytes.ts';
import { GOOD } from '../make/good.ts';
import { noise } from '../make/seeded.ts';

const other = (
  name: string,
  why: string,
  bytes: HostileFile['bytes'],
  expected: Outcome | readonly Outcome[] = 'UNSUPPORTED_FORMAT',
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected });
const box = (type: string, data: Buffer): Buffer => Buffer.concat([u32be(data.length + 8), text(type), data]);
const ftyp = (brand: string): Buffer =>
  Buffer.concat([box('ftyp', Buffer.concat([text(brand), u32be(0), text(brand)])), box('meta', noise(400, 13))]);
const svg = (inside: string, head = ''): Buffer =>
  text(
    `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">${inside}</svg>`,
  );
const NO_LOADER = 'Its loader is shut, and whoever looks into the queue is told which format it was.';
const PLAIN: Outcome[] = ['NOT_AN_IMAGE', 'UNSUPPORTED_FORMAT'];

export const otherFormats = family('other-formats', [
  other('tiff', NO_LOADER, () =>
    Buffer.concat([text('II*\0'), u32le(8), u16le(2, 0x100, 3), u32le(1, 100), u16le(0x101, 3), u32le(1, 100, 0)]),
  ),
  other('tiff-big-endian', NO_LOADER, () => Buffer.concat([text('MM\0*'), u32be(8), u8(0, 0, 0, 0, 0, 0)])),
  other('big-tiff', NO_LOADER, () => Buffer.concat([text('II+\0'), u16le(8, 0), u32le(16, 0, 0, 0)]), PLAIN),
  other('tiff-directory-loop', 'A directory that is its own next one.', () =>
    Buffer.concat([text('II*\0'), u32le(8), u16le(0), u32le(8)]),
  ),
  other('heic', NO_LOADER, () => ftyp('heic')),
  other('avif', NO_LOADER, () => ftyp('avif')),
  other('mp4', 'A film.', () => ftyp('isom'), PLAIN),
  other('ico', NO_LOADER, () =>
    Buffer.concat([u16le(0, 1, 1), u8(16, 16, 0, 0), u16le(1, 32), u32le(1_000, 22), noise(1_000, 14)]),
  ),
  other(
    'cur',
    'A cursor is an icon with another number.',
    () => Buffer.concat([u16le(0, 2, 1), u8(16, 16, 0, 0), u16le(1, 32), u32le(1_000, 22), noise(1_000, 15)]),
    PLAIN,
  ),
  other('svg', NO_LOADER, () => svg('<rect width="100" height="100"/>')),
  other('svg-with-external-entity', 'It would read a file of the function.', () =>
    svg('<text>&x;</text>', '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
  ),
  other('svg-with-remote-image', 'It would call another server.', () =>
    svg('<image xlink:href="http://169.254.169.254/latest/meta-data/" width="9" height="9"/>'),
  ),
  other('svg-with-a-billion-laughs', 'Entities that grow tenfold nine times.', () =>
    svg(
      '&i;',
      `<!DOCTYPE svg [<!ENTITY a "ha">${'bcdefghi'
        .split('')
        .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`)
        .join('')}]>`,
    ),
  ),
  other(
    'svg-behind-a-long-comment',
    'The word comes after the first kilobyte.',
    () => svg('', `<?xml version="1.0"?><!--${' '.repeat(5_000)}-->`),
    PLAIN,
  ),
  other(
    'svg-utf-16',
    'Two bytes a letter.',
    () => Buffer.concat([u8(0xff, 0xfe), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>', 'utf16le')]),
    PLAIN,
  ),
  other(
    'msl',
    'A script for ImageMagick that writes a file.',
    () => text('<?xml version="1.0"?><image><read filename="a.png"/><write filename="/tmp/x.php"/></image>'),
    PLAIN,
  ),
  other(
    'mvg',
    'A drawing for ImageMagick that runs a command.',
    () => text('push graphic-context\nviewbox 0 0 640 480\nfill \'url(https://x"|id")\'\npop graphic-context'),
    PLAIN,
  ),
  other('postscript', 'A program that draws.', () => text('%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file\n'), PLAIN),
  other('pdf', NO_LOADER, () =>
    text('%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF'),
  ),
  other('psd', NO_LOADER, () =>
    Buffer.concat([text('8BPS'), u8(0, 1, 0, 0, 0, 0, 0, 0, 0, 3), u32be(100, 100), noise(400, 16)]),
  ),
  other('jpeg-xl', NO_LOADER, () => Buffer.concat([u8(0xff, 0x0a), noise(400, 17)])),
  other('jpeg-xl-in-boxes', NO_LOADER, () => Buffer.concat([u32be(12), text('JXL \r\n\x87\n'), noise(400, 18)])),
  other('jpeg-2000', NO_LOADER, () => Buffer.concat([u32be(12), text('jP  \r\n\x87\n'), noise(400, 19)])),
  other('jpeg-2000-stream', NO_LOADER, () => Buffer.concat([u8(0xff, 0x4f, 0xff, 0x51), noise(400, 20)])),
  other(
    'jpeg-ls',
    'A JPEG of another family: no decoder of ours knows it.',
    () =>
      Buffer.concat([
        u8(0xff, 0xd8, 0xff, 0xf7, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0),
        u8(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0),
        noise(100, 21),
      ]),
    ['CORRUPT', 'UNSUPPORTED_FORMAT'],
  ),
  other(
    'ppm',
    'Plain pixels behind two letters.',
    () => Buffer.concat([text('P6\n16 16\n255\n'), noise(768, 22)]),
    PLAIN,
  ),
  other(
    'ppm-of-a-billion-pixels',
    'A header that would have memory taken.',
    () => text('P6\n60000 60000\n255\n'),
    PLAIN,
  ),
  other(
    'radiance',
    'High dynamic range.',
    () => text('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9999 +X 9999\n'),
    PLAIN,
  ),
  other('openexr', 'High dynamic range.', () => Buffer.concat([u8(0x76, 0x2f, 0x31, 0x01), noise(200, 23)]), PLAIN),
  other('fits', 'From a telescope.', () => text('SIMPLE  =                    T'.padEnd(2_880)), PLAIN),
  other(
    'vips',
    'The own format of the library.',
    () => Buffer.concat([u8(0xb6, 0xa6, 0xf2, 0x08), noise(200, 24)]),
    PLAIN,
  ),
  other('matlab', 'Numbers of any kind.', () => text('MATLAB 5.0 MAT-file'.padEnd(200)), PLAIN),
  other('jpeg-named-otherwise.png', 'The name is not looked at: a JPEG is a JPEG.', () => GOOD.jpeg(), 'processed'),
  other('png-named-otherwise.jpg', 'The name is not looked at: a PNG is a PNG.', () => GOOD.png(), 'processed'),
  other('gif-named-otherwise.webp', 'The name is not looked at: a GIF is a GIF.', () => GOOD.gif(), 'processed'),
  other('bmp-named-otherwise.php', 'The name is not looked at: a BMP is a BMP.', () => GOOD.bmp(), 'processed'),
]);
