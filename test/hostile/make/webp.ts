import { text, u8, u16le, u24le, u32le } from './bytes.ts';

export const riffChunk = (name: string, data: Buffer): Buffer =>
  Buffer.concat([text(name), u32le(data.length), data, Buffer.alloc(data.length % 2)]);

export const webp = (...chunks: Buffer[]): Buffer => riffChunk('RIFF', Buffer.concat([text('WEBP'), ...chunks]));

/** Bits from the lowest on, as [value, how many]. */
function bits(...fields: [value: number, count: number][]): Buffer {
  let all = 0n;
  let at = 0n;
  for (const [value, count] of fields) {
    all |= BigInt(value) << at;
    at += BigInt(count);
  }
  return Buffer.from(
    Array.from({ length: Math.ceil(Number(at) / 8) }, (_, index) => Number((all >> BigInt(index * 8)) & 255n)),
  );
}

/** A code with one symbol, 0, which takes no bits at all: the whole picture is in its header. */
const ONE_SYMBOL: [number, number] = [0b0001, 4];

/** A black picture without loss, of at most 16,384 pixels a side, in 9 bytes. `alpha` makes it transparent. */
export const vp8l = (width: number, height: number, alpha = false): Buffer =>
  riffChunk(
    'VP8L',
    Buffer.concat([
      u8(0x2f),
      bits(
        [width - 1, 14],
        [height - 1, 14],
        [alpha ? 1 : 0, 1],
        [0, 3], // version
        [0, 3], // no transform, no cache, no groups of codes
        ...Array<[number, number]>(5).fill(ONE_SYMBOL),
      ),
      Buffer.alloc(8), // decoders read ahead
    ]),
  );

export const ANIMATED = 0x02;
export const WITH_XMP = 0x04;
export const WITH_EXIF = 0x08;
export const WITH_ALPHA = 0x10;
export const WITH_PROFILE = 0x20;

export const vp8x = (flags: number, width: number, height: number): Buffer =>
  riffChunk('VP8X', Buffer.concat([u32le(flags), u24le(width - 1), u24le(height - 1)]));

export const anim = (): Buffer => riffChunk('ANIM', Buffer.concat([u32le(0), u16le(0)]));

export type WebpFrame = { x?: number; y?: number; width: number; height: number; picture?: Buffer };

export const anmf = ({ x = 0, y = 0, width, height, picture = vp8l(width, height) }: WebpFrame): Buffer =>
  riffChunk(
    'ANMF',
    Buffer.concat([u24le(x / 2), u24le(y / 2), u24le(width - 1), u24le(height - 1), u24le(100), u8(0), picture]),
  );

export const animatedWebp = (width: number, height: number, frames: readonly Buffer[]): Buffer =>
  webp(vp8x(ANIMATED, width, height), anim(), Buffer.concat(frames));

export type WebpPart = { name: string; start: number; end: number };

/** The chunks of a good WEBP. */
export function webpChunks(bytes: Buffer): WebpPart[] {
  const parts: WebpPart[] = [];
  for (let start = 12; start + 8 <= bytes.length; start = parts.at(-1)?.end ?? bytes.length) {
    const length = bytes.readUInt32LE(start + 4);
    parts.push({ name: bytes.toString('latin1', start, start + 4), start, end: start + 8 + length + (length % 2) });
  }
  return parts;
}
