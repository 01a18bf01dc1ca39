import { expectBmp } from './bmp-error.ts';
import type { BmpHeader } from './bmp-header.ts';

/**
 * Decodes RLE8 and RLE4 into RGB through 256 colours.
 *
 * Pixels that a delta or an early end passes over get the first colour. What a run or a delta puts right of the image
 * or above it is dropped. Rows that are missing without an end of bitmap mean a truncated file, which is CORRUPT.
 */
export function decodeRle(bytes: Uint8Array, header: BmpHeader, colours: Uint8Array, data: Buffer): void {
  const { width, height, topDown, bitsPerPixel, pixelOffset } = header;
  const isRle4 = bitsPerPixel === 4;
  const end = bytes.length;
  const at = (index: number): number => bytes[index] as number;
  let from = pixelOffset;
  let x = 0;
  let y = 0;
  const put = (index: number): void => {
    if (x >= width) return;
    const to = ((topDown ? y : height - 1 - y) * width + x++) * 3;
    data[to] = colours[index * 3] as number;
    data[to + 1] = colours[index * 3 + 1] as number;
    data[to + 2] = colours[index * 3 + 2] as number;
  };

  data.fill(colours.subarray(0, 3));
  while (y < height && from + 2 <= end) {
    const count = at(from);
    const value = at(from + 1);
    from += 2;
    if (count > 0) {
      for (let n = 0; n < count; n++) put(isRle4 ? (n % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      if (from + 2 > end) break;
      x += at(from);
      y += at(from + 1);
      from += 2;
    } else {
      const used = isRle4 ? Math.ceil(value / 2) : value;
      if (from + used > end) break;
      for (let n = 0; n < value; n++) put(isRle4 ? (at(from + (n >> 1)) >> (n % 2 === 0 ? 4 : 0)) & 15 : at(from + n));
      from += used + (used % 2); // padded to 16 bits
    }
  }
  const isComplete = y >= height || (y === height - 1 && x >= width);
  expectBmp(isComplete, `${height} rows for the compressed BMP image`, `an end of the file in row ${y + 1}`);
}
