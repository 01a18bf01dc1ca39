import { defined } from '../../shared/defined.ts';
import { expectBmp } from './bmp-error.ts';
import { type BmpFields, readFields } from './bmp-fields.ts';
import { defaultMasks, type Masks, readMasks } from './bmp-masks.ts';

/** What a BMP file says about itself, checked against its length. Offsets are in bytes from its start. */
export type BmpHeader = {
  width: number;
  height: number;
  /** The first row of the file is the top one; most files begin with the bottom one. */
  topDown: boolean;
  bitsPerPixel: number;
  isCompressed: boolean;
  pixelOffset: number;
  /** From one row to the next, where the image is not compressed. */
  rowBytes: number;
  /** The entries that are there and of use: none above 8 bits per pixel. */
  palette: { offset: number; entries: number; entryBytes: 3 | 4 };
  masks: Masks;
  hasAlpha: boolean;
  /** An ICC profile in the file. */
  profile?: { offset: number; bytes: number };
};

/** https://learn.microsoft.com/en-us/windows/win32/api/wingdi/ns-wingdi-bitmapv5header: CSType, and where it is. */
const V5_BYTES = 124;
const PROFILE_EMBEDDED = 0x4d424544;

function readProfile({ view, headerBytes }: BmpFields): BmpHeader['profile'] {
  if (headerBytes !== V5_BYTES || view.getUint32(14 + 56, true) !== PROFILE_EMBEDDED) return undefined;
  const [offset, bytes] = [14 + view.getUint32(14 + 112, true), view.getUint32(14 + 116, true)];
  return bytes > 0 && offset + bytes <= view.byteLength ? { offset, bytes } : undefined;
}

/** The largest header in which the masks follow; a larger one holds them, at the same place. */
const MASKS_AT = 14 + 40;

/** No file gets more, whatever the caller allows: 4 bytes for each of 2^29 pixels are 2 GiB. */
const MAX_PIXELS = 2 ** 29;

const WINDOWS_HEADERS = [40, 52, 56, 108, 124];
const BI_RGB = 0;
const BI_RLE8 = 1;
const BI_RLE4 = 2;
const BI_BITFIELDS = 3;
const BI_ALPHABITFIELDS = 6;
const DEPTHS: Record<number, number[]> = {
  [BI_RGB]: [1, 2, 4, 8, 16, 24, 32],
  [BI_RLE8]: [8],
  [BI_RLE4]: [4],
  [BI_BITFIELDS]: [16, 32],
  [BI_ALPHABITFIELDS]: [16, 32],
};

/**
 * Reads and checks the headers of a whole BMP file without decoding: what it returns can be decoded, as far as the
 * headers and the length of the file can tell. Throws a BmpError.
 */
export function readBmpHeader(bytes: Uint8Array, limits: { maxPixels: number } = { maxPixels: MAX_PIXELS }): BmpHeader {
  const fields = readFields(bytes);
  const { view, headerBytes, headerEnd, width, bitsPerPixel, compression, declaredColours } = fields;
  const height = Math.abs(fields.height);

  // In an OS/2 header 3 and 4 are Huffman and RLE24; in a Windows one 4 and 5 are an embedded JPEG and PNG.
  const depths = compression <= BI_RLE4 || WINDOWS_HEADERS.includes(headerBytes) ? DEPTHS[compression] : undefined;
  expectBmp(depths !== undefined, 'RGB, RLE or bit fields for the BMP compression', compression, 'UNSUPPORTED_FORMAT');
  expectBmp(
    depths.includes(bitsPerPixel),
    `${depths.join(', ')} for the bits per pixel of BMP compression ${compression}`,
    bitsPerPixel,
    compression === BI_RGB ? 'UNSUPPORTED_FORMAT' : 'CORRUPT',
  );
  const size = `${width}×${fields.height}`;
  expectBmp(width > 0 && height > 0, 'a width and height above 0 for the BMP image', size);
  const maxPixels = Math.min(limits.maxPixels, MAX_PIXELS);
  expectBmp(width * height <= maxPixels, `at most ${maxPixels} pixels for the BMP image`, size, 'TOO_MANY_PIXELS');

  const hasMasks = compression === BI_BITFIELDS || compression === BI_ALPHABITFIELDS;
  const maskCount = headerBytes >= 56 || compression === BI_ALPHABITFIELDS ? 4 : 3;
  const tablesEnd = hasMasks ? Math.max(headerEnd, MASKS_AT + 4 * maskCount) : headerEnd;
  // Writers that know nothing of the offset leave it 0.
  const declaredOffset = fields.pixelOffset === 0 ? tablesEnd : fields.pixelOffset;
  expectBmp(
    declaredOffset >= tablesEnd && declaredOffset < bytes.length,
    `an offset from ${tablesEnd} on and inside the file of ${bytes.length} bytes for the BMP pixels`,
    fields.pixelOffset,
  );
  const masks = hasMasks ? readMasks(view, MASKS_AT, maskCount, bitsPerPixel) : defaultMasks(bitsPerPixel);

  const entryBytes = headerBytes === 12 ? 3 : 4;
  const colours = bitsPerPixel > 8 ? 0 : Math.min(declaredColours || 256, 2 ** bitsPerPixel);
  const room = Math.floor((declaredOffset - tablesEnd) / entryBytes);
  // Without room for a single colour the writer has forgotten the palette in the offset: the pixels follow it.
  const entries = room > 0 ? Math.min(colours, room) : colours;
  const pixelOffset = colours === 0 || room > 0 ? declaredOffset : tablesEnd + entries * entryBytes;

  const isCompressed = compression === BI_RLE8 || compression === BI_RLE4;
  const usedRowBytes = Math.ceil((width * bitsPerPixel) / 8);
  const rowBytes = Math.ceil(usedRowBytes / 4) * 4;
  // Some writers leave out the padding of the last row.
  const pixelsEnd = isCompressed ? pixelOffset : pixelOffset + rowBytes * (height - 1) + usedRowBytes;
  expectBmp(pixelsEnd <= bytes.length, `at least ${pixelsEnd} bytes for the BMP image of ${size}`, bytes.length);

  return {
    ...defined({ profile: readProfile(fields) }),
    width,
    height,
    topDown: fields.height < 0,
    bitsPerPixel,
    isCompressed,
    pixelOffset,
    rowBytes,
    palette: { offset: tablesEnd, entries, entryBytes },
    masks,
    hasAlpha: masks.length === 4,
  };
}
