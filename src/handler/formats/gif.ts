import { defined } from '../../shared/defined.ts';
import { MAX_FRAMES_IN_FILE } from '../settings/limits.ts';

const MAX_CODES = 4096;
const MAX_CODE_BITS = 12;

/** Codes after which others may have the processor: some 10 ms. */
const CODES_IN_A_ROW = 1 << 20;
/** Codes for a pixel at the most, and some more: each stands for one pixel at least, except those that clear. */
const CODES_PER_PIXEL = 2;
const MORE_CODES = 4096;

/** The colour indices that a frame's pixels have. `replace` writes another index over one of them, in the file. */
export type GifIndices = { used: Uint8Array; replace?: { index: number; by: number } };

const others = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Counts the pixels that a frame's LZW codes stand for, up to `enough`, and decodes none: up to 1.5 s of a processor
 * for the largest upload, in turns with others. `at` is where the pieces of data begin, `colourBits` what the file says
 * before them. Ends where codes that stand for nothing are as many as pixels. With `indices` it marks those that are used:
 each has a code of its own before it is part of another.
 */
export async function countGifPixels(
  bytes: Uint8Array,
  at: number,
  colourBits: number,
  enough: number,
  indices?: GifIndices,
): Promise<number> {
  // A buffer of this call: another file may be counted in between.
  const lengths = new Uint16Array(MAX_CODES + 1);
  const { used, replace } = indices ?? {};
  const mostCodes = enough * CODES_PER_PIXEL + MORE_CODES;
  let codes = 0;
  const clear = 1 << colourBits;
  lengths.fill(1, 0, clear);
  let width = colourBits + 1;
  let mask = (1 << width) - 1;
  let next = clear + 2;
  let last = 0; // pixels of the code before; 0 where there is none
  let pixels = 0;
  let held = 0;
  let heldBits = 0;
  let rested = 0;
  /** Offsets of the last three bytes of data, in which a code lies. */
  let places: readonly number[] = [];
  for (let length = bytes[at++]; length; length = bytes[at++]) {
    if (codes - rested > CODES_IN_A_ROW) {
      await others();
      rested = codes;
    }
    for (const end = at + length; at < end; at++) {
      held |= (bytes[at] ?? 0) << heldBits;
      heldBits += 8;
      if (replace) places = [at, ...places.slice(0, 2)];
      while (heldBits >= width) {
        if (++codes > mostCodes) return pixels;
        const code = held & mask;
        if (used && code < clear) {
          used[code] = 1;
          if (replace?.index === code) writeCode(bytes, places, heldBits, width, replace.by);
        }
        held >>>= width;
        heldBits -= width;
        if (code === clear) {
          width = colourBits + 1;
          mask = (1 << width) - 1;
          next = clear + 2;
          last = 0;
          continue;
        }
        if (code === clear + 1 || code > next || (code === next && last === 0)) return pixels; // the end, or a code that means nothing
        // Set before the code is looked up, which may be this one.
        lengths[next] = last + 1;
        if (last > 0 && next < MAX_CODES) {
          next++;
          if (next > mask && width < MAX_CODE_BITS) mask = (1 << ++width) - 1;
        }
        last = lengths[code] as number;
        pixels += last;
        if (pixels >= enough) return enough;
      }
    }
  }
  return pixels;
}

/** Writes a code whose lowest bit is `above` bits below the end of the first of `places`, which are in turn backwards. */
function writeCode(bytes: Uint8Array, places: readonly number[], above: number, width: number, code: number): void {
  for (let bit = 0; bit < width; bit++) {
    const below = above - bit - 1;
    const place = places[below >> 3] as number;
    const mask = 1 << (7 - (below & 7));
    bytes[place] = (code >> bit) & 1 ? (bytes[place] as number) | mask : (bytes[place] as number) & ~mask;
  }
}

const EXTENSION = 0x21;
const CONTROL = 0xf9;
/** Size of a control extension, without its marks and its end. */
const CONTROL_BYTES = 4;
const IMAGE = 0x2c;
const HEADER_BYTES = 13;
const IMAGE_BYTES = 10;

/** A frame: its place in the file, as offsets in bytes, and on the canvas. */
export type GifFrame = {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Offset of its first mark. */
  start: number;
  /** Offset of the flags in its control extension; absent without one. */
  flags?: number;
  /** Offset of its colours, its own or the common ones, and their number. */
  colours: { at: number; count: number };
  /** Offset of the pieces of its pixels, and the byte before them. */
  data: number;
  colourBits: number;
};

export type GifSurvey = {
  frames: number;
  /** The first MAX_FRAMES_IN_FILE of them. */
  places: GifFrame[];
  /**
   * It breaks off inside a block. The decoder would take the frames before as the whole animation. The end mark is not
   * asked for: files without it are common and complete.
   */
  isCut: boolean;
  /**
   * A frame has fewer pixels than it says. The decoder would leave them out, as browsers do: some at its end are no
   * matter. Looked for in no more frames than MAX_FRAMES_IN_FILE, as a file of more is refused.
   */
  hasMissingPixels: boolean;
};

/** 2 is the least by the format, but some write 1 for black and white; codes of more than 12 bits there are none. */
const MIN_COLOUR_BITS = 1;
const MAX_COLOUR_BITS = 11;

/** Bytes of the colours that follow, by their flags: 3 bytes each. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Pixels that a frame may lack: some encoders forget the last ones. Less than a row, and one in a hundred. */
const allowed = (width: number, pixels: number): number => Math.min(width - 1, Math.floor(pixels / 100));

type Four = [number, number, number, number];

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);

/** Surveys the blocks of a GIF. May take a second or two of a processor, in turns with others. */
export async function surveyGif(bytes: Uint8Array): Promise<GifSurvey> {
  let frames = 0;
  const places: GifFrame[] = [];
  const common = { at: HEADER_BYTES, count: tableBytes(bytes[10] ?? 0) / 3 };
  let flags: number | undefined;
  let hasMissingPixels = false;
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === IMAGE) {
      frames++;
      const start = at;
      const [left, top, width, height] = [1, 3, 5, 7].map((field) => uint16(bytes, start + field)) as Four;
      const pixels = width * height;
      const own = tableBytes(bytes[at + 9] ?? 0);
      at += IMAGE_BYTES + own + 1;
      const colourBits = bytes[at - 1] ?? 0;
      const colours = own > 0 ? { at: start + IMAGE_BYTES, count: own / 3 } : common;
      if (frames <= MAX_FRAMES_IN_FILE)
        places.push({
          ...{ left, top, width, height, start, colours, data: at, colourBits },
          ...defined({ flags }),
        });
      flags = undefined;
      const isKnown = colourBits >= MIN_COLOUR_BITS && colourBits <= MAX_COLOUR_BITS;
      // A frame without width or height shows nothing, for its time: browsers go on.
      if (!hasMissingPixels && pixels > 0 && frames <= MAX_FRAMES_IN_FILE)
        hasMissingPixels =
          !isKnown || pixels - (await countGifPixels(bytes, at, colourBits, pixels)) > allowed(width, pixels);
    } else if (block === EXTENSION) {
      if (bytes[at + 1] === CONTROL && bytes[at + 2] === CONTROL_BYTES) flags = at + 3;
      at += 2;
    } else return { frames, places, isCut: false, hasMissingPixels }; // the end mark, or what the decoder is to judge
    // The data of the block come in pieces that begin with their length; the last one is empty.
    for (let length = bytes[at++]; length !== 0; length = bytes[at++]) {
      // The last piece may be missing where all pixels are present.
      if (length === undefined && block === IMAGE && at === bytes.length + 1) {
        at--;
        break;
      }
      if (length === undefined) return { frames, places, isCut: true, hasMissingPixels };
      at += length;
    }
  }
  return { frames, places, isCut: at > bytes.length, hasMissingPixels };
}
