import { crc32 } from 'node:zlib';
import { text, u8, u32be } from './bytes.ts';
import { deflatedZeros } from './zeros.ts';

export const PNG_SIGNATURE = text('\x89PNG\r\n\x1a\n');

export const pngChunk = (type: string, data: Buffer = Buffer.alloc(0)): Buffer => {
  const named = Buffer.concat([text(type), data]);
  return Buffer.concat([u32be(data.length), named, u32be(crc32(named))]);
};

export type PngHeader = { width: number; height: number; depth?: number; colour?: number; interlace?: number };

export const ihdr = ({ width, height, depth = 8, colour = 2, interlace = 0 }: PngHeader): Buffer =>
  pngChunk('IHDR', Buffer.concat([u32be(width, height), u8(depth, colour, 0, 0, interlace)]));

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7: first column, first row, and the steps to the next ones. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The bytes of all rows, each with the one that names its filter. */
export function rowsLength({ width, height, depth = 8, colour = 2, interlace = 0 }: PngHeader): number {
  const rows = (columns: number, count: number): number =>
    columns > 0 && count > 0 ? count * (1 + Math.ceil((columns * (CHANNELS[colour] ?? 1) * depth) / 8)) : 0;
  if (interlace === 0) return rows(width, height);
  const passes = PASSES.map(([x, y, dx, dy]) => rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)));
  return passes.reduce((sum, length) => sum + length, 0);
}

/** A black PNG of any size, in about a thousandth of its pixels' bytes. */
export const flatPng = (header: PngHeader, before: readonly Buffer[] = [], after: readonly Buffer[] = []): Buffer =>
  Buffer.concat([
    PNG_SIGNATURE,
    ihdr(header),
    ...before,
    pngChunk('IDAT', deflatedZeros(rowsLength(header))),
    ...after,
    pngChunk('IEND'),
  ]);

export type PngPart = { type: string; start: number; end: number };

/** The chunks of a good PNG. */
export function pngChunks(bytes: Buffer): PngPart[] {
  const parts: PngPart[] = [];
  for (let start = 8; start < bytes.length; start = parts.at(-1)?.end ?? bytes.length) {
    const end = start + 12 + bytes.readUInt32BE(start);
    parts.push({ type: bytes.toString('latin1', start + 4, start + 8), start, end });
  }
  return parts;
}

/** The same PNG with chunks put in front of its first one of a type. */
export function insertChunks(bytes: Buffer, before: string, ...inserted: Buffer[]): Buffer {
  const at = pngChunks(bytes).find(({ type }) => type === before)?.start ?? bytes.length;
  return Buffer.concat([bytes.subarray(0, at), ...inserted, bytes.subarray(at)]);
}

export const withoutChunk = (bytes: Buffer, type: string): Buffer =>
  Buffer.concat([
    bytes.subarray(0, 8),
    ...pngChunks(bytes)
      .filter((part) => part.type !== type)
      .map(({ start, end }) => bytes.subarray(start, end)),
  ]);
