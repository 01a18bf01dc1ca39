import { defined } from '../../shared/defined.ts';

export type BmpErrorCode = 'CORRUPT' | 'UNSUPPORTED_FORMAT' | 'TOO_MANY_PIXELS';

/** The only error that reading a BMP image throws: the file is at fault, and trying again does not help. */
export class BmpError extends Error {
  override readonly name = 'BmpError';
  readonly code: BmpErrorCode;

  constructor(code: BmpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws a BmpError reading "Expected <expected> but received <received>" unless the condition holds. */
export function expectBmp(
  condition: boolean,
  expected: string,
  received: number | string,
  code: BmpErrorCode = 'CORRUPT',
): asserts condition {
  if (!condition) throw new BmpError(code, `Expected ${expected} but received ${received}`);
}

/** The fields of the file header and of any kind of image header, as the file has them. */
export type BmpFields = {
  view: DataView;
  headerBytes: number;
  /** End of the image header, in bytes from the start of the file. */
  headerEnd: number;
  pixelOffset: number;
  width: number;
  /** Negative: the first row of the file is the top one. */
  height: number;
  bitsPerPixel: number;
  compression: number;
  declaredColours: number;
};

const FILE_HEADER_BYTES = 14;

/**
 * Reads the headers of OS/2 1.x (12 bytes), OS/2 2.x (16 to 64, what its end leaves out is zero), Windows (40), its
 * versions with masks (52, 56), V4 (108) and V5 (124). Throws a BmpError for what is no BMP file or has another header.
 */
function readFields(bytes: Uint8Array): BmpFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expectBmp(bytes.length >= FILE_HEADER_BYTES + 12, 'at least 26 bytes for the BMP headers', bytes.length);
  const isBmp = bytes[0] === 0x42 && bytes[1] === 0x4d;
  expectBmp(isBmp, 'BM for the first two bytes of a BMP file', `bytes ${bytes[0]} ${bytes[1]}`, 'UNSUPPORTED_FORMAT');

  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
  const isKnown = headerBytes === 12 || (headerBytes >= 16 && headerBytes <= 64) || [108, 124].includes(headerBytes);
  expectBmp(isKnown, '12, 16 to 64, 108 or 124 for the size of the BMP header', headerBytes, 'UNSUPPORTED_FORMAT');
  const headerEnd = FILE_HEADER_BYTES + headerBytes;
  expectBmp(bytes.length >= headerEnd, `at least ${headerEnd} bytes for the BMP headers`, bytes.length);

  const shared = { view, headerBytes, headerEnd, pixelOffset: view.getUint32(10, true) };
  if (headerBytes === 12) {
    return {
      ...shared,
      width: view.getUint16(18, true),
      height: view.getUint16(20, true),
      bitsPerPixel: view.getUint16(24, true),
      compression: 0,
      declaredColours: 0,
    };
  }
  return {
    ...shared,
    width: view.getInt32(18, true),
    height: view.getInt32(22, true),
    bitsPerPixel: view.getUint16(28, true),
    compression: headerEnd >= 34 ? view.getUint32(30, true) : 0,
    declaredColours: headerEnd >= 50 ? view.getUint32(46, true) : 0,
  };
}

/** Bits of one channel in a pixel: `bits` bits above the lowest `shift` ones; no bits means a channel of zeros. */
export type Mask = { shift: number; bits: number };

type Masks = readonly [red: Mask, green: Mask, blue: Mask, alpha?: Mask];

const BYTES: Masks = [
  { shift: 16, bits: 8 },
  { shift: 8, bits: 8 },
  { shift: 0, bits: 8 },
];

const FIVES: Masks = [
  { shift: 10, bits: 5 },
  { shift: 5, bits: 5 },
  { shift: 0, bits: 5 },
];

/** Masks of BI_RGB: 5-5-5 in 16 bits, else a byte each. The rest of the pixel is padding, never alpha. */
const defaultMasks = (bitsPerPixel: number): Masks => (bitsPerPixel === 16 ? FIVES : BYTES);

/**
 * Reads the red, green, blue and, where `count` is 4, alpha mask at `at`.
 * Masks of any width and order are right as long as each is one run of bits inside the pixel and none shares a bit.
 */
function readMasks(view: DataView, at: number, count: 3 | 4, bitsPerPixel: number): Masks {
  let taken = 0;
  const read = (name: string, index: number): Mask => {
    const value = view.getUint32(at + 4 * index, true);
    if (value === 0) return { shift: 0, bits: 0 };
    const shift = 31 - Math.clz32(value & -value);
    const run = value >>> shift;
    const bits = 32 - Math.clz32(run);
    const received = `0x${value.toString(16)}`;
    expectBmp((run & (run + 1)) === 0, `adjacent bits for the ${name} mask of the BMP image`, received);
    expectBmp(shift + bits <= bitsPerPixel, `at most ${bitsPerPixel} bits for the ${name} mask`, received);
    expectBmp((taken & value) === 0, `bits of no other mask for the ${name} mask of the BMP image`, received);
    taken |= value;
    return { shift, bits };
  };
  const red = read('red', 0);
  const green = read('green', 1);
  const blue = read('blue', 2);
  expectBmp(taken !== 0, 'a colour mask for the BMP image', 'none');
  const alpha = count === 4 ? read('alpha', 3) : undefined;
  return alpha && alpha.bits > 0 ? [red, green, blue, alpha] : [red, green, blue];
}

/** The headers of a BMP file, checked against its length. Offsets are in bytes from its start. */
export type BmpHeader = {
  width: number;
  height: number;
  /** The first row of the file is the top one; most files begin with the bottom one. */
  topDown: boolean;
  bitsPerPixel: number;
  isCompressed: boolean;
  pixelOffset: number;
  /** Bytes from one row to the next, where the image is not compressed. */
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

/** The most pixels of any file, whatever the caller allows: 4 bytes for each of 2^29 pixels are 2 GiB. */
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
 * headers and the length of the file show. Throws a BmpError.
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
