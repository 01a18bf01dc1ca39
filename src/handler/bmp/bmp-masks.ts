import { expectBmp } from './bmp-error.ts';

/** Where one channel lies in a pixel: `bits` bits above the lowest `shift` ones; no bits means a channel of zeros. */
export type Mask = { shift: number; bits: number };

export type Masks = readonly [red: Mask, green: Mask, blue: Mask, alpha?: Mask];

const BYTES: Masks = [
  { shift: 16, bits: 8 },
  { shift: 8, bits: 8 },
  { shift: 0, bits: 8 },
];

const FIVES: Masks = [
  { shift: 10, bits: 5 },
  { shift: 5, bits: 5 },
  { shift: 0, bits: 5 },
];

/** What BI_RGB means: 5-5-5 in 16 bits, else a byte each. The rest of the pixel is padding, never alpha. */
export const defaultMasks = (bitsPerPixel: number): Masks => (bitsPerPixel === 16 ? FIVES : BYTES);

/**
 * Reads the red, green, blue and, where `count` is 4, alpha mask at `at`.
 * Masks of any width and order are right as long as each is one run of bits inside the pixel and none shares a bit.
 */
export function readMasks(view: DataView, at: number, count: 3 | 4, bitsPerPixel: number): Masks {
  let taken = 0;
  const read = (name: string, index: number): Mask => {
    const value = view.getUint32(at + 4 * index, true);
    if (value === 0) return { shift: 0, bits: 0 };
    const shift = 31 - Math.clz32(value & -value);
    const run = value >>> shift;
    const bits = 32 - Math.clz32(run);
    const received = `0x${value.toString(16)}`;
    expectBmp((run & (run + 1)) === 0, `adjacent bits for the ${name} mask of the BMP image`, received);
    expectBmp(shift + bits <= bitsPerPixel, `at most ${bitsPerPixel} bits for the ${name} mask`, received);
    expectBmp((taken & value) === 0, `bits of no other mask for the ${name} mask of the BMP image`, received);
    taken |= value;
    return { shift, bits };
  };
  const red = read('red', 0);
  const green = read('green', 1);
  const blue = read('blue', 2);
  expectBmp(taken !== 0, 'a colour mask for the BMP image', 'none');
  const alpha = count === 4 ? read('alpha', 3) : undefined;
  return alpha && alpha.bits > 0 ? [red, green, blue, alpha] : [red, green, blue];
}
