import type { RawPicture } from '../../src/local/samples/encode-bmp.ts';

const PALETTE_AT = 54;
const PALETTE_COLOURS = 256;
const PIXELS_AT = PALETTE_AT + PALETTE_COLOURS * 4;

/** An 8-bit BMP, top-down, of 3 bits of red, 3 of green and 2 of blue. The width has to be a multiple of 4. */
export function encodeIndexedBmp({ data, width, height }: RawPicture): Buffer {
  const bmp = Buffer.alloc(PIXELS_AT + width * height);
  bmp.write('BM');
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(PIXELS_AT, 10);
  bmp.writeUInt32LE(40, 14); // BITMAPINFOHEADER
  bmp.writeInt32LE(width, 18);
  bmp.writeInt32LE(-height, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(8, 28);
  for (let index = 0; index < PALETTE_COLOURS; index++) {
    const [red, green, blue] = [(index >> 5) * 36, ((index >> 2) & 7) * 36, (index & 3) * 85];
    bmp.set([blue, green, red], PALETTE_AT + index * 4);
  }
  for (let at = 0; at < width * height; at++) {
    const [red = 0, green = 0, blue = 0] = [data[at * 3], data[at * 3 + 1], data[at * 3 + 2]];
    bmp[PIXELS_AT + at] = (red & 0xe0) | ((green & 0xe0) >> 3) | (blue >> 6);
  }
  return bmp;
}
