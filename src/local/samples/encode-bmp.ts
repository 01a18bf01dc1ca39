/** Raw 8-bit RGB, top-down, no padding. */
export type RawPicture = { data: Buffer; width: number; height: number };

const BMP_HEADERS_BYTES = 54;

/** A plain 24-bit BMP, bottom-up, rows padded to four bytes: sharp writes none. */
export function encodeBmp(picture: RawPicture): Buffer {
  const rowBytes = Math.ceil((picture.width * 3) / 4) * 4;
  const bmp = Buffer.alloc(BMP_HEADERS_BYTES + rowBytes * picture.height);
  bmp.write('BM');
  bmp.writeUInt32LE(bmp.length, 2);
  bmp.writeUInt32LE(BMP_HEADERS_BYTES, 10);
  bmp.writeUInt32LE(40, 14); // BITMAPINFOHEADER
  bmp.writeInt32LE(picture.width, 18);
  bmp.writeInt32LE(picture.height, 22);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const from = (y * picture.width + x) * 3;
      const to = BMP_HEADERS_BYTES + (picture.height - 1 - y) * rowBytes + x * 3;
      bmp[to] = picture.data[from + 2] ?? 0;
      bmp[to + 1] = picture.data[from + 1] ?? 0;
      bmp[to + 2] = picture.data[from] ?? 0;
    }
  }
  return bmp;
}
