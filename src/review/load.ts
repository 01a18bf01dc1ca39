/** The month for which costs are reckoned: the same before and after, so that only the change makes the difference. */
export const LOAD = {
  images: 100_000,
  /** Of an upload and of what is made of it. */
  uploadBytes: 4e6,
  processedBytes: 2e5,
  /** Billed time of the function for an image; a batch is one image, as with a steady trickle. */
  secondsPerImage: 1,
  logBytesPerImage: 2000,
  /** The months that have passed: objects that never expire have gathered for so long. */
  months: 12,
} as const;

/** For the reader of the report. */
export const LOAD_WORDS =
  `${LOAD.images.toLocaleString('en')} images a month of ${LOAD.uploadBytes / 1e6} MB, ` +
  `${LOAD.processedBytes / 1e3} kB processed, ${LOAD.secondsPerImage} s each at any memory size, in month ${LOAD.months}`;
