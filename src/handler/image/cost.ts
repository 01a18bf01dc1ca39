/*
 * What a picture takes of memory and of a processor, from its format, coding and size: a little more than was measured.
 * `npm run bench -- limits` sends the largest of each kind through the function under a limit of its memory, and says
 * where one takes more than is planned here: bench/numbers/limits.md.
 *
 * Memory is above that of an idle process and beside the upload itself. Milliseconds are those of one processor (of an
 * AMD EPYC, on 2026-12-01), of one libvips thread, in a process that is warm.
 */

import type { OutputFormat } from '../formats/format.ts';
import type { RenderOptions } from '../settings/environment.ts';
import type { Picture } from './picture.ts';

export type Cost = {
  /** Of memory, at the most. */
  bytes: number;
  /** Of one processor. A JPEG that its decoder refuses at first takes up to four times as long: see render.ts. */
  milliseconds: number;
};

/** Bytes of memory: 1 MP = 1,000,000 pixels, 1 MB = 1,000,000 bytes. */
const MEMORY = {
  /** Decoding, scaling and encoding some rows at a time. JPEG of 200 MP takes 34 MB, PNG of 19 MP 53. */
  streaming: 52e6,
  /** What is held beside the rows that are scaled. */
  beside: 8e6,
  /** Turning a picture upright holds it, so do progressive and palette encoders: 12.6 MP take 50 to 100 MB. */
  outputPixel: 9,
  /** WEBP with alpha is held as decoded and as encoded: 12.6 MP take 255 MB. */
  outputPixelOfAlphaWebp: 17,
  /** WEBP's encoder without loss: 12.6 MP take 380 MB. */
  outputPixelLossless: 40,
  /** A canvas of an animation, and the one before it: GIF of 2 × 12 MP takes 78 MB, WEBP of 1 × 50 MP 269. */
  canvasPixel: 7,
  /** Of all frames as they are scaled, which are held as RGBA: 53 MP of a WEBP take 218 MB with the rest. */
  framePixel: { gif: 4.6, webp: 4.15 },
  /** Of the frames that are decoded at a time where some are left out: those of a WEBP are held twice. */
  someFramesPixel: { gif: 4.2, webp: 8.4 },
  /** Of the upload: what sockets have read, until the garbage is collected. 50 MB leave 12 in a function of 1,769 MB. */
  transferredByte: 0.25,
  /** What the copy of a damaged JPEG has more than the upload: see jpeg-damage.ts. */
  jpegFilling: 8.4e6,
};

/** Milliseconds for a megapixel, or for a megabyte of the upload. */
const TIME = {
  /** Every image: headers, metadata, the first use of what is not compiled yet. */
  image: 70,
  /** From S3, with checksum and memory that is touched for the first time: 46 MB take 200 ms. */
  transferMegabyte: 6,
  // JPEG: 200 MP take 379 ms in 24 MB and 623 in 53, flat ones of 400 MP 367; on a busy machine 192 in 50 MB 1,200.
  jpegMegasample: 0.5,
  jpegMegabyte: 14,
  /** Of what the decoder has made an eighth, a quarter or a half of: 75 MP that are not made smaller take 1,161 ms. */
  jpegScaledMegapixel: 15,
  /** Arithmetic coding: 24 MP in 5.5 MB take 789 ms. */
  arithmeticMegasample: 1.5,
  arithmeticMegabyte: 140,
  /** Of several scans: 64 MP, 97 megasamples, take 1,039 ms; 48 MP of 4:4:4, 146 megasamples, 1,599. */
  coefficientMegasample: 11,
  /** For each scan. */
  scanMegasample: 0.1,
  scansMegabyte: 20,
  // PNG, by what is inflated: 8 bits a channel 75 MP 286 ms, 16 with alpha 1,259; by its bytes 24 MP in 35 MB 389.
  rawMegabyte: 2.4,
  deepRawMegabyte: 3.2,
  pngMegabyte: 12,
  /** Multiplied with the colours before scaling. */
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
const ENCODING: Readonly<Record<OutputFormat, number>> = { jpeg: 60, png: 100, webp: 110, gif: 400 };
const ENCODING_ALPHA_WEBP = 170;
/** PNG of a palette, which is sought: 0.5 MP take 60 to 80 of a graphic, 180 of a photograph. */
const ENCODING_PALETTE = 400;
/** At effort 0, and the look at the pixels before: 0.5 MP take 20 to 70 where they are flat. */
const ENCODING_LOSSLESS = 250;
/**
 * Of an animation. GIF: 120 for what is flat, 300 more for each byte of the upload that a pixel of the rendition stands
 * for, up to 720 for noise: what the upload does not say no rendition has to say.
 */
const ENCODING_FRAMES = { gif: 120, webp: 150 };
const ENCODING_DENSE_GIF = 300;
const MOST_DENSE = 2;

/** Rows of a picture at the most, and of one that has few: they are held at more than one stage. */
const MOST_ROWS = 700;
const ROWS_PER_ROW = 1.4;
/** However much they are scaled, where they come one by one: of 200 rows 156 are held, of 600 300, of 3,000 510. */
const ROWS_PER_ROOT = 12.6;
/** Rows of the rendition that are made at a time. */
const MADE_ROWS = 45;

type Size = { width: number; height: number };

const mega = (count: number): number => count / 1e6;
const pixelsOf = ({ width, height }: Size): number => width * height;

/** The box as the file lies: an orientation of 5 to 8 swaps its sides. */
const boxOf = ({ orientation }: Picture, { width, height }: RenderOptions): Size =>
  orientation > 4 ? { width: height, height: width } : { width, height };

/** How much smaller a picture becomes across and down, below 1 where it is enlarged. */
function shrinks(picture: Picture, options: RenderOptions): { across: number; down: number } {
  const box = boxOf(picture, options);
  const [across, down] = [picture.width / box.width, picture.height / box.height];
  const of = (shrink: number) => ({ across: shrink, down: shrink });
  switch (options.fit) {
    case 'inside':
    case 'contain':
      return of(Math.max(across, down));
    case 'cover':
      return of(Math.min(across, down));
    case 'fill':
      return { across, down };
  }
}

/** Pixels of a frame of the rendition at the most. */
export function outputPixels(picture: Picture, options: RenderOptions): number {
  const box = options.width * options.height;
  if (options.fit !== 'inside') return box;
  const { across } = shrinks(picture, options);
  const shrink = options.enlarge ? across : Math.max(1, across);
  return Math.min(box, Math.ceil(pixelsOf(picture) / shrink ** 2) + options.width + options.height);
}

/**
 * Pixels of an animation's frames as they are scaled, which are held together: what is cut off by `cover` as well, and
 * with `fill`, as the decoder of a WEBP makes both sides as many times smaller.
 */
function scaledPixels(picture: Picture, kept: number, options: RenderOptions): number {
  const output = outputPixels(picture, options) * kept;
  if (options.fit === 'inside' || options.fit === 'contain') return output;
  const { across, down } = shrinks(picture, options);
  return (pixelsOf(picture) * kept) / Math.max(1, Math.min(across, down)) ** 2 + output;
}

/** What the decoder of a JPEG makes smaller by itself: https://sharp.pixelplumbing.com/api-resize/, fastShrinkOnLoad. */
function decodedSize(picture: Picture, options: RenderOptions): Size {
  if (picture.format !== 'jpeg') return picture;
  const { across, down } = shrinks(picture, options);
  const by = [8, 4, 2].find((scale) => scale <= Math.min(across, down)) ?? 1;
  return { width: Math.ceil(picture.width / by), height: Math.ceil(picture.height / by) };
}

/**
 * Bytes of the rows that are held while they are scaled, as measured with PNGs of 8,660 × 8,660, 12,000 × 3,000,
 * 30,000 × 600 and 65,535 × 100 pixels, which take 0 to 40 % less: as many as become up to 45 of the rendition's, fewer
 * of a low one.
 */
function rowsBytes(picture: Picture, options: RenderOptions): number {
  const { width, height } = decodedSize(picture, options);
  const shrink = Math.max(1, (shrinks(picture, options).down * height) / picture.height);
  const made = Math.min(MADE_ROWS, 2.6 + (0.12 * height) / shrink);
  const isHeld = picture.heldBytesPerPixel > 0 && picture.format !== 'jpeg';
  const held = Math.max(made * shrink, isHeld ? 0 : ROWS_PER_ROOT * Math.sqrt(height));
  const rows = Math.ceil(Math.min(MOST_ROWS, height * ROWS_PER_ROW, held));
  return MEMORY.beside + Math.ceil(rows * width * picture.rowBytesPerPixel);
}

/** For a megapixel of the rendition. */
function encodingMilliseconds({ hasAlpha, isPalette }: Picture, format: OutputFormat, isLossless: boolean): number {
  if (isLossless) return ENCODING_LOSSLESS;
  if (format === 'webp' && hasAlpha) return ENCODING_ALPHA_WEBP;
  return format === 'png' && isPalette ? ENCODING_PALETTE : ENCODING[format];
}

/** What a still picture takes, or the first frame of an animation. `isLossless` as the rendition is to be. */
export function stillCost(picture: Picture, format: OutputFormat, isLossless: boolean, options: RenderOptions): Cost {
  const output = outputPixels(picture, options);
  const hasAlphaWebp = picture.hasAlpha && (format === 'webp' || picture.format === 'webp');
  const made = output * (hasAlphaWebp ? MEMORY.outputPixelOfAlphaWebp : MEMORY.outputPixel);
  const held = pixelsOf(picture) * Math.max(picture.heldBytesPerPixel, picture.frames > 1 ? MEMORY.canvasPixel : 0);
  const decoding = Math.max(MEMORY.streaming, rowsBytes(picture, options)) + held + made;
  const bytes = decoding + (isLossless ? output * MEMORY.outputPixelLossless : 0);
  const encoding = encodingMilliseconds(picture, format, isLossless);
  return {
    // Where a JPEG is damaged, its copy stands beside the upload before that is released.
    bytes: Math.ceil(
      (picture.format === 'jpeg' ? Math.max(bytes, picture.fileBytes + MEMORY.jpegFilling) : bytes) +
        picture.fileBytes * MEMORY.transferredByte,
    ),
    milliseconds: Math.ceil(
      TIME.image +
        mega(picture.fileBytes) * TIME.transferMegabyte +
        decodingMilliseconds(picture, options) +
        profileMilliseconds(picture, options) +
        mega(output) * encoding,
    ),
  };
}

function decodingMilliseconds(picture: Picture, options: RenderOptions): number {
  const [megapixels, megabytes] = [mega(pixelsOf(picture)), mega(picture.fileBytes)];
  switch (picture.format) {
    case 'jpeg': {
      const megasamples = megapixels * picture.samplesPerPixel;
      const coding = picture.isArithmetic
        ? megasamples * TIME.arithmeticMegasample + megabytes * TIME.arithmeticMegabyte
        : megasamples * TIME.jpegMegasample + megabytes * TIME.jpegMegabyte;
      const scans =
        picture.heldBytesPerPixel > 0
          ? megasamples * (TIME.coefficientMegasample + picture.scans * TIME.scanMegasample) +
            megabytes * TIME.scansMegabyte
          : 0;
      return coding + scans + mega(pixelsOf(decodedSize(picture, options))) * TIME.jpegScaledMegapixel;
    }
    case 'png': {
      const raw = megapixels * picture.bytesPerPixel * (picture.isDeep ? TIME.deepRawMegabyte : TIME.rawMegabyte);
      const isLow = picture.height / shrinks(picture, options).down < MADE_ROWS;
      const interlaced = picture.heldBytesPerPixel > 0 ? megapixels * TIME.interlacedMegapixel : 0;
      const alpha = picture.hasAlpha ? megapixels * TIME.pngAlphaMegapixel : 0;
      return raw * (isLow ? TIME.fewRows : 1) + interlaced + alpha + megabytes * TIME.pngMegabyte;
    }
    case 'gif':
      return megapixels * TIME.gifMegapixel + megabytes * TIME.gifMegabyte;
    case 'webp':
      return webpMilliseconds(picture);
    case 'bmp':
      return picture.heldBytesPerPixel > 0
        ? megapixels * TIME.bmpMegapixel + megabytes * TIME.bmpMegabyte
        : megapixels * TIME.bmpInPlaceMegapixel;
  }
}

/** No pixel of a WEBP takes more: what a file has beyond it is metadata, or a chunk that no decoder reads. */
const MAX_WEBP_BYTES_PER_PIXEL = 8;

function webpMilliseconds(picture: Picture): number {
  const pixels = pixelsOf(picture);
  const megapixels = mega(pixels);
  const megabytes = mega(Math.min(picture.fileBytes, pixels * MAX_WEBP_BYTES_PER_PIXEL));
  const coding = picture.isLossless
    ? megapixels * TIME.webpLosslessMegapixel + megabytes * TIME.webpLosslessMegabyte
    : megapixels * (TIME.webpMegapixel + (picture.hasAlpha ? TIME.webpAlphaMegapixel : 0)) +
      megabytes * TIME.webpMegabyte;
  return coding + (picture.isOnCanvas ? megapixels * TIME.webpCanvasMegapixel : 0);
}

/** Pixels that finish.ts may hold between two steps. */
const MAX_LATE_PIXELS = 2_000_000;

function profileMilliseconds(picture: Picture, options: RenderOptions): number {
  if (picture.profile === 'sRGB' || (picture.profile === 'none' && picture.bytesPerPixel !== 4)) return 0;
  const scaled = mega(pixelsOf(decodedSize(picture, options)));
  if (!picture.isColour)
    return picture.profile === 'none' && picture.hasAlpha ? 0 : scaled * TIME.otherProfileMegapixel;
  if (picture.profile === 'none') return 0;
  const box = options.width * options.height;
  const isLate = !picture.isDeep && box <= MAX_LATE_PIXELS;
  return isLate
    ? TIME.profileSteps + mega(Math.min(pixelsOf(picture), 2 * box)) * TIME.profileMegapixel
    : scaled * TIME.profileMegapixel;
}

/** Bytes of the frames that are decoded at a time where some of them are left out: see fewer-frames.ts. */
const SOME_FRAMES_BYTES = { gif: 96e6, webp: 48e6 };

const kindOf = ({ format }: Picture): 'gif' | 'webp' => (format === 'gif' ? 'gif' : 'webp');

/** How many frames are decoded at a time where some of them are left out. */
export const framesAtATime = (picture: Picture): number =>
  Math.min(picture.frames, Math.max(1, Math.floor(SOME_FRAMES_BYTES[kindOf(picture)] / (4 * pixelsOf(picture)))));

/**
 * Bytes of all decoded frames up to which they are always scaled apart from one another, in 1.07 to 1.17 times the time
 * of scaling them as one strip. Above it takes 1.4 to 2.4 times, most of it for memory that the process has not had
 * before: glibc gives what is larger than 32 MiB back at once (M_MMAP_THRESHOLD in mallopt(3)).
 */
const APART_BYTES = 32 * 2 ** 20;

/**
 * True of an animation whose frames are scaled apart from one another, as renderFewerFrames does. Else they are scaled as
 * one strip, in which a row at an edge has up to 9 % of what is beyond it where a GIF of many pixels becomes smaller;
 * enlarged it would have half. The decoder of WEBP scales each frame by itself, by the same across and down.
 */
export function isFrameByFrame(picture: Picture, kept: number, options: RenderOptions): boolean {
  const { across, down } = shrinks(picture, options);
  if (kept <= 1) return false;
  if (kept < picture.frames || (options.enlarge && Math.min(across, down) < 1)) return true;
  const isMixed = down > 1 && (picture.format === 'gif' || down > across);
  return isMixed && 4 * pixelsOf(picture) * picture.frames <= APART_BYTES;
}

/** What an animation takes of which `kept` frames are made. */
export function animationCost(picture: Picture, format: 'gif' | 'webp', kept: number, options: RenderOptions): Cost {
  const kind = kindOf(picture);
  const frame = pixelsOf(picture);
  const all = frame * picture.frames;
  const outputFrame = outputPixels(picture, options);
  const output = outputFrame * kept;
  const density = Math.min(MOST_DENSE, picture.fileBytes / picture.frames / outputFrame);
  const encoding = format === 'gif' ? ENCODING_FRAMES.gif + density * ENCODING_DENSE_GIF : ENCODING_FRAMES.webp;
  const { bytes, milliseconds } = isFrameByFrame(picture, kept, options)
    ? someFrames(picture, output)
    : allFrames(kind, all, scaledPixels(picture, kept, options));
  return {
    bytes: Math.ceil(
      MEMORY.streaming + frame * MEMORY.canvasPixel + bytes + picture.fileBytes * MEMORY.transferredByte,
    ),
    milliseconds: Math.ceil(
      TIME.image +
        picture.frames * TIME.frame +
        mega(picture.fileBytes) *
          (TIME.transferMegabyte + (kind === 'gif' ? TIME.gifFramesMegabyte : TIME.webpMegabyte)) +
        milliseconds +
        mega(output) * encoding,
    ),
  };
}

const allFrames = (kind: 'gif' | 'webp', all: number, scaled: number): Cost => ({
  bytes: scaled * MEMORY.framePixel[kind],
  milliseconds: mega(all) * TIME.frameMegapixel[kind],
});

function someFrames(picture: Picture, output: number): Cost {
  const kind = kindOf(picture);
  const [frame, atATime] = [pixelsOf(picture), framesAtATime(picture)];
  const parts = Math.ceil(picture.frames / atATime);
  const perMegapixel = TIME.someFramesMegapixel[kind] + ((parts - 1) / 2) * TIME.passedMegapixel[kind];
  return {
    bytes: frame * atATime * MEMORY.someFramesPixel[kind] + output * MEMORY.framePixel[kind],
    milliseconds: mega(frame * picture.frames) * perMegapixel,
  };
}
