import { type Bmp, encodeBmp } from '../handler/bmp/encode.ts';
import { type ColourSpace, iccProfile, power, SRGB, toSrgb } from './colour.ts';
import { HEIGHT, luminance, photograph, type Rgba, veiled, WIDTH } from './scene.ts';
import { type Family, paint, type Row, still, type Upload } from './upload.ts';

const HEADER_AT = 14;
const BITFIELDS = 3;
const EXCHANGED: ColourSpace = { transfer: power(1.8), primaries: 'exchanged' };
const OS2 = 12;
const V4 = 108;
const V5 = 124;

type Kind = {
  bits: number;
  header?: number;
  compression?: number;
  /** Bits of red, green, blue and alpha. */
  masks?: readonly number[];
  isRunLength?: boolean;
};

/** https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-header-types */
const KINDS: Readonly<Record<string, Kind>> = {
  '1 bit': { bits: 1 },
  '4 bits': { bits: 4 },
  '8 bits': { bits: 8 },
  '8 bits, OS/2': { bits: 8, header: OS2 },
  '4 bits, run length': { bits: 4, compression: 2, isRunLength: true },
  '8 bits, run length': { bits: 8, compression: 1, isRunLength: true },
  '16 bits': { bits: 16, masks: [0x7c00, 0x03e0, 0x001f] },
  '16 bits by masks': { bits: 16, compression: BITFIELDS, masks: [0xf800, 0x07e0, 0x001f] },
  '24 bits': { bits: 24, masks: [0xff0000, 0xff00, 0xff] },
  '24 bits, OS/2': { bits: 24, header: OS2, masks: [0xff0000, 0xff00, 0xff] },
  '32 bits': { bits: 32, masks: [0xff0000, 0xff00, 0xff] },
  '32 bits by masks': { bits: 32, compression: BITFIELDS, masks: [0xff, 0xff00, 0xff0000] },
  '32 bits by masks, V4': { bits: 32, header: V4, compression: BITFIELDS, masks: [0xff, 0xff00, 0xff0000, 0xff000000] },
  '32 bits by masks, V5': { bits: 32, header: V5, compression: BITFIELDS, masks: [0xff0000, 0xff00, 0xff, 0xff000000] },
};

export const BMP: Family = {
  name: 'BMP',
  dimensions: {
    kind: Object.keys(KINDS),
    scene: ['photograph', 'veiled'],
    topDown: ['no', 'yes'],
    gap: ['0', '10'],
    profile: ['none', 'exchanged'],
  },
  // Run lengths go from the bottom up, a header of OS/2 has no negative height, and only a mask makes alpha.
  isPossible: ({ kind = '', scene, topDown, profile }) => {
    if (profile !== 'none' && KINDS[kind]?.header !== V5) return false;
    const { header, isRunLength, masks } = KINDS[kind] ?? {};
    return (topDown === 'no' || (header !== OS2 && !isRunLength)) && (scene === 'photograph' || masks?.length === 4);
  },
  make: async (row) => makeBmp(row),
};

/** Of palettes: blue over gray. */
const entry = (index: number, count: number): readonly number[] => {
  const value = Math.round((index * 255) / (count - 1));
  return [value, value, Math.min(255, value + 40)];
};

function makeBmp(row: Row): Upload {
  const { kind: name = '', scene, topDown, gap, profile } = row;
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`Expected a kind of BMP but received ${name}`);
  const pixel = scene === 'veiled' ? veiled : photograph;
  const { bits, masks = [], header } = kind;
  const count = 2 ** bits;
  const isIndexed = masks.length === 0;
  const valueAt = (x: number, y: number): number =>
    isIndexed ? Math.min(count - 1, Math.floor(luminance(pixel(x, y)) * count)) : packed(pixel(x, y), masks);
  const shown = (x: number, y: number): Rgba => {
    const value = valueAt(x, y);
    if (isIndexed) {
      const [red = 0, green = 0, blue = 0] = entry(value, count);
      return [red / 255, green / 255, blue / 255, 1];
    }
    const [red = 0, green = 0, blue = 0, alpha = 1] = masks.map((mask) => unpacked(value, mask));
    return [red, green, blue, alpha];
  };
  const rows = Array.from({ length: HEIGHT }, (_, y) => Array.from({ length: WIDTH }, (_, x) => valueAt(x, y)));
  const bmp: Bmp = {
    rows,
    bits,
    ...(header !== undefined && { header }),
    ...(kind.compression !== undefined && { compression: kind.compression }),
    ...(kind.compression === BITFIELDS && { masks }),
    ...(isIndexed && { palette: Array.from({ length: count }, (_, index) => entry(index, count)) }),
    ...(kind.isRunLength && { data: runLengths(rows, bits) }),
    topDown: topDown === 'yes',
    gap: Number(gap),
  };
  const space = profile === 'none' ? SRGB : EXCHANGED;
  const bytes =
    profile === 'none' ? encodeBmp(bmp) : embed(encodeBmp(bmp), iccProfile(space.transfer, space.primaries));
  return { bytes, type: 'image/bmp', drawn: still(paint((x, y) => toSrgb(shown(x, y), space))) };
}

/** bV5CSType, bV5ProfileData and bV5ProfileSize: https://learn.microsoft.com/en-us/windows/win32/api/wingdi/ns-wingdi-bitmapv5header */
function embed(bmp: Buffer, icc: Buffer): Buffer {
  const file = Buffer.concat([bmp, icc]);
  file.writeUInt32LE(file.length, 2);
  file.write('DEBM', HEADER_AT + 56, 'latin1'); // 'MBED' as a number
  file.writeUInt32LE(bmp.length - HEADER_AT, HEADER_AT + 112);
  file.writeUInt32LE(icc.length, HEADER_AT + 116);
  return file;
}

const low = (mask: number): number => 31 - Math.clz32(mask & -mask);
const most = (mask: number): number => (mask >>> low(mask)) >>> 0;

const packed = (colour: Rgba, masks: readonly number[]): number =>
  masks.reduce((sum, mask, at) => (sum | (Math.round((colour[at] ?? 0) * most(mask)) << low(mask))) >>> 0, 0);

const unpacked = (value: number, mask: number): number => ((value & mask) >>> low(mask)) / most(mask);

/** From the bottom up: each row in runs of equal pixels, its end, and the end of all. */
function runLengths(rows: readonly (readonly number[])[], bits: number): number[] {
  const out: number[] = [];
  for (const row of rows.toReversed()) {
    for (let at = 0; at < row.length; ) {
      const value = row[at] ?? 0;
      let run = 1;
      while (run < 255 && row[at + run] === value) run++;
      out.push(run, bits === 4 ? value * 17 : value);
      at += run;
    }
    out.push(0, 0);
  }
  return [...out, 0, 1];
}
