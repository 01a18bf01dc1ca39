import { createHash } from 'node:crypto';
import { ownMemory } from '../../shared/release.ts';
import { type JpegIntervals, jpegIntervals } from './jpeg-intervals.ts';

/**
 * Bytes, 16 at the least: a block of pixels has up to 200, and one that begins in the filling has to be read to the
 * next, whose colour is told by its difference. All of them together take no more than 8 MiB.
 */
const MAX_FILLING = 1024;
const MAX_FILLINGS = 8 * 2 ** 20;
/**
 * Above this a damaged file is not worth the memory. Encoders write an interval for a row of blocks, or for some
 * hundred.
 */
const MAX_INTERVALS = MAX_FILLINGS / 16;

/** Two, lest one should look like what the decoder makes up. Without 0xff, which begins a marker. */
const FILLINGS = ['one', 'other'].map((name) =>
  createHash('shake256', { outputLength: MAX_FILLING })
    .update(name)
    .digest()
    .map((byte) => Math.min(byte, 0xfe)),
);

/**
 * Bytes of data, all bits 1, which no code begins with: what libjpeg reads ahead, and not more. Each of them is
 * followed by a zero, lest it begin a marker.
 */
const READ_AHEAD = 8;
const OPEN_END = Buffer.from(Array<number[]>(READ_AHEAD).fill([0xff, 0]).flat());

/**
 * What a buffer of an upload should have room for behind it, or it is copied: a JPEG for this, a PNG for its last
 * checksums and its end (24), a GIF for a control extension (8).
 */
export const JPEG_SLACK = Math.max(OPEN_END.length, 24);

/**
 * The JPEG without its end mark and what follows it. libvips hears of what libjpeg fills up with gray too late where
 * that is at the end of a picture that is read row by row; but what reads on where nothing follows is an error at once.
 * Of pixels that are missing only the last two blocks, 8 × 8 each, can be taken for read. `end` is where the pixels of
 * the only scan end; where there are several, all are read before the first row. The same memory where that has room,
 * until `restore`.
 */
export function withoutEndMarker(bytes: Buffer, end: number | undefined): { bytes: Buffer; restore(): void } {
  if (end === undefined) return { bytes, restore: () => undefined };
  const memory = ownMemory(bytes);
  if (memory === undefined || end + OPEN_END.length > memory.length) {
    return { bytes: Buffer.concat([bytes.subarray(0, end), OPEN_END]), restore: () => undefined };
  }
  const opened = memory.subarray(0, end + OPEN_END.length);
  const saved = Buffer.from(opened.subarray(end));
  opened.set(OPEN_END, end);
  return { bytes: opened, restore: () => void opened.set(saved, end) };
}

/**
 * The same JPEG with something else behind each interval of its pixels, twice: behind pixels that are all there nothing
 * is read, and it decodes to the same picture; where some are missing the decoder takes the filling for them, and it
 * does not. So no message of libjpeg has to be understood: it tells of the first oddity alone, and libvips keeps it in
 * one place for all threads. Each is the same Buffer, filled anew. Undefined where whole intervals are missing.
 */
export function paddedVariants(bytes: Buffer): (() => Generator<Buffer>) | undefined {
  const { ends, isWhole }: JpegIntervals = jpegIntervals(bytes, MAX_INTERVALS);
  if (!isWhole) return undefined;
  const length = Math.min(MAX_FILLING, Math.floor(MAX_FILLINGS / ends.length));
  const filled = Buffer.allocUnsafeSlow(bytes.length + ends.length * length);
  const places: number[] = [];
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    bytes.copy(filled, from + places.length * length, from, end);
    if (places.length < ends.length) places.push(end + places.length * length);
    from = end;
  }
  return function* () {
    for (const filling of FILLINGS) {
      for (const place of places) filled.set(filling.subarray(0, length), place);
      yield filled;
    }
  };
}
