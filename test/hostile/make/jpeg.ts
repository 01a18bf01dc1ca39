import { remembered } from '../../../src/shared/memoize.ts';
import { text, u8, u16be } from './bytes.ts';

export const SOI = u8(0xff, 0xd8);
export const EOI = u8(0xff, 0xd9);

export const segment = (marker: number, body: Buffer): Buffer =>
  Buffer.concat([u8(0xff, marker), u16be(body.length + 2), body]);

export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const COM = 0xfe;
export const DHT = 0xc4;
export const DQT = 0xdb;
export const SOS = 0xda;
const SOF0 = 0xc0;

/** Coefficients `from` to `to` of some components. */
export type Scan = { components: readonly number[]; from: number; to: number };

export type FlatJpeg = {
  width: number;
  height: number;
  components?: number;
  /** The last digit of the start-of-frame marker: 0 baseline, 2 progressive, 3 lossless, 9 arithmetic ... */
  process?: number;
  precision?: number;
  scans?: readonly Scan[];
  /** Segments after the start of the image. */
  before?: readonly Buffer[];
  /** Segments in front of each scan. */
  between?: Buffer;
};

const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const frame = ({ width, height, components = 3, precision = 8 }: FlatJpeg): Buffer =>
  Buffer.concat([
    u8(precision),
    u16be(height, width),
    u8(components, ...ids(components).flatMap((id) => [id, 0x11, 0])),
  ]);

/** One code, of one bit, which is 0: all data become zeros. */
const table = (index: number, symbol: number): Buffer => u8(index, 1, ...Array(15).fill(0), symbol);

/** Each block says "no more coefficients"; in a progressive scan one code says so for this many blocks. */
const END_OF_BLOCK = 0x00;
const END_OF_BLOCKS = 0xe0;
const BLOCKS_A_CODE = 2 ** 14;

function scanBits({ width, height, process = 0 }: FlatJpeg, { components, from, to }: Scan): number {
  if (process % 4 === 3) return width * height * components.length;
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8) * components.length;
  if (process % 4 !== 2) return blocks * 2;
  return from === 0 && to === 0 ? blocks : Math.ceil(blocks / BLOCKS_A_CODE) * 15;
}

/** What progressive encoders begin with, and a scan of each component's remaining coefficients. */
export const progressiveScans = (components: number): Scan[] => [
  { components: ids(components), from: 0, to: 0 },
  ...ids(components).map((id) => ({ components: [id], from: 1, to: 63 })),
];

/** A grey JPEG of any size: two bits a block of 64 pixels, and next to none where it is progressive. */
export function flatJpeg(jpeg: FlatJpeg): Buffer {
  const { components = 3, process = 0, before = [], between = Buffer.alloc(0) } = jpeg;
  const isProgressive = process % 4 === 2;
  const scans =
    jpeg.scans ?? (isProgressive ? progressiveScans(components) : [{ components: ids(components), from: 0, to: 63 }]);
  const written = new Map<string, Buffer>();
  const scanOf = (scan: Scan): Buffer => {
    const selected = scan.components.flatMap((id) => [id, 0]);
    const header = segment(SOS, u8(scan.components.length, ...selected, scan.from, scan.to, 0));
    return Buffer.concat([header, Buffer.alloc(Math.ceil(scanBits(jpeg, scan) / 8))]);
  };
  return Buffer.concat([
    SOI,
    ...before,
    segment(DQT, u8(0, ...Array(64).fill(1))),
    segment(SOF0 + process, frame(jpeg)),
    segment(DHT, Buffer.concat([table(0, 0), table(0x10, isProgressive ? END_OF_BLOCKS : END_OF_BLOCK)])),
    ...scans.flatMap((scan) => [between, remembered(written, JSON.stringify(scan), () => scanOf(scan))]),
    EOI,
  ]);
}

export type JpegPart = { marker: number; start: number; end: number };

/** The segments of a good JPEG up to the data of its first scan, which is the last part. */
export function jpegSegments(bytes: Buffer): JpegPart[] {
  const parts: JpegPart[] = [];
  for (let at = 2; parts.at(-1)?.marker !== SOS; at = parts.at(-1)?.end ?? at) {
    parts.push({ marker: bytes[at + 1] as number, start: at, end: at + 2 + bytes.readUInt16BE(at + 2) });
  }
  return parts;
}

export const startOf = (bytes: Buffer, marker: number): number =>
  jpegSegments(bytes).find((part) => part.marker === marker)?.start ?? -1;

export const withoutSegment = (bytes: Buffer, marker: number): Buffer => {
  const parts = jpegSegments(bytes);
  const kept = parts.filter((part) => part.marker !== marker).map(({ start, end }) => bytes.subarray(start, end));
  return Buffer.concat([SOI, ...kept, bytes.subarray(parts.at(-1)?.end)]);
};

export const afterSoi = (bytes: Buffer, ...inserted: Buffer[]): Buffer =>
  Buffer.concat([SOI, ...inserted, bytes.subarray(2)]);

export const comment = (value: string): Buffer => segment(COM, text(value));
