import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createInflate, createInflateRaw } from 'node:zlib';
import { ownMemory } from '../../shared/release.ts';

const SIGNATURE_BYTES = 8;
const HEADER_END = 33;
/** Length, name and checksum. */
const CHUNK_BYTES = 12;
const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;
/** Header of a zlib stream: deflate with a window of 32 kB. */
const WIDEST_WINDOW = [0x78, 0x01];
/** The last chunk, which is always the same. */
export const END = Buffer.from('\0\0\0\0IEND\xae\x42\x60\x82', 'latin1');
/** The largest picture that is repaired. More would take seconds: the file stays damaged. */
const MAX_RAW_BYTES = 150_000_000;

/** https://www.w3.org/TR/png-3/#4Concepts.PNGImage: channels by colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7, https://www.w3.org/TR/png-3/#8Interlace: where each pass begins and its steps, across and down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * A PNG of the same pixels whose checksums are right, which libpng is stricter about than any browser: that of an IDAT
 * chunk, that of the zlib stream, and the window that its header says. It is in the memory of the upload where that has
 * room for some bytes more. Where it cannot be repaired `damage` says why, in a sentence that ends another; undefined
 * where it has not been looked for. Reads the pixels once, some at a time.
 */
export async function repairPng(bytes: Buffer): Promise<{ repaired: Buffer } | { damage?: string }> {
  const expected = rawBytes(bytes);
  const { start, data, isDamaged } = readChunks(bytes);
  const [first = 0, second = 0] = [data[0]?.[0], data[0]?.[1]];
  // RFC 1950: deflate, a window of up to 32 kB, a check of the two bytes, no dictionary.
  const isZlib = (first & 15) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0;
  if (expected === undefined || expected > MAX_RAW_BYTES) return {};
  if (!isZlib) return { damage: 'pixels that begin with no zlib header' };

  let inflated = 0;
  let checksum = 1;
  // Of two checksums one may be its writer's fault; where both are wrong, or the only one that is left, it is damage.
  const inflate = (isDamaged ? createInflate : createInflateRaw)({ finishFlush: constants.Z_SYNC_FLUSH });
  try {
    const packed = isDamaged ? data : [(data[0] as Buffer).subarray(ZLIB_HEADER_BYTES), ...data.slice(1)];
    await pipeline(Readable.from(packed), inflate, async (made: AsyncIterable<Buffer>) => {
      for await (const part of made) {
        inflated += part.length;
        if (inflated > expected + MAX_RAW_BYTES) throw new Error('far more data than pixels');
        checksum = adler32(part, checksum);
      }
    });
  } catch (error) {
    return { damage: `pixels that zlib calls: ${error instanceof Error ? error.message : 'damaged'}` };
  }
  if (inflated < expected) return { damage: `${expected - inflated} bytes too few of ${expected} in its pixels` };
  const streamBytes = isDamaged ? inflate.bytesWritten - ADLER_BYTES : inflate.bytesWritten + ZLIB_HEADER_BYTES;
  return { repaired: join(bytes, start, data, streamBytes, checksum) };
}

/** Writes the PNG with one IDAT chunk: `streamBytes` of the zlib stream with another header, and the checksum. */
function join(bytes: Buffer, start: number, data: readonly Buffer[], streamBytes: number, checksum: number): Buffer {
  const length = start + CHUNK_BYTES + streamBytes + ADLER_BYTES + CHUNK_BYTES;
  const memory = ownMemory(bytes);
  const png = memory && memory.length >= length ? memory.subarray(0, length) : Buffer.alloc(length);
  if (png.buffer !== bytes.buffer) bytes.copy(png, 0, 0, start);
  // Each part moves towards the beginning, so none is written over before it is read.
  let at = start + 8;
  let left = streamBytes;
  for (const part of data) {
    part.copy(png, at, 0, Math.min(left, part.length));
    at += Math.min(left, part.length);
    left -= Math.min(left, part.length);
  }
  at = png.writeUInt32BE(checksum, at);
  png.writeUInt32BE(at - start - 8, start);
  png.write('IDAT', start + 4, 'latin1');
  png.set(WIDEST_WINDOW, start + 8);
  at = png.writeUInt32BE(crc32(png.subarray(start + 4, at)), at);
  png.set(END, at);
  return png;
}

/** RFC 1950, 2.2 and 9. Sums stay below 2^32 for 5,552 bytes. */
function adler32(bytes: Buffer, before: number): number {
  let [low, high] = [before & 0xffff, before >>> 16];
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(bytes.length, at + 5552); at < end; at++) {
      low += bytes[at] as number;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}

/**
 * Where the chunks of pixels start, and their data, of which the last may be cut. They are damaged where the checksum of
 * one is there and wrong.
 */
function readChunks(bytes: Buffer): { start: number; data: Buffer[]; isDamaged: boolean } {
  let isDamaged = false;
  let start = HEADER_END;
  const data: Buffer[] = [];
  for (let at = HEADER_END; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 8 + length;
    if (name === 'IDAT') {
      data.push(bytes.subarray(at + 8, end));
      isDamaged ||= end + 4 <= bytes.length && crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end);
    } else if (data.length > 0)
      break; // all of them follow one another
    else start = at + CHUNK_BYTES + length;
    at += CHUNK_BYTES + length;
  }
  return { start, data, isDamaged };
}

/** Bytes of all rows, with the byte of their filter. Undefined for a header that makes no sense. */
function rawBytes(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER_END) return undefined;
  const at = SIGNATURE_BYTES + 8;
  const [width, height] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
  const bits = (CHANNELS[bytes[at + 9] as number] ?? 0) * (bytes[at + 8] as number);
  if (bits === 0 || width === 0 || height === 0) return undefined;
  const passes = bytes[at + 12] === 0 ? [[0, 0, 1, 1] as const] : PASSES;
  return passes.reduce((sum, [left, top, across, down]) => {
    const [columns, rows] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)];
    return sum + (columns > 0 && rows > 0 ? rows * (1 + Math.ceil((columns * bits) / 8)) : 0);
  }, 0);
}
