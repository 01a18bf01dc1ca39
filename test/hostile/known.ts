const MISSING_PIXELS = /^expected CORRUPT but received processed$/;

/**
 * Files that the function does not handle right, and how. Each must still be wrong in this way: who mends one takes it
 * off here.
 */
export const KNOWN: Readonly<Record<string, RegExp>> = {
  // The decoder leaves out pixels, or a whole frame, without a word.
  'gif-blocks/broken-second-frame': MISSING_PIXELS,
  'gif-blocks/code-size-0': MISSING_PIXELS,
  'gif-blocks/half-the-pixels': MISSING_PIXELS,
  'gif-blocks/no-codes': MISSING_PIXELS,
};

/** Batches that the function does not survive. */
export const KNOWN_BATCHES: Readonly<Record<string, RegExp>> = {};
