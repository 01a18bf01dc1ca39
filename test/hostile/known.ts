const MISSING_PIXELS = /^expected CORRUPT but received processed$/;
const RARE_JPEG = /^expected processed or UNSUPPORTED_FORMAT but received CORRUPT/;
const MEMORY = /^the function was stopped: (Runtime\.OutOfMemory: used|held) \d+ MB/;
/** On a machine that is busy the function's own limits may come first. */
const TIME = /^the function was stopped: took \d+ ms of a processor$|but received (TIMED_OUT|TOO_SLOW|nothing)/;

/**
 * Files that the function does not handle right, and how. Each must still be wrong in this way: who mends one takes it
 * off here.
 */
export const KNOWN: Readonly<Record<string, RegExp>> = {
  // A single row is megabytes, and what scaling holds of it is not in the plan's cost.
  'bombs-bmp/rle8-end-8500000x8': MEMORY,
  'bombs-png/16-bit-alpha-100000x750': MEMORY,
  'bombs-png/1000000x75': MEMORY,
  'bombs-png/16-bit-alpha-1000000x75': MEMORY,
  'bombs-png/10000000x7': MEMORY,
  'bombs-png/75000000x1': MEMORY,
  // A quarter of a microsecond for each row, however short it is.
  'bombs-png/1x75000000': TIME,
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
export const KNOWN_BATCHES: Readonly<Record<string, RegExp>> = {
  // The pixels of a BMP are still held when the next picture is decoded, until the garbage is collected.
  'large BMPs and large WEBPs in turn': /^(Runtime\.OutOfMemory: used|held) \d+ MB/,
};
