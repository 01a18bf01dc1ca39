import { text, u16le, u32le } from './bytes.ts';

const ORIENTATION = 0x0112;
const SHORT = 3;
const LONG = 4;

export type ExifField = { tag: number; type: number; count: number; value: number };

export const short = (tag: number, value: number): ExifField => ({ tag, type: SHORT, count: 1, value });
export const long = (tag: number, value: number): ExifField => ({ tag, type: LONG, count: 1, value });
export const orientation = (value: number): ExifField => short(ORIENTATION, value);

/** EXIF as TIFF has it: one directory, at offset 8, and where the next one is said to be (0: nowhere). */
export const exif = (fields: readonly ExifField[], next = 0): Buffer =>
  Buffer.concat([
    text('II*\0'),
    u32le(8),
    u16le(fields.length),
    ...fields.map(({ tag, type, count, value }) => Buffer.concat([u16le(tag, type), u32le(count, value)])),
    u32le(next),
  ]);

export const exifSegmentBody = (tiff: Buffer): Buffer => Buffer.concat([text('Exif\0\0'), tiff]);
