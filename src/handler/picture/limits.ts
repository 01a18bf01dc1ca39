/*
 * For a function of 512 MB, the smallest that is allowed (537 million bytes):
 *
 *   Node with sharp and the SDK, idle                           100 million
 *   uploads in flight, MAX_BYTES_IN_FLIGHT                       67
 *   decoders and encoders at work, MAX_DECODED_BYTES            256
 *   what glibc keeps after many images, MALLOC_ARENA_MAX=2      100
 *                                                               523
 *
 * An image in a process of its own takes CHILD_BYTES and a copy of its upload besides, out of MAX_DECODED_BYTES; the
 * function's own copy is gone by then. Only an image that needs all of MAX_DECODED_BYTES, in a function that has kept
 * all of the 100, goes beyond: by CHILD_BYTES, to 568. Linux then ends that process and not the function (CRASHED).
 */

/** 50 MiB. */
export const MAX_UPLOAD_BYTES = 52_428_800;

/** Bytes. One upload of the largest size, and small ones beside it. */
export const MAX_BYTES_IN_FLIGHT = 64 * 2 ** 20;

/** What all renderings at work may hold together, and so what one may need: see rendition-plan.ts. */
export const MAX_DECODED_BYTES = 256_000_000;

/**
 * What a process for one image takes before it decodes: Node and sharp, without what it shares with the function (36).
 */
export const CHILD_BYTES = 45_000_000;

/** The same with what it shares, as /proc counts it (95). */
export const CHILD_RESIDENT_BYTES = 110_000_000;

/**
 * Time, not memory: at about 30 megapixels a second with 0.29 of a processor (512 MB) this takes 2.5 s, and a batch of
 * ten 25 s of the function's 50. Cameras have 12 to 64 megapixels.
 */
export const MAX_INPUT_PIXELS = 75_000_000;

/**
 * Of PNG and BMP; the other formats have no room for more. A row is held several times while it is scaled, and a row
 * costs time however short it is: 75 million of one pixel take 13 s of a processor.
 */
export const MAX_SIDE = 65_535;

/**
 * All frames of an animation together, for memory (7 bytes each, 154 million) and time: a GIF of noise is made anew at
 * 3 megapixels a second of a whole processor, others at up to 6, so that this takes up to 25 s with 0.29 of one. With
 * 24 million one of noise was never finished within its 30 s.
 */
export const MAX_ANIMATION_PIXELS = 22_000_000;
export const MAX_FRAMES = 300;

/** Encoders write about 10; hundreds are an attack. */
export const MAX_JPEG_SCANS = 100;

/** Above this not even the first frame is worth the search for the others: 10,000 tiny ones are an attack. */
export const MAX_FRAMES_IN_FILE = 2000;

/** Texts, comments, profiles. Cameras and editors write some dozens, an XMP of 10 MB in 160 JPEG segments. */
export const MAX_METADATA_SEGMENTS = 1000;
export const MAX_JPEG_METADATA_BYTES = 16 * 2 ** 20;

/** Of the texts and the profile of a PNG together: the largest profiles have 4 MB. */
export const MAX_INFLATED_BYTES = 8 * 2 ** 20;

/**
 * Pixels that are worked on at the same time, about a second's work with 0.29 of a processor. Small images share it;
 * large ones come one after the other, since ten that are worked on at once would all be unfinished at the deadline.
 */
export const MAX_WORK_IN_FLIGHT = 24_000_000;

/** MB, the smallest MemorySize: what the limits here are for. */
export const LEAST_MEMORY = 512;

/** The same for a function of so many MB, which gets so much more of a processor, or of several. */
export const workInFlight = (memorySize: number): number => MAX_WORK_IN_FLIGHT * Math.max(1, memorySize / LEAST_MEMORY);

/**
 * Of a batch of ten. Most of the time an image waits for S3: four at a time take 10 % longer on 0.29 of a processor,
 * 5 % on one, 26 % on two. All ten gain 6 % on one more, but where S3 is slow none of them might be done by the deadline.
 */
export const MAX_IMAGES_IN_FLIGHT = 6;
