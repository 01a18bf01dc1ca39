import { deflateSync } from 'node:zlib';
import { family, file, type Outcome } from '../hostile-file.ts';
import { type BmpFields, bmp, bmpRowBytes, grayPalette } from '../make/bmp.ts';
import { u8 } from '../make/bytes.ts';
import { gif, gifFrame } from '../make/gif.ts';
import { flatPng, ihdr, PNG_SIGNATURE, pngChunk } from '../make/png.ts';
import { noise } from '../make/seeded.ts';

const EITHER: Outcome[] = ['processed', 'CORRUPT'];

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
  file('png-without-PLTE', 'Colours by number, and no colours.', png(undefined)),
  file('png-empty-PLTE', 'A palette of no colours.', png(u8())),
  file('png-PLTE-of-four-bytes', 'A colour has three bytes.', png(u8(1, 2, 3, 4))),
  file('png-PLTE-of-257-colours', 'A byte tells 256 apart.', png(Buffer.alloc(257 * 3))),
  file('png-PLTE-of-10-MB', 'A palette of three million colours.', png(Buffer.alloc(9_999_999))),
  file(
    'png-two-PLTE',
    'The second would change the colours under the first.',
    png(Buffer.alloc(48), [pngChunk('PLTE', Buffer.alloc(48, 255))]),
    ['processed', 'CORRUPT'],
  ),
  file(
    'png-PLTE-in-gray',
    'A gray picture has no palette.',
    () => flatPng({ ...SIZE, colour: 0 }, [pngChunk('PLTE', Buffer.alloc(48))]),
    EITHER,
  ),
  file(
    'png-colour-outside-PLTE',
    'Every pixel is colour 255 of two.',
    () =>
      Buffer.concat([
        PNG_SIGNATURE,
        ihdr({ ...SIZE, colour: 3 }),
        pngChunk('PLTE', u8(0, 0, 0, 255, 255, 255)),
        pngChunk('IDAT', deflateSync(last)),
        pngChunk('IEND'),
      ]),
    EITHER,
  ),
  file(
    'png-tRNS-longer-than-PLTE',
    'Transparency for colours that are not there.',
    png(Buffer.alloc(6), [pngChunk('tRNS', Buffer.alloc(256))]),
    EITHER,
  ),
  file(
    'png-tRNS-before-PLTE',
    'Transparency of colours that are yet to come.',
    () => flatPng({ ...SIZE, colour: 3 }, [pngChunk('tRNS', u8(0)), pngChunk('PLTE', Buffer.alloc(48))]),
    EITHER,
  ),
  file(
    'png-tRNS-with-alpha',
    'A picture with alpha has no transparent colour.',
    () => flatPng({ ...SIZE, colour: 6 }, [pngChunk('tRNS', Buffer.alloc(6))]),
    EITHER,
  ),
  file(
    'gif-without-colour-table',
    'Neither the file nor the frame has colours.',
    () => gif({ ...SIZE, blocks: [gifFrame(SIZE)], palette: null }),
    EITHER,
  ),
  file(
    'gif-colours-outside-the-table',
    'Codes of 8 bits, and a table of four.',
    () => gif({ ...SIZE, blocks: [gifFrame({ ...SIZE, codeBits: 8, data: noise(300, 12) })] }),
    EITHER,
  ),
  file(
    'gif-of-two-colours',
    'The smallest table.',
    () => gif({ ...SIZE, blocks: [gifFrame(SIZE)], palette: Buffer.alloc(6) }),
    'processed',
  ),
  file('bmp-4-billion-colours', 'More colours than the file has bytes.', bmpOf({ colours: 0xffffffff }, 0)),
  file(
    'bmp-100000-colours',
    'More colours than a pixel tells apart: browsers show it.',
    bmpOf({ colours: 100_000, palette: grayPalette(256) }, 0),
    'processed',
  ),
  file(
    'bmp-short-palette',
    'It says 256 colours and has four; pixels are colour 255.',
    bmpOf({ colours: 256, palette: grayPalette(4) }, 255),
    EITHER,
  ),
  file('bmp-no-palette', 'Colours by number, and none: its place is in the pixels.', bmpOf({ colours: 0 }, 7), EITHER),
  file(
    'bmp-palette-with-24-bits',
    'Colours for old screens, which nobody needs.',
    () => bmp({ ...SIZE, palette: grayPalette(256) }, Buffer.alloc(48 * 16)),
    'processed',
  ),
]);
