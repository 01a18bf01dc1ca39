import { deflateSync } from 'node:zlib';
import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { type BmpFields, bmp, bmpRowBytes, grayPalette } from '../make/bmp.ts';
import { u8 } from '../make/bytes.ts';
import { gif, gifFrame } from '../make/gif.ts';
import { flatPng, ihdr, PNG_SIGNATURE, pngChunk } from '../make/png.ts';
import { noise } from '../make/seeded.ts';

const EITHER: Outcome[] = ['processed', 'CORRUPT'];
const file = (
  name: string,
  expected: Outcome | readonly Outcome[],
  why: string,
  bytes: () => Buffer,
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected });

const SIZE = { width: 16, height: 16 };
const png =
  (palette: Buffer | undefined, more: Buffer[] = []) =>
  (): Buffer =>
    flatPng({ ...SIZE, colour: 3 }, [...(palette ? [pngChunk('PLTE', palette)] : []), ...more]);
/** Every pixel is the last colour of 256. */
const last = Buffer.concat(Array<Buffer>(16).fill(Buffer.concat([u8(0), Buffer.alloc(16, 255)])));
const bmpOf = (fields: Partial<BmpFields>, value: number) => (): Buffer =>
  bmp({ ...SIZE, bits: 8, ...fields }, Buffer.alloc(bmpRowBytes(16, 8) * 16, value));

export const palettes = family('palettes', [
  file('png-without-PLTE', 'CORRUPT', 'Colours by number, and no colours.', png(undefined)),
  file('png-empty-PLTE', 'CORRUPT', 'A palette of no colours.', png(u8())),
  file('png-PLTE-of-four-bytes', 'CORRUPT', 'A colour has three bytes.', png(u8(1, 2, 3, 4))),
  file('png-PLTE-of-257-colours', 'CORRUPT', 'A byte tells 256 apart.', png(Buffer.alloc(257 * 3))),
  file('png-PLTE-of-10-MB', 'CORRUPT', 'A palette of three million colours.', png(Buffer.alloc(9_999_999))),
  file(
    'png-two-PLTE',
    ['processed', 'CORRUPT'],
    'The second would change the colours under the first.',
    png(Buffer.alloc(48), [pngChunk('PLTE', Buffer.alloc(48, 255))]),
  ),
  file('png-PLTE-in-gray', EITHER, 'A gray picture has no palette.', () =>
    flatPng({ ...SIZE, colour: 0 }, [pngChunk('PLTE', Buffer.alloc(48))]),
  ),
  file('png-colour-outside-PLTE', EITHER, 'Every pixel is colour 255 of two.', () =>
    Buffer.concat([
      PNG_SIGNATURE,
      ihdr({ ...SIZE, colour: 3 }),
      pngChunk('PLTE', u8(0, 0, 0, 255, 255, 255)),
      pngChunk('IDAT', deflateSync(last)),
      pngChunk('IEND'),
    ]),
  ),
  file(
    'png-tRNS-longer-than-PLTE',
    EITHER,
    'Transparency for colours that are not there.',
    png(Buffer.alloc(6), [pngChunk('tRNS', Buffer.alloc(256))]),
  ),
  file('png-tRNS-before-PLTE', EITHER, 'Transparency of colours that are yet to come.', () =>
    flatPng({ ...SIZE, colour: 3 }, [pngChunk('tRNS', u8(0)), pngChunk('PLTE', Buffer.alloc(48))]),
  ),
  file('png-tRNS-with-alpha', EITHER, 'A picture with alpha has no transparent colour.', () =>
    flatPng({ ...SIZE, colour: 6 }, [pngChunk('tRNS', Buffer.alloc(6))]),
  ),
  file('gif-without-colour-table', EITHER, 'Neither the file nor the frame has colours.', () =>
    gif({ ...SIZE, blocks: [gifFrame(SIZE)], palette: null }),
  ),
  file('gif-colours-outside-the-table', EITHER, 'Codes of 8 bits, and a table of four.', () =>
    gif({ ...SIZE, blocks: [gifFrame({ ...SIZE, codeBits: 8, data: noise(300, 12) })] }),
  ),
  file('gif-of-two-colours', 'processed', 'The smallest table.', () =>
    gif({ ...SIZE, blocks: [gifFrame(SIZE)], palette: Buffer.alloc(6) }),
  ),
  file('bmp-4-billion-colours', 'CORRUPT', 'More colours than the file has bytes.', bmpOf({ colours: 0xffffffff }, 0)),
  file(
    'bmp-100000-colours',
    'CORRUPT',
    'More colours than a pixel tells apart.',
    bmpOf({ colours: 100_000, palette: grayPalette(256) }, 0),
  ),
  file(
    'bmp-short-palette',
    EITHER,
    'It says 256 colours and has four; pixels are colour 255.',
    bmpOf({ colours: 256, palette: grayPalette(4) }, 255),
  ),
  file('bmp-no-palette', EITHER, 'Colours by number, and none: its place is in the pixels.', bmpOf({ colours: 0 }, 7)),
  file('bmp-palette-with-24-bits', 'processed', 'Colours for old screens, which nobody needs.', () =>
    bmp({ ...SIZE, palette: grayPalette(256) }, Buffer.alloc(48 * 16)),
  ),
]);
