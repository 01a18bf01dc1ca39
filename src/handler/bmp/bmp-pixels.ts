import type { BmpHeader, Mask } from './bmp-header.ts';

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

/** True of BMPs of 24 bits, nearly all that there are: three bytes for each pixel. */
export const isInPlace = ({ bitsPerPixel }: BmpHeader): boolean => bitsPerPixel === 24;

/**
 * The pixels of a BMP of which `isInPlace` is true where they lie in its memory: blue, green and red, the rows in the
 * order of the file. Only the padding of the rows is taken out, by moving them together, so that the bytes are no BMP
 * afterwards.
 */
export function pixelsInPlace(bytes: Buffer, { width, height, pixelOffset, rowBytes }: BmpHeader): Buffer {
  const used = width * 3;
  for (let y = 1; used < rowBytes && y < height; y++) {
    const from = pixelOffset + y * rowBytes;
    bytes.copyWithin(pixelOffset + y * used, from, from + used);
  }
  return bytes.subarray(pixelOffset, pixelOffset + used * height);
}

// Every index below lies inside the file: readBmpHeader has compared the rows with its length. `as number` says so.

const rowStart = ({ pixelOffset, rowBytes, height, topDown }: BmpHeader, y: number): number =>
  pixelOffset + rowBytes * (topDown ? y : height - 1 - y);

/** Decodes 1, 2 or 4 bits per pixel into RGB through 256 colours. */
export function decodeIndexed(bytes: Uint8Array, header: BmpHeader, colours: Uint8Array, data: Uint8Array): void {
  const { width, height, bitsPerPixel } = header;
  const mask = (1 << bitsPerPixel) - 1;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = rowStart(header, y);
    let shift = 8;
    for (let x = 0; x < width; x++) {
      shift -= bitsPerPixel;
      const colour = (((bytes[from] as number) >> shift) & mask) * 3;
      data[to++] = colours[colour] as number;
      data[to++] = colours[colour + 1] as number;
      data[to++] = colours[colour + 2] as number;
      if (shift === 0) {
        shift = 8;
        from++;
      }
    }
  }
}

/** Decodes 8 bits per pixel into RGB through 256 colours. */
export function decodeIndexBytes(bytes: Uint8Array, header: BmpHeader, colours: Uint8Array, data: Uint8Array): void {
  const { width, height } = header;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = rowStart(header, y);
    for (const end = from + width; from < end; from++) {
      const colour = (bytes[from] as number) * 3;
      data[to] = colours[colour] as number;
      data[to + 1] = colours[colour + 1] as number;
      data[to + 2] = colours[colour + 2] as number;
      to += 3;
    }
  }
}

const isByte = ({ shift, bits }: Mask): boolean => bits === 8 && shift % 8 === 0;

/** True of 24 bits, and of 32 where each channel is a byte of its own, in any order: nearly all files. */
export const isBytes = ({ bitsPerPixel, masks }: BmpHeader): boolean =>
  bitsPerPixel >= 24 && masks.every((mask) => mask !== undefined && isByte(mask));

/** Decodes pixels of which `isBytes` is true by putting their bytes in order. */
export function decodeBytes(bytes: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height, bitsPerPixel, masks } = header;
  const [red, green, blue, alpha] = masks.map((mask) => (mask?.shift ?? 0) / 8) as [number, number, number, number?];
  const step = bitsPerPixel / 8;
  let to = 0;
  if (alpha === undefined) {
    // A loop without a condition at each pixel takes half the time.
    for (let y = 0; y < height; y++) {
      let from = rowStart(header, y);
      for (const end = to + width * 3; to < end; to += 3) {
        data[to] = bytes[from + red] as number;
        data[to + 1] = bytes[from + green] as number;
        data[to + 2] = bytes[from + blue] as number;
        from += step;
      }
    }
    return;
  }
  for (let y = 0; y < height; y++) {
    let from = rowStart(header, y);
    for (let x = 0; x < width; x++) {
      data[to++] = bytes[from + red] as number;
      data[to++] = bytes[from + green] as number;
      data[to++] = bytes[from + blue] as number;
      data[to++] = bytes[from + alpha] as number;
      from += step;
    }
  }
}

/** A channel in at most 16 bits, and the table that brings these to 0..255. What 32 bits hold beyond 16 is lost. */
function channel({ shift, bits }: Mask): { shift: number; mask: number; scaled: Uint8Array } {
  const kept = Math.min(bits, 16);
  const mask = 2 ** kept - 1;
  const scaled = Uint8Array.from({ length: mask + 1 }, (_, value) => Math.round((value * 255) / (mask || 1)));
  return { shift: shift + bits - kept, mask, scaled };
}

/** Decodes 16 or 32 bits per pixel with masks of any width. */
export function decodeFields(bytes: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height, bitsPerPixel, masks } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const red = channel(masks[0]);
  const green = channel(masks[1]);
  const blue = channel(masks[2]);
  const alpha = masks[3] && channel(masks[3]);
  const step = bitsPerPixel / 8;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = rowStart(header, y);
    for (let x = 0; x < width; x++) {
      const pixel = step === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
      data[to++] = red.scaled[(pixel >>> red.shift) & red.mask] as number;
      data[to++] = green.scaled[(pixel >>> green.shift) & green.mask] as number;
      data[to++] = blue.scaled[(pixel >>> blue.shift) & blue.mask] as number;
      if (alpha) data[to++] = alpha.scaled[(pixel >>> alpha.shift) & alpha.mask] as number;
      from += step;
    }
  }
}
