import { text, u8, u16le } from '../hostile/make/bytes.ts';
import { subBlocks } from '../hostile/make/gif.ts';

export type GifFrame = {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Hundredths of a second. */
  delay: number;
  /** 0 to 3: https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 23. */
  disposal: number;
  /** An index that is not drawn. */
  transparent?: number;
  interlaced: boolean;
  /** Without a control extension delay, disposal and transparency are not written. */
  hasControl: boolean;
  /** Red, green and blue; its length is a power of two. */
  palette?: readonly Colour[];
  indices: Uint8Array;
};

type Colour = readonly [number, number, number];

export type Gif = {
  width: number;
  height: number;
  palette: readonly Colour[];
  background: number;
  /** Of the Netscape extension; without it the animation is played once. */
  loop?: number;
  frames: readonly GifFrame[];
};

const tableFlags = (colours: readonly Colour[]): number => 0x80 | (Math.log2(colours.length) - 1);
const table = (colours: readonly Colour[]): Buffer => u8(...colours.flat());

export function encodeGif({ width, height, palette, background, loop, frames }: Gif): Buffer {
  return Buffer.concat([
    text('GIF89a'),
    u16le(width, height),
    u8(tableFlags(palette), background, 0),
    table(palette),
    ...(loop === undefined ? [] : [u8(0x21, 0xff, 11), text('NETSCAPE2.0'), u8(3, 1), u16le(loop), u8(0)]),
    ...frames.map((frame) => encodeFrame(frame, palette)),
    u8(0x3b),
  ]);
}

function encodeFrame(frame: GifFrame, global: readonly Colour[]): Buffer {
  const { x, y, width, height, delay, disposal, transparent, interlaced, palette, hasControl } = frame;
  const flags = (disposal << 2) | (transparent === undefined ? 0 : 1);
  const codeBits = Math.max(2, Math.log2((palette ?? global).length));
  return Buffer.concat([
    ...(hasControl ? [u8(0x21, 0xf9, 4, flags), u16le(delay), u8(transparent ?? 0, 0)] : []),
    u8(0x2c),
    u16le(x, y, width, height),
    u8((palette ? tableFlags(palette) : 0) | (interlaced ? 0x40 : 0)),
    palette ? table(palette) : u8(),
    u8(codeBits),
    subBlocks(lzw(interlaced ? inPasses(frame) : frame.indices, codeBits)),
  ]);
}

/** The rows in the order of section 17 and appendix E. */
function inPasses({ width, height, indices }: GifFrame): Uint8Array {
  const rows: Uint8Array[] = [];
  for (const [from, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    for (let y = from; y < height; y += step) rows.push(indices.subarray(y * width, (y + 1) * width));
  }
  return Buffer.concat(rows);
}

/** Appendix F: codes of variable length that stand for ever longer runs of indices. */
export function lzw(indices: Uint8Array, codeBits: number): Buffer {
  const bytes: number[] = [];
  let [held, heldBits] = [0, 0];
  const [clear, end] = [1 << codeBits, (1 << codeBits) + 1];
  let [width, next] = [codeBits + 1, end + 1];
  let codes = new Map<number, number>();
  const put = (code: number): void => {
    held |= code << heldBits;
    for (heldBits += width; heldBits >= 8; heldBits -= 8) {
      bytes.push(held & 255);
      held >>>= 8;
    }
  };
  put(clear);
  let prefix = indices[0] ?? 0;
  for (const index of indices.subarray(1)) {
    const longer = codes.get(prefix * 256 + index);
    if (longer !== undefined) {
      prefix = longer;
      continue;
    }
    put(prefix);
    codes.set(prefix * 256 + index, next);
    if (next === 1 << width && width < 12) width++;
    next++;
    if (next > 4095) {
      put(clear);
      codes = new Map();
      [width, next] = [codeBits + 1, end + 1];
    }
    prefix = index;
  }
  put(prefix);
  // The decoder has added a code by now, which may be the first of another length.
  if (next === 1 << width && width < 12) width++;
  put(end);
  if (heldBits > 0) bytes.push(held & 255);
  return Buffer.from(bytes);
}

/** The screen of browsers: it grows to what the first frame takes. */
function screenOf({ width, height, frames: [first] }: Gif): { width: number; height: number } {
  if (first === undefined) return { width, height };
  return { width: Math.max(width, first.x + first.width), height: Math.max(height, first.y + first.height) };
}

/**
 * What is on the screen in each frame, RGBA. The screen begins transparent, and disposal 2 makes it so again: browsers
 * draw no background colour. https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 23, leaves that open.
 */
export function composeGif(gif: Gif): { width: number; height: number; screens: Uint8Array[] } {
  const { width, height } = screenOf(gif);
  let screen = new Uint8Array(width * height * 4);
  const screens = gif.frames.map((frame) => {
    const before = screen.slice();
    const palette = frame.palette ?? gif.palette;
    for (const [at, index] of frame.indices.entries()) {
      const [x, y] = [frame.x + (at % frame.width), frame.y + Math.floor(at / frame.width)];
      if (index === frame.transparent || x >= width || y >= height) continue;
      screen.set([...(palette[index] ?? [0, 0, 0]), 255], (y * width + x) * 4);
    }
    const shown = screen;
    screen = frame.disposal === 3 ? before : shown.slice();
    if (frame.disposal === 2) {
      for (let y = frame.y; y < Math.min(height, frame.y + frame.height); y++) {
        screen.fill(0, (y * width + frame.x) * 4, (y * width + Math.min(width, frame.x + frame.width)) * 4);
      }
    }
    return shown;
  });
  return { width, height, screens };
}
