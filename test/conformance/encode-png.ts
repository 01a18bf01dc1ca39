import { crc32, deflateSync } from 'node:zlib';
import { text, u8, u32be } from '../hostile/make/bytes.ts';

/** https://www.w3.org/TR/png-3/#6Colour-values */
export const GRAY = 0;
export const TRUECOLOUR = 2;
export const INDEXED = 3;
export const GRAY_ALPHA = 4;
export const TRUECOLOUR_ALPHA = 6;
const CHANNELS: Readonly<Record<number, number>> = {
  [GRAY]: 1,
  [TRUECOLOUR]: 3,
  [INDEXED]: 1,
  [GRAY_ALPHA]: 2,
  [TRUECOLOUR_ALPHA]: 4,
};

export type Png = {
  width: number;
  height: number;
  colourType: number;
  depth: number;
  interlaced: boolean;
  /** Chunks before the pixels: colour, palette, transparency. */
  chunks: readonly Buffer[];
  /** The samples of a pixel, each 0 to 2^depth - 1. */
  samples: (x: number, y: number) => readonly number[];
};

export const pngChunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([text(name), data]);
  return Buffer.concat([u32be(data.length), named, u32be(crc32(named))]);
};

/** Adam7, https://www.w3.org/TR/png-3/#8Interlace: where each pass begins, and its steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

/** Writes a PNG from its specification; its rows use all five filters in turn. */
export function encodePng(png: Png): Buffer {
  const { width, height, colourType, depth, interlaced, chunks } = png;
  const rows = (interlaced ? PASSES : WHOLE).flatMap((pass) => passRows(png, pass));
  return Buffer.concat([
    text('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', Buffer.concat([u32be(width, height), u8(depth, colourType, 0, 0, interlaced ? 1 : 0)])),
    ...chunks,
    pngChunk('IDAT', deflateSync(Buffer.concat(rows))),
    pngChunk('IEND', u8()),
  ]);
}

function passRows(png: Png, [left, top, stepX, stepY]: readonly [number, number, number, number]): Buffer[] {
  const columns = Math.ceil((png.width - left) / stepX);
  const step = Math.max(1, ((CHANNELS[png.colourType] ?? 0) * png.depth) >> 3);
  const rows: Buffer[] = [];
  let above: Buffer | undefined;
  for (let y = top; y < png.height && columns > 0; y += stepY) {
    const pixels = Array.from({ length: columns }, (_, column) => png.samples(left + column * stepX, y));
    const row = pack(pixels.flat(), png.depth);
    rows.push(filtered(row, above ?? Buffer.alloc(row.length), rows.length % 5, step));
    above = row;
  }
  return rows;
}

function pack(samples: readonly number[], depth: number): Buffer {
  const row = Buffer.alloc(Math.ceil((samples.length * depth) / 8));
  for (const [at, sample] of samples.entries()) {
    if (depth === 16) row.writeUInt16BE(sample, at * 2);
    else {
      const byte = (at * depth) >> 3;
      row[byte] = (row[byte] ?? 0) | (sample << (8 - depth - ((at * depth) & 7)));
    }
  }
  return row;
}

/** https://www.w3.org/TR/png-3/#9Filters, with the type in front. */
function filtered(row: Buffer, above: Buffer, type: number, step: number): Buffer {
  const out = Buffer.alloc(row.length + 1);
  out[0] = type;
  for (let at = 0; at < row.length; at++) {
    const [a, b, c] = [row[at - step] ?? 0, above[at] ?? 0, above[at - step] ?? 0];
    const predicted = [0, a, b, (a + b) >> 1, paeth(a, b, c)][type] ?? 0;
    out[at + 1] = (row[at] ?? 0) - predicted;
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}
