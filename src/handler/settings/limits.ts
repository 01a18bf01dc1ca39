/*
 * What is allowed follows from the function's memory and time: cost.ts says what a picture takes of them. For the
 * smallest function, of 512 MB (537 million bytes):
 *
 *   Node with sharp and the SDK, idle                           100 million
 *   uploads in flight                                            67
 *   decoders and encoders at work                               260
 *   what glibc keeps after many images: bench/numbers/memory.md 100
 *   left                                                         10
 *
 * An image in a process of its own takes CHILD_BYTES and a copy of its upload besides, out of what decoders may take;
 * the function's own copy is gone by then. Only an image that needs all of that, in a function that has kept all of the
 * 100, goes beyond: by CHILD_BYTES, to 568. Linux then ends that process and not the function (CRASHED).
 */

/** MB of 2^20 bytes, as Lambda counts them. Below this the largest uploads do not fit beside what is idle. */
export const LEAST_MEMORY = 512;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MOST_MEMORY = 10_240;
const MOST_SECONDS = 900;

/** Lambda gives a whole processor at 1,769 MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MEMORY_OF_ONE_PROCESSOR = 1769;

const IDLE_BYTES = 100e6;
const KEPT_BYTES = 100e6;
/** Share of the memory above 512 MB that is kept: more is worked on at a time, and more is left behind. */
const KEPT_SHARE = 0.1;
const LEFT_BYTES = 9e6;

/** Share of memory for uploads in flight; at least one of the largest size fits, and small ones beside it. */
const BYTES_IN_FLIGHT_SHARE = 1 / 8;
const SMALL_UPLOADS_BYTES = 14 * 2 ** 20;

/** The largest upload takes this share of MemorySize: in a process of its own it is there twice for a moment. */
export const UPLOAD_SHARE = 1 / 5;

/**
 * What a process for one image takes before it decodes: Node and sharp, without what it shares with the function (36).
 */
export const CHILD_BYTES = 45_000_000;

/** Memory of such a process with what it shares, as /proc counts it (95). */
export const CHILD_RESIDENT_BYTES = 110_000_000;

/**
 * Shares of FunctionTimeout that one image may take by cost.ts. Still ones: four of the largest are done in one
 * invocation, so a batch of ten within its three tries. A JPEG may be decoded four times, in 0.6 of the time, which is
 * what deadline.ts gives an image. Animations: what is left of that for a process of its own.
 */
const STILL_SHARE = 0.24;
const JPEG_SHARE = 0.15;
const ANIMATION_SHARE = 0.57;

/**
 * Work in flight: what all processors do in this time by cost.ts, which is a second of theirs or a little more. Small
 * images share it; large ones come one after the other.
 */
const WORK_IN_FLIGHT_MILLISECONDS = 1500;

export const ANIMATIONS_OVER_LIMIT = ['degrade', 'refuse'] as const;
export type AnimationOverLimit = (typeof ANIMATIONS_OVER_LIMIT)[number];

/** Settings that the limits of a function follow from. */
export type Capacity = {
  /** MB, as Lambda says. */
  memorySize: number;
  /** Seconds: FunctionTimeout. */
  functionTimeout: number;
  /** MB of 2^20 bytes. */
  maximumUploadMegabytes: number;
  /** An animation above the limits loses frames, or is refused. */
  animationOverLimit: AnimationOverLimit;
};

export type Limits = Capacity & {
  uploadBytes: number;
  /** Bytes of uploads that are held at the same time. */
  bytesInFlight: number;
  /** Bytes of memory that all renditions at work may hold together, and so what one may need. */
  decodedBytes: number;
  /** Milliseconds of a processor that are worked on at the same time. */
  workInFlight: number;
  /** Milliseconds of a processor that one image may take. */
  stillMilliseconds: number;
  jpegMilliseconds: number;
  animationMilliseconds: number;
};

export function limitsOf(capacity: Capacity): Limits {
  const { memorySize, functionTimeout, maximumUploadMegabytes } = capacity;
  const memoryBytes = memorySize * 2 ** 20;
  const uploadBytes = maximumUploadMegabytes * 2 ** 20;
  const bytesInFlight = Math.max(uploadBytes + SMALL_UPLOADS_BYTES, memoryBytes * BYTES_IN_FLIGHT_SHARE);
  const kept = KEPT_BYTES + Math.max(0, memorySize - LEAST_MEMORY) * 2 ** 20 * KEPT_SHARE;
  const processors = memorySize / MEMORY_OF_ONE_PROCESSOR;
  /** Milliseconds that one image gets of a processor in a share of the time: it has one thread, and so no more than one. */
  const within = (share: number): number => functionTimeout * 1000 * share * Math.min(1, processors);
  return {
    ...capacity,
    uploadBytes,
    bytesInFlight,
    decodedBytes: Math.floor(memoryBytes - IDLE_BYTES - kept - LEFT_BYTES - bytesInFlight),
    workInFlight: WORK_IN_FLIGHT_MILLISECONDS * processors,
    stillMilliseconds: within(STILL_SHARE),
    jpegMilliseconds: within(JPEG_SHARE),
    animationMilliseconds: within(ANIMATION_SHARE),
  };
}

/** Advice on a larger function; `fits` says whether given limits suffice. MemorySize comes first, as it is time too. */
export function remedy(limits: Limits, fits: (limits: Limits) => boolean): string {
  const { memorySize, functionTimeout } = limits;
  for (let size = Math.ceil((memorySize + 1) / 64) * 64; size <= MOST_MEMORY; size += 64) {
    if (fits(limitsOf({ ...limits, memorySize: size }))) return `raise MemorySize from ${memorySize} to ${size}`;
  }
  for (let seconds = functionTimeout + 10; seconds <= MOST_SECONDS; seconds += 10) {
    const both = { memorySize: Math.max(memorySize, MEMORY_OF_ONE_PROCESSOR), functionTimeout: seconds };
    if (!fits(limitsOf({ ...limits, ...both }))) continue;
    const memory = both.memorySize > memorySize ? ` and MemorySize from ${memorySize} to ${both.memorySize}` : '';
    return `raise FunctionTimeout from ${functionTimeout} to ${seconds}${memory}`;
  }
  return 'no function is large enough';
}

/** The largest MaximumUploadMegabytes that a function of `memorySize` MB has room for. */
export const mostUploadMegabytes = (memorySize: number): number => Math.floor(memorySize * UPLOAD_SHARE);

/**
 * Of PNG and BMP; the other formats have no room for more. A row is held several times while it is scaled, and a row
 * costs time however short it is: 75 million of one pixel take 13 s of a processor.
 */
export const MAX_SIDE = 65_535;

/** Largest canvas of a WEBP: libvips reserves two when it reads the headers, before anything is planned. */
export const MAX_CANVAS_PIXELS = 120_000_000;

/** Encoders write about 10; hundreds are an attack. */
export const MAX_JPEG_SCANS = 100;

/** The most frames of a file. One with more is refused, not reduced to its first frame: 10,000 tiny ones are an attack. */
export const MAX_FRAMES_IN_FILE = 2000;

/** Texts, comments, profiles. Cameras and editors write some dozens, an XMP of 10 MB in 160 JPEG segments. */
export const MAX_METADATA_SEGMENTS = 1000;
export const MAX_JPEG_METADATA_BYTES = 16 * 2 ** 20;

/** Bytes of the texts and the profile of a PNG together: the largest profiles have 4 MB. */
export const MAX_INFLATED_BYTES = 8 * 2 ** 20;

/**
 * Of a batch of ten. Most of the time an image waits for S3: four at a time take 10 % longer on 0.29 of a processor,
 * 5 % on one, 26 % on two. All ten gain 6 % on one more, but where S3 is slow none of them might be done by the deadline.
 */
export const MAX_IMAGES_IN_FLIGHT = 6;
