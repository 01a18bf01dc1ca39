import type { OutputFormat } from '../formats/format.ts';
import type { RenderOptions } from '../settings/environment.ts';
import {
  ENCODING,
  ENCODING_ALPHA_WEBP,
  ENCODING_DENSE_GIF,
  ENCODING_FRAMES,
  ENCODING_LOSSLESS,
  ENCODING_PALETTE,
  MADE_ROWS,
  MEMORY,
  MOST_DENSE,
  MOST_ROWS,
  ROWS_PER_ROOT,
  ROWS_PER_ROW,
  TIME,
} from './cost-figures.ts';
import type { Picture } from './picture.ts';

export type Cost = {
  /** Memory, at the most. */
  bytes: number;
  /** Time of one processor. A JPEG that its decoder refuses at first takes up to four times as long: see render.ts. */
  milliseconds: number;
};

type Size = { width: number; height: number };

const mega = (count: number): number => count / 1e6;
const pixelsOf = ({ width, height }: Size): number => width * height;

/** The box as the file lies: an orientation of 5 to 8 swaps its sides. */
const boxOf = ({ orientation }: Picture, { width, height }: RenderOptions): Size =>
  orientation > 4 ? { width: height, height: width } : { width, height };

/** Factors by which a picture becomes smaller across and down; below 1 where it is enlarged. */
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
function outputPixels(picture: Picture, options: RenderOptions): number {
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

/** Size after decoding. The decoder of a JPEG scales by itself: https://sharp.pixelplumbing.com/api-resize/, fastShrinkOnLoad. */
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

/** Milliseconds for a megapixel of the rendition. */
function encodingMilliseconds({ hasAlpha, isPalette }: Picture, format: OutputFormat, isLossless: boolean): number {
  if (isLossless) return ENCODING_LOSSLESS;
  if (format === 'webp' && hasAlpha) return ENCODING_ALPHA_WEBP;
  return format === 'png' && isPalette ? ENCODING_PALETTE : ENCODING[format];
}

/** Cost of a still picture, or of the first frame of an animation. `isLossless` is that of the rendition. */
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

/** The most that a pixel of a WEBP takes. Further bytes are metadata, or chunks that no decoder reads. */
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

/** Returns how many frames are decoded at a time where some of them are left out. */
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

/** Cost of an animation of which `kept` frames are made. */
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
