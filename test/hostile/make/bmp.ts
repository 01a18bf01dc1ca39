import { text, u16le, u32le } from './bytes.ts';

export type BmpFields = {
  width: number;
  /** Negative: the first row is the top one. */
  height: number;
  bits?: number;
  compression?: number;
  planes?: number;
  headerBytes?: number;
  colours?: number;
  palette?: Buffer;
  masks?: Buffer;
  offset?: number;
};

export const grayPalette = (colours: number): Buffer =>
  u32le(...Array.from({ length: colours }, (_, index) => index * 0x010101));

/** Any BMP, right or wrong: nothing is checked. `data` are the rows as they are in the file. */
export function bmp(fields: BmpFields, data: Buffer): Buffer {
  const { width, height, bits = 24, compression = 0, planes = 1, headerBytes = 40 } = fields;
  const { palette = Buffer.alloc(0), masks = Buffer.alloc(0) } = fields;
  const tables = Buffer.concat([masks, palette]);
  const offset = fields.offset ?? 14 + headerBytes + tables.length;
  const image = Buffer.concat([
    u32le(headerBytes, width, height),
    u16le(planes, bits),
    u32le(compression, data.length, 2835, 2835, fields.colours ?? palette.length / 4, 0),
    Buffer.alloc(Math.max(0, headerBytes - 40)),
  ]).subarray(0, headerBytes);
  const file = u32le(14 + image.length + tables.length + data.length, 0, offset);
  return Buffer.concat([text('BM'), file, image, tables, data]);
}

export const bmpRowBytes = (width: number, bits: number): number => Math.ceil((width * bits) / 32) * 4;

/** Black, of any size, uncompressed. */
export const flatBmp = (fields: BmpFields): Buffer =>
  bmp(fields, Buffer.alloc(bmpRowBytes(fields.width, fields.bits ?? 24) * Math.abs(fields.height)));
