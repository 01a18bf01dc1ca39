import { crc32 } from 'node:zlib';
import { APP_0, MARKER } from './jpeg.ts';

/** A JPEG with one segment more: after the start of the image and the JFIF segment, which has to be the first. */
export function insertJpegSegment(jpeg: Buffer, marker: number, body: Buffer): Buffer {
  const head = Buffer.from([MARKER, marker, 0, 0]);
  head.writeUInt16BE(2 + body.length, 2);
  const at = jpeg[3] === APP_0 ? 4 + jpeg.readUInt16BE(4) : 2;
  return Buffer.concat([jpeg.subarray(0, at), head, body, jpeg.subarray(at)]);
}

/** A PNG with one chunk more: after the header, which always ends at byte 33. */
export function insertPngChunk(png: Buffer, type: string, body: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  checksum.writeUInt32BE(crc32(chunk));
  return Buffer.concat([png.subarray(0, 33), length, chunk, checksum, png.subarray(33)]);
}
