import { text, u8, u16le } from './bytes.ts';

/** Black, white, red, green. */
const FOUR_COLOURS = u8(0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0);

const CODE_BITS = 2;
const CLEAR = 4;
const END = 5;
const MAX_CODES = 4096;

/** In pieces of at most 255 bytes, and an empty one. */
export function subBlocks(data: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const piece = data.subarray(at, at + 255);
    pieces.push(u8(piece.length), piece);
  }
  return Buffer.concat([...pieces, u8(0)]);
}

/** LZW of `pixels` of the first colour: each code stands for one pixel more than the one before, up to 4,091. */
export function flatLzw(pixels: number): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let heldBits = 0;
  let codes = END + 1;
  let width = CODE_BITS + 1;
  const put = (code: number): void => {
    held |= code << heldBits;
    for (heldBits += width; heldBits >= 8; heldBits -= 8) {
      bytes.push(held & 255);
      held >>>= 8;
    }
  };
  const clear = (): void => {
    put(CLEAR);
    codes = END + 1;
    width = CODE_BITS + 1;
  };
  for (let left = pixels; left > 0; ) {
    clear();
    put(0);
    left--;
    while (left > 0 && codes < MAX_CODES) {
      const run = Math.min(left, codes - CLEAR);
      put(run === 1 ? 0 : run + CLEAR);
      left -= run;
      codes++;
      if (codes === 2 ** width && width < 12) width++;
    }
  }
  put(END);
  if (heldBits > 0) bytes.push(held & 255);
  return Buffer.from(bytes);
}

export type GifFrame = { x?: number; y?: number; width: number; height: number; data?: Buffer; codeBits?: number };

export const gifFrame = ({ x = 0, y = 0, width, height, data, codeBits = CODE_BITS }: GifFrame): Buffer =>
  Buffer.concat([
    u8(0x21, 0xf9, 4, 0, 10, 0, 0, 0), // a tenth of a second
    u8(0x2c),
    u16le(x, y, width, height),
    u8(0, codeBits),
    subBlocks(data ?? flatLzw(width * height)),
  ]);

export const gifComment = (value: string | Buffer): Buffer =>
  Buffer.concat([u8(0x21, 0xfe), subBlocks(typeof value === 'string' ? text(value) : value)]);

export type Gif = { width: number; height: number; blocks: readonly Buffer[]; palette?: Buffer | null; end?: boolean };

/** `palette` null leaves the colour table out. */
export const gif = ({ width, height, blocks, palette = FOUR_COLOURS, end = true }: Gif): Buffer =>
  Buffer.concat([
    text('GIF89a'),
    u16le(width, height),
    u8(palette === null ? 0 : 0x80 | (Math.log2(palette.length / 3) - 1), 0, 0),
    palette ?? u8(),
    ...blocks,
    end ? u8(0x3b) : u8(),
  ]);
