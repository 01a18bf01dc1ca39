const MISSING_PIXELS = /^expected CORRUPT but received processed$/;
const RARE_JPEG = /^expected processed or UNSUPPORTED_FORMAT but received CORRUPT/;

/**
 * Files that the function does not handle right, and how. Each must still be wrong in this way: who mends one takes it
 * off here.
 */
export const KNOWN: Readonly<Record<string, RegExp>> = {
  // The decoder fills up with gray, and says so only as a warning.
  'dimensions/jpeg-160x1200': MISSING_PIXELS,
  'disguised/cmyk-with-half-its-pixels': MISSING_PIXELS,
  'disguised/gray-with-half-its-pixels': MISSING_PIXELS,
  'disguised/jpeg-with-half-its-pixels': MISSING_PIXELS,
  'jpeg-markers/restart-markers-in-disorder': MISSING_PIXELS,
  'jpeg-markers/restarts-that-never-come': MISSING_PIXELS,
  // The decoder leaves out pixels, or a whole frame, without a word.
  'gif-blocks/broken-second-frame': MISSING_PIXELS,
  'gif-blocks/code-size-0': MISSING_PIXELS,
  'gif-blocks/half-the-pixels': MISSING_PIXELS,
  'gif-blocks/no-codes': MISSING_PIXELS,
  // Right files of a kind that no decoder of ours knows.
  'odd-jpegs/12-bits': RARE_JPEG,
  'odd-jpegs/arithmetic-lossless': RARE_JPEG,
  'odd-jpegs/hierarchical': RARE_JPEG,
  'odd-jpegs/hierarchical-lossless': RARE_JPEG,
};

/** Batches that the function does not survive. */
export const KNOWN_BATCHES: Readonly<Record<string, RegExp>> = {};
