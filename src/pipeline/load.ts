/** The month for which costs are reckoned: the same before and after, so that only the change makes the difference. */
export const LOAD = {
  images: 100_000,
  uploadBytes: 4e6,
  /** Of the images that the README's table of numbers measures, as many of each. */
  processedBytes: [75e3, 80e3, 84e3, 88e3, 73e3, 617e3, 160e3, 38e3, 86e3, 91e3],
  /** Billed time of the function for an image; a batch is one image, as with a steady trickle. */
  secondsPerImage: 1,
  logBytesPerImage: 2000,
  /** The months that have passed: objects that never expire have gathered for so long. */
  months: 12,
} as const;

/** For the reader of the report. */
export const LOAD_WORDS =
  `${LOAD.images.toLocaleString('en')} images a month of ${LOAD.uploadBytes / 1e6} MB, ` +
  `${Math.round(LOAD.processedBytes.reduce((sum, bytes) => sum + bytes, 0) / LOAD.processedBytes.length / 1e3)} kB processed on average, ${LOAD.secondsPerImage} s each at any memory size, in month ${LOAD.months}`;
