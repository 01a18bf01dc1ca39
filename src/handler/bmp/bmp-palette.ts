import type { BmpHeader } from './bmp-header.ts';

/**
 * The colours as 256 × RGB. An index without a colour is black, as browsers show it: a palette too short for its
 * pixels is common and the rest of the picture is right.
 */
export function readPalette(bytes: Uint8Array, { palette }: BmpHeader): Uint8Array {
  const colours = new Uint8Array(256 * 3);
  for (let index = 0; index < palette.entries; index++) {
    const at = palette.offset + index * palette.entryBytes;
    colours.set([bytes[at + 2] as number, bytes[at + 1] as number, bytes[at] as number], index * 3);
  }
  return colours;
}
