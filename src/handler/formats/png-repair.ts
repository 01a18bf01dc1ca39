import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflate, createInflate, createInflateRaw } from 'node:zlib';
import { insertPngChunk } from './insert.ts';

const SIGNATURE_BYTES = 8;
const HEADER_END = 33;
/** Length, name and checksum. */
const CHUNK_BYTES = 12;
/** More pixels than that would take seconds: the file stays damaged. */
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
 * chunk, that of the zlib stream, and the window that its header says. Where it cannot be repaired `damage` says why, in
 * a sentence that ends another; undefined where it has not been looked for. Reads the pixels once, some at a time.
 */
export async function repairPng(bytes: Buffer): Promise<{ repaired: Buffer } | { damage?: string }> {
  const expected = rawBytes(bytes);
  const { before, data, isDamaged } = readChunks(bytes);
  const [first = 0, second = 0] = [data[0]?.[0], data[0]?.[1]];
  // RFC 1950: deflate, a window of up to 32 kB, a check of the two bytes, no dictionary.
  const isZlib = (first & 15) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0;
  if (expected === undefined || expected > MAX_RAW_BYTES) return {};
  if (!isZlib) return { damage: 'pixels that begin with no zlib header' };
  // Of two checksums one may be its writer's fault; where both are wrong, or the only one that is left, it is damage.
  if (!isDamaged) data[0] = (data[0] as Buffer).subarray(2);

  let left = expected;
  const packed: Buffer[] = [];
  const cut = new Transform({
    transform(chunk: Buffer, _, done) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      done(null, part);
    },
  });
  const inflate = (isDamaged ? createInflate : createInflateRaw)({ finishFlush: constants.Z_SYNC_FLUSH });
  try {
    await pipeline(
      Readable.from(data),
      inflate,
      cut,
      createDeflate({ level: 1 }),
      async (made: AsyncIterable<Buffer>) => {
        for await (const part of made) packed.push(part);
      },
    );
  } catch (error) {
    return { damage: `pixels that zlib calls: ${error instanceof Error ? error.message : 'damaged'}` };
  }
  if (left > 0) return { damage: `${left} bytes too few of ${expected} in its pixels` };
  const header = bytes.subarray(0, HEADER_END);
  // Put in behind the header, from the last to the first.
  const ended = insertPngChunk(header, 'IEND', Buffer.alloc(0));
  const filled = insertPngChunk(ended, 'IDAT', Buffer.concat(packed));
  return { repaired: Buffer.concat([header, ...before, filled.subarray(HEADER_END)]) };
}

/**
 * The chunks between header and pixels, and the data of the pixels, of which the last may be cut. They are damaged where
 * the checksum of one is there and wrong.
 */
function readChunks(bytes: Buffer): { before: Buffer[]; data: Buffer[]; isDamaged: boolean } {
  let isDamaged = false;
  const before: Buffer[] = [];
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
    else before.push(bytes.subarray(at, at + CHUNK_BYTES + length));
    at += CHUNK_BYTES + length;
  }
  return { before, data, isDamaged };
}

/** Of all rows, with the byte of their filter. Undefined for a header that makes no sense. */
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
