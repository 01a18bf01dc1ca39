import { createHash } from 'node:crypto';
import { ownMemory } from '../../shared/release.ts';
import { END_OF_IMAGE, isRestart, MARKER, passScan, START_OF_SCAN } from './jpeg.ts';

const RESTART_INTERVAL = 0xdd;
/** SOF0 to SOF15; DHT, JPG and DAC have numbers among them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Length of a frame header before its components; shorter ones are of files that are cut or wrong. */
const FRAME_BYTES = 6;

export type JpegIntervals = {
  scans: number;
  /**
   * Where the data of an interval end: at a restart marker, or at the marker behind a scan, with what fills up before
   * it.
   */
  ends: number[];
  /** True where each scan has its restart markers, in their order. */
  isWhole: boolean;
};

type Frame = { width: number; height: number; components: { id: number; across: number; down: number }[] };

/** Finds the intervals of the first image of a JPEG file, `most` at the most; more are said not to be whole. */
export function jpegIntervals(bytes: Buffer, most: number): JpegIntervals {
  const found: JpegIntervals = { scans: 0, ends: [], isWhole: true };
  let frame: Frame | undefined;
  let interval = 0;
  let at = 2;
  while (at >= 0 && at + 2 <= bytes.length && found.ends.length <= most) {
    const marker = bytes[at + 1] as number;
    if (bytes[at] !== MARKER || marker === MARKER || marker <= 1 || isRestart(marker)) {
      at = bytes.indexOf(MARKER, at + 1); // stray bytes
      continue;
    }
    if (marker === END_OF_IMAGE) return found;
    const body = bytes.subarray(at + 4, at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0));
    at += 4 + body.length;
    if (marker === RESTART_INTERVAL && body.length >= 2) interval = body.readUInt16BE(0);
    else if (isFrame(marker) && body.length >= FRAME_BYTES) frame = readFrame(body);
    else if (marker === START_OF_SCAN) {
      const first = found.ends.length;
      found.scans++;
      at = endScan(bytes, at, found, most);
      const units = frame && interval > 0 ? unitsOf(frame, body) : 0;
      if (found.ends.length - first < Math.ceil(units / interval || 0)) found.isWhole = false;
    }
  }
  return { ...found, isWhole: false }; // no end
}

function readFrame(body: Buffer): Frame {
  const components = [];
  for (let at = FRAME_BYTES; at + 3 <= body.length; at += 3) {
    const sampling = body[at + 1] as number;
    components.push({ id: body[at] as number, across: sampling >> 4 || 1, down: sampling & 15 || 1 });
  }
  return { height: body.readUInt16BE(1), width: body.readUInt16BE(3), components };
}

/** Units that intervals are counted in: blocks of one component, or blocks of all that a scan has, woven together. */
function unitsOf({ width, height, components }: Frame, scan: Buffer): number {
  const ids = Array.from({ length: scan[0] ?? 0 }, (_, index) => scan[1 + 2 * index]);
  const most = (side: 'across' | 'down') => Math.max(...components.map((component) => component[side]));
  const [only, ...others] = components.filter(({ id }) => ids.includes(id));
  if (only === undefined) return 0;
  const { across, down } = others.length === 0 ? only : { across: 1, down: 1 };
  const blocks = (pixels: number, sampling: number, of: number) => Math.ceil(Math.ceil((pixels * sampling) / of) / 8);
  return others.length === 0
    ? blocks(width, across, most('across')) * blocks(height, down, most('down'))
    : Math.ceil(width / (8 * most('across'))) * Math.ceil(height / (8 * most('down')));
}

/**
 * Passes over the data of a scan, which begin at `start`, and returns where the marker behind it is; -1 where none is.
 */
function endScan(bytes: Buffer, start: number, found: JpegIntervals, most: number): number {
  let restart = 0;
  const end = passScan(bytes, start, (dataEnd, number) => {
    if (found.ends.length <= most) found.ends.push(dataEnd);
    if (number !== restart++ % 8) found.isWhole = false;
  });
  if (end === undefined) return -1;
  found.ends.push(end.dataEnd);
  return end.marker;
}

/**
 * Bytes, 16 at the least: a block of pixels has up to 200, and one that begins in the padding has to be read to the
 * next, whose colour is coded as a difference. All of them together take no more than 8 MiB.
 */
const MAX_PADDING = 1024;
const MAX_PADDINGS = 8 * 2 ** 20;
/**
 * Above this a damaged file is not worth the memory. Encoders write an interval for a row of blocks, or for some
 * hundred.
 */
const MAX_INTERVALS = MAX_PADDINGS / 16;

/** Two paddings, as one could look like what the decoder makes up. Without 0xff, which begins a marker. */
const PADDINGS = ['one', 'other'].map((name) =>
  createHash('shake256', { outputLength: MAX_PADDING })
    .update(name)
    .digest()
    .map((byte) => Math.min(byte, 0xfe)),
);

/**
 * Bytes of data, all bits 1, which no code begins with: what libjpeg reads ahead, and not more. Each of them is
 * followed by a zero, or it would begin a marker.
 */
const READ_AHEAD = 8;
const OPEN_END = Buffer.from(Array<number[]>(READ_AHEAD).fill([0xff, 0]).flat());

/**
 * What a buffer of an upload should have room for behind it, or it is copied: a JPEG for this, a PNG for its last
 * checksums and its end (24), a GIF for a control extension (8).
 */
export const JPEG_SLACK = Math.max(OPEN_END.length, 24);

/**
 * Returns the JPEG without its end marker and what follows it. Where pixels are missing at the end of a picture that is
 * read row by row, libjpeg fills them up with gray, and its warning reaches libvips too late; reading on where nothing
 * follows is an error at once. Only the last two blocks, of 8 × 8 pixels each, can be missing unnoticed. `end` is where
 * the pixels of the only scan end; several scans are all read before the first row. Uses the same memory where that has
 * room, until `restore`.
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
 * Detects missing pixels by two variants of a JPEG, with different padding behind each interval of its pixels. A complete
 * picture decodes identically; one with missing pixels does not, because the decoder consumes the padding. Warnings of
 * libjpeg do not suffice: it keeps only the first, and libvips has one place for those of all threads. Each variant is
 * the same Buffer, written again. Undefined where whole intervals are missing.
 */
export function paddedVariants(bytes: Buffer): (() => Generator<Buffer>) | undefined {
  const { ends, isWhole }: JpegIntervals = jpegIntervals(bytes, MAX_INTERVALS);
  if (!isWhole) return undefined;
  const length = Math.min(MAX_PADDING, Math.floor(MAX_PADDINGS / ends.length));
  const padded = Buffer.allocUnsafeSlow(bytes.length + ends.length * length);
  const places: number[] = [];
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    bytes.copy(padded, from + places.length * length, from, end);
    if (places.length < ends.length) places.push(end + places.length * length);
    from = end;
  }
  return function* () {
    for (const padding of PADDINGS) {
      for (const place of places) padded.set(padding.subarray(0, length), place);
      yield padded;
    }
  };
}
