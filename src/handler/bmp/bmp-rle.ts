import { type BmpHeader, expectBmp } from './bmp-header.ts';

/**
 * Decodes RLE8 and RLE4 into RGB through 256 colours.
 *
 * Pixels that a delta or an early end passes over get the first colour. What lies right of the image or beyond its
 * last row is dropped, without time spent on it. A file that ends before its last row and without an end of bitmap is
 * truncated, which is CORRUPT.
 */
export function decodeRle(bytes: Uint8Array, header: BmpHeader, colours: Uint8Array, data: Buffer): void {
  const { width, height, topDown, bitsPerPixel, pixelOffset } = header;
  const isRle4 = bitsPerPixel === 4;
  const end = bytes.length;
  const at = (offset: number): number => bytes[offset] as number; // inside the file: compared with `end` before
  const rowStart = (row: number): number => (topDown ? row : height - 1 - row) * width;
  let from = pixelOffset;
  let x = 0;
  let y = 0;
  let row = rowStart(0);
  const visible = (count: number): number => Math.min(count, width - x);
  const put = (index: number): void => {
    const to = (row + x++) * 3;
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
      const pixels = visible(count);
      for (let n = 0; n < pixels; n++) put(isRle4 ? (n % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) {
      x = 0;
      row = rowStart(++y);
    } else if (value === 1) {
      return;
    } else if (value === 2) {
      if (from + 2 > end) break;
      x += at(from);
      y += at(from + 1);
      row = rowStart(y);
      from += 2;
    } else {
      const used = isRle4 ? Math.ceil(value / 2) : value;
      if (from + used > end) break;
      const pixels = visible(value);
      for (let n = 0; n < pixels; n++) put(isRle4 ? (at(from + (n >> 1)) >> (n % 2 === 0 ? 4 : 0)) & 15 : at(from + n));
      from += used + (used % 2); // padded to 16 bits
    }
  }
  const isComplete = y >= height || (y === height - 1 && x >= width);
  expectBmp(isComplete, `${height} rows of the compressed BMP image`, `an end of the file in row ${y + 1}`);
}
