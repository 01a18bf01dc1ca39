/*
 * What a picture takes of memory and of a processor, from its format, coding and size: a little more than was measured.
 * `npm run bench -- limits` sends the largest of each kind through the function under a limit of its memory, and says
 * where one takes more than is planned here: bench/numbers/limits.md.
 *
 * Memory is above that of an idle process and beside the upload itself. Milliseconds are those of one processor (of an
 * AMD EPYC, on 2026-12-01), of one libvips thread, in a process that is warm.
 */

import type { OutputFormat } from '../formats/format.ts';

/** Bytes of memory: 1 MP = 1,000,000 pixels, 1 MB = 1,000,000 bytes. */
export const MEMORY = {
  /** Decoding, scaling and encoding some rows at a time. JPEG of 200 MP takes 34 MB, PNG of 19 MP 53. */
  streaming: 52e6,
  /** Memory that is held beside the rows that are scaled. */
  beside: 8e6,
  /** Turning a picture upright holds it, so do progressive and palette encoders: 12.6 MP take 50 to 100 MB. */
  outputPixel: 9,
  /** WEBP with alpha is held as decoded and as encoded: 12.6 MP take 255 MB. */
  outputPixelOfAlphaWebp: 17,
  /** WEBP's encoder without loss: 12.6 MP take 380 MB. */
  outputPixelLossless: 40,
  /** A canvas of an animation, and the one before it: GIF of 2 × 12 MP takes 78 MB, WEBP of 1 × 50 MP 269. */
  canvasPixel: 7,
  /** Pixel of any frame as it is scaled; all are held as RGBA: 53 MP of a WEBP take 218 MB with the rest. */
  framePixel: { gif: 4.6, webp: 4.15 },
  /** Pixel of the frames that are decoded at a time where some are left out: those of a WEBP are held twice. */
  someFramesPixel: { gif: 4.2, webp: 8.4 },
  /** Byte of the upload as sockets have read it, until the garbage is collected. 50 MB leave 12 in a function of 1,769 MB. */
  transferredByte: 0.25,
  /** Bytes by which the copy of a damaged JPEG is larger than the upload: see jpeg-damage.ts. */
  jpegFilling: 8.4e6,
};

/** Milliseconds for a megapixel, or for a megabyte of the upload. */
export const TIME = {
  /** Every image: headers, metadata, the first use of what is not compiled yet. */
  image: 70,
  /** Transfer from S3, with checksum and memory that is touched for the first time: 46 MB take 200 ms. */
  transferMegabyte: 6,
  // JPEG: 200 MP take 379 ms in 24 MB and 623 in 53, flat ones of 400 MP 367; on a busy machine 192 in 50 MB 1,200.
  jpegMegasample: 0.5,
  jpegMegabyte: 14,
  /** Megapixel after the decoder has scaled by an eighth, a quarter or a half: 75 MP that are not made smaller take 1,161 ms. */
  jpegScaledMegapixel: 15,
  /** Arithmetic coding: 24 MP in 5.5 MB take 789 ms. */
  arithmeticMegasample: 1.5,
  arithmeticMegabyte: 140,
  /** Coefficients of several scans: 64 MP, 97 megasamples, take 1,039 ms; 48 MP of 4:4:4, 146 megasamples, 1,599. */
  coefficientMegasample: 11,
  /** Megasample of each scan. */
  scanMegasample: 0.1,
  scansMegabyte: 20,
  // PNG, by what is inflated: 8 bits a channel 75 MP 286 ms, 16 with alpha 1,259; by its bytes 24 MP in 35 MB 389.
  rawMegabyte: 2.4,
  deepRawMegabyte: 3.2,
  pngMegabyte: 12,
  /** Alpha is multiplied with the colours before scaling. */
  pngAlphaMegapixel: 6,
  /** Adam7: 67 MP take 1,508 ms. */
  interlacedMegapixel: 16,
  /** GIF has its codes counted before: 24 MP take 560 ms in 0.6 MB and 860 in 13. */
  gifMegapixel: 24,
  gifMegabyte: 28,
  // WEBP: 12 MP take 249 ms in 1.7 MB, 367 in 4.0; without loss 50 MP 879 to 1,300, 201 MP 8,100; on the canvas of an
  // animation 50 MP 1,751.
  webpMegapixel: 8,
  webpMegabyte: 60,
  webpAlphaMegapixel: 8,
  webpLosslessMegapixel: 38,
  webpCanvasMegapixel: 33,
  webpLosslessMegabyte: 20,
  /** BMP: of 24 bits 17 MP 66 to 300 ms; of all others 68 MP up to 1,250. */
  bmpInPlaceMegapixel: 22,
  bmpMegapixel: 20,
  /** Runs and deltas that may stand for nothing. */
  bmpMegabyte: 10,
  /** A colour profile of red, green and blue, and any of another kind: 24 MP of CMYK take 340 ms more. */
  profileMegapixel: 60,
  otherProfileMegapixel: 140,
  /** A profile that is converted after scaling costs two more steps. */
  profileSteps: 70,
  /** A rendition of few rows is scaled piece by piece: 18 MP of 30,000 × 600 take 833 ms. */
  fewRows: 2.5,
  // Frames: 38 MP in 20 frames of a GIF that become 10 take 1,796 ms as a graphic in 0.2 MB, 7,485 as noise in 53 MB.
  // Of a WEBP 55 MP in 20 frames that become 9 take 1,660; 28 MP in 40 that become 19 take 3,500 with alpha, 4,170 as
  // noise in 16 MB; 53 MP in 380 that stay 53 take 6,100.
  frame: 2,
  frameMegapixel: { gif: 27, webp: 16 },
  gifFramesMegabyte: 50,
  // Where frames are left out: 88 MP of a GIF take 2,500 ms, 56 of a WEBP 8,200, 28 as noise 6,070.
  someFramesMegapixel: { gif: 25, webp: 120 },
  /** Frames before those that are asked for are decoded too: 88 MP of a GIF take 439 ms, 38 of a WEBP 342. */
  passedMegapixel: { gif: 6, webp: 15 },
};

/** Milliseconds for a megapixel of the rendition: 12.6 MP of a photograph take 540, 1,090, 760 and 2,080. */
export const ENCODING: Readonly<Record<OutputFormat, number>> = { jpeg: 60, png: 100, webp: 110, gif: 400 };
export const ENCODING_ALPHA_WEBP = 170;
/** PNG of a palette, which is sought: 0.5 MP take 60 to 80 of a graphic, 180 of a photograph. */
export const ENCODING_PALETTE = 400;
/** At effort 0, and the look at the pixels before: 0.5 MP take 20 to 70 where they are flat. */
export const ENCODING_LOSSLESS = 250;
/**
 * Of an animation. GIF: 120 for what is flat, 300 more for each byte of the upload that a pixel of the rendition stands
 * for, up to 720 for noise: what the upload does not say no rendition has to say.
 */
export const ENCODING_FRAMES = { gif: 120, webp: 150 };
export const ENCODING_DENSE_GIF = 300;
export const MOST_DENSE = 2;

/** Rows of a picture at the most, and of one that has few: they are held at more than one stage. */
export const MOST_ROWS = 700;
export const ROWS_PER_ROW = 1.4;
/** However much they are scaled, where they come one by one: of 200 rows 156 are held, of 600 300, of 3,000 510. */
export const ROWS_PER_ROOT = 12.6;
/** Rows of the rendition that are made at a time. */
export const MADE_ROWS = 45;
