import { END_OF_IMAGE, isRestart, MARKER, START_OF_SCAN } from './jpeg-markers.ts';
import { passScan } from './jpeg-scan.ts';

const RESTART_INTERVAL = 0xdd;
/** SOF0 to SOF15; DHT, JPG and DAC have numbers among them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Of a frame header, before its components; shorter ones are of files that are cut or wrong. */
const FRAME_BYTES = 6;

export type JpegIntervals = {
  scans: number;
  /**
   * Where the data of an interval end: at a restart marker, or at the marker behind a scan, with what fills up before
   * it.
   */
  ends: number[];
  /** Each scan has its restart markers, in their order. */
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

/** How many units an interval counts: blocks of one component, or blocks of all that a scan has, woven together. */
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
