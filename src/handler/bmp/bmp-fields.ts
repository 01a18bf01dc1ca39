import { expectBmp } from './bmp-error.ts';

/** The fields of the file header and of any kind of image header, as the file has them. */
export type BmpFields = {
  view: DataView;
  headerBytes: number;
  /** Of the image header, in bytes from the start of the file. */
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
export function readFields(bytes: Uint8Array): BmpFields {
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
