import { readBmpHeader } from './bmp-header.ts';
import { decodeBytes, decodeFields, decodeIndexBytes, decodeIndexed, isBytes, readPalette } from './bmp-pixels.ts';
import { decodeRle } from './bmp-rle.ts';

export { BmpError, type BmpErrorCode, type BmpHeader, readBmpHeader } from './bmp-header.ts';
export { isInPlace, pixelsInPlace } from './bmp-pixels.ts';

/** Raw pixels of 8 bits a channel, RGB or RGBA (alpha not premultiplied), top row first, no padding. */
export type BmpImage = { width: number; height: number; channels: 3 | 4; data: Buffer };

/**
 * Decodes a whole BMP file. Allocates nothing but the pixels, at most 4 bytes for each of `maxPixels`, and that only
 * when all headers are right. Throws a BmpError for what is wrong with the file and for nothing else.
 *
 * There is alpha only where a mask says so: the fourth byte of plain 32-bit images is undefined. An alpha mask whose
 * alpha is zero in every pixel comes from a writer that did not fill it in, and would make the picture vanish:
 * such an image is opaque, in 3 channels. Colour profiles and calibration are not applied.
 */
export function decodeBmp(bytes: Uint8Array, limits: { maxPixels: number }): BmpImage {
  const header = readBmpHeader(bytes, limits);
  const { width, height, hasAlpha } = header;
  const data = Buffer.alloc(width * height * (hasAlpha ? 4 : 3));
  if (header.isCompressed) decodeRle(bytes, header, readPalette(bytes, header), data);
  else if (header.bitsPerPixel === 8) decodeIndexBytes(bytes, header, readPalette(bytes, header), data);
  else if (header.bitsPerPixel < 8) decodeIndexed(bytes, header, readPalette(bytes, header), data);
  else if (isBytes(header)) decodeBytes(bytes, header, data);
  else decodeFields(bytes, header, data);
  if (hasAlpha && isInvisible(data)) return { width, height, channels: 3, data: dropAlpha(data) };
  return { width, height, channels: hasAlpha ? 4 : 3, data };
}

function isInvisible(rgba: Buffer): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return false;
  return true;
}

/** Drops alpha in place: a second buffer would double the memory. */
function dropAlpha(rgba: Buffer): Buffer {
  let to = 0;
  for (let from = 0; from < rgba.length; from += 4) {
    rgba[to++] = rgba[from] as number;
    rgba[to++] = rgba[from + 1] as number;
    rgba[to++] = rgba[from + 2] as number;
  }
  return rgba.subarray(0, to);
}
