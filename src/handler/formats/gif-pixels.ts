const MAX_CODES = 4096;
const MAX_CODE_BITS = 12;

/** Codes after which others may have the processor: some 10 ms. */
const CODES_IN_A_ROW = 1 << 20;
/** Codes for a pixel at the most, and a few: each stands for one at least, but for those that begin anew. */
const CODES_PER_PIXEL = 2;
const MORE_CODES = 4096;

/** Which indices of colours a frame's pixels have, and one of them that another is to be written for in the file. */
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
  // Of this frame alone: another file may have its turn in between.
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
  /** Where the last three bytes of data are, which a code lies in. */
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
        if (code === clear + 1 || code > next || (code === next && last === 0)) return pixels; // the end, or none's code
        // Before the code is looked up, which may be this one.
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
