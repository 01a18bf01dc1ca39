import type { BmpHeader } from './bmp-header.ts';

/** True of BMPs of 24 bits, nearly all that there are: three bytes for each pixel. */
export const isInPlace = ({ bitsPerPixel }: BmpHeader): boolean => bitsPerPixel === 24;

/**
 * The pixels of a BMP of which `isInPlace` is true where they lie in its memory: blue, green and red, the rows in the
 * order of the file. Only the padding of the rows is taken out, by moving them together, so that the bytes are no BMP
 * afterwards.
 */
export function pixelsInPlace(bytes: Buffer, { width, height, pixelOffset, rowBytes }: BmpHeader): Buffer {
  const used = width * 3;
  for (let y = 1; used < rowBytes && y < height; y++) {
    const from = pixelOffset + y * rowBytes;
    bytes.copyWithin(pixelOffset + y * used, from, from + used);
  }
  return bytes.subarray(pixelOffset, pixelOffset + used * height);
}
