import type { RenderOptions } from '../environment.ts';
import type { InputFormat, OutputFormat } from '../formats/format.ts';
import { PermanentError } from '../outcome/permanent-error.ts';
import { MAX_ANIMATION_PIXELS, MAX_DECODED_BYTES, MAX_FRAMES } from './limits.ts';
import type { Picture } from './picture.ts';

export type RenditionPlan = {
  format: OutputFormat;
  /** 1 where the format of the rendition knows no animation: the first frame is taken. */
  frames: number;
  /** Only for WEBP that came without loss: animations would take minutes, and large boxes too much memory. */
  isLossless: boolean;
  /** Bytes of memory that decoding, scaling and encoding take at the most, beside the upload itself. */
  cost: number;
  /** How long it takes, as the number of a still picture's pixels that take as long. */
  work: number;
};

// Bytes of memory above that of an idle process, the most that was measured for pictures at the limits.
/** Decoding, scaling and encoding pictures that the decoder makes smaller, or that are small. */
const STREAMING_BYTES = 48_000_000;
/** All frames of an animation are held, decoded and scaled. */
const BYTES_PER_FRAME_PIXEL = 7;
/** Turning a picture upright holds it, so do progressive and palette encoders. */
const BYTES_PER_OUTPUT_PIXEL = 8;
/** WEBP's encoder without loss. */
const BYTES_PER_LOSSLESS_PIXEL = 48;

/** A frame's pixel is encoded anew: it takes about 20 times as long as a still picture's, see limits.ts. */
const WORK_PER_FRAME_PIXEL = 20;

/** BMP has no place on the web: it becomes JPEG, or PNG where it has alpha. All others stay what they are. */
export function outputFormat(from: InputFormat, hasAlpha: boolean, to: RenderOptions['outputFormat']): OutputFormat {
  if (to !== 'original') return to;
  if (from !== 'bmp') return from;
  return hasAlpha ? 'png' : 'jpeg';
}

/** Decides what is made of a picture. Throws TOO_MANY_FRAMES or TOO_MANY_PIXELS for what the function cannot hold. */
export function planRendition(picture: Picture, options: RenderOptions): RenditionPlan {
  const format = outputFormat(picture.format, picture.hasAlpha, options.outputFormat);
  const frames = format === 'gif' || format === 'webp' ? picture.frames : 1;
  const box = options.width * options.height;
  const pixels = picture.width * picture.height;

  if (frames > 1) {
    const grows = options.enlarge || options.fit === 'contain';
    const framePixels = frames * Math.max(pixels, grows ? box : 0);
    if (frames > MAX_FRAMES || framePixels > MAX_ANIMATION_PIXELS) {
      const expected = `Expected at most ${MAX_FRAMES} frames and ${MAX_ANIMATION_PIXELS} pixels in all frames`;
      throw new PermanentError(
        'TOO_MANY_FRAMES',
        `${expected} but received ${frames} frames and ${framePixels} pixels`,
      );
    }
    return {
      format,
      frames,
      isLossless: false,
      cost: STREAMING_BYTES + framePixels * BYTES_PER_FRAME_PIXEL,
      work: framePixels * WORK_PER_FRAME_PIXEL,
    };
  }

  const held = pixels * picture.heldBytesPerPixel;
  const cost = Math.max(STREAMING_BYTES, rowsBytes(picture, options)) + held + box * BYTES_PER_OUTPUT_PIXEL;
  if (cost > MAX_DECODED_BYTES) {
    const expected = `Expected a picture that takes at most ${MAX_DECODED_BYTES} bytes of memory`;
    const received = `one that takes ${cost} at ${picture.width} × ${picture.height} pixels`;
    throw new PermanentError('TOO_MANY_PIXELS', `${expected} but received ${received}`);
  }
  const losslessCost = cost + box * BYTES_PER_LOSSLESS_PIXEL;
  const isLossless = format === 'webp' && picture.isLossless && losslessCost <= MAX_DECODED_BYTES;
  return { format, frames, isLossless, cost: isLossless ? losslessCost : cost, work: pixels + box };
}

/** What decoding and encoding take beside the rows. */
const ROWS_BYTES = 4_000_000;
/** Rows of a picture at the most, and of one that has few: they are held at more than one stage. */
const MOST_ROWS = 700;
const ROWS_PER_ROW = 1.4;
/** However much they are scaled, where they come one by one: of 200 rows 156 are held, of 600 300, of 3,000 510. */
const ROWS_PER_ROOT = 12.6;

/**
 * Of the rows that are held while they are scaled, as measured with PNGs of 8,660 × 8,660, 12,000 × 3,000, 30,000 × 600
 * and 65,535 × 100 pixels, which take 0 to 40 % less: as many as become up to 45 of the rendition's, fewer of a low
 * one.
 */
function rowsBytes({ width, height, rowBytesPerPixel, heldBytesPerPixel }: Picture, box: RenderOptions): number {
  const [across, down] = [width / box.width, height / box.height];
  const shrink = Math.max(
    1,
    { inside: Math.max, contain: Math.max, cover: Math.min, fill: (_: number, y: number) => y }[box.fit](across, down),
  );
  const made = Math.min(45, 2.6 + (0.12 * height) / shrink);
  const held = Math.max(made * shrink, heldBytesPerPixel > 0 ? 0 : ROWS_PER_ROOT * Math.sqrt(height));
  const rows = Math.ceil(Math.min(MOST_ROWS, height * ROWS_PER_ROW, held));
  return ROWS_BYTES + Math.ceil(rows * width * rowBytesPerPixel);
}
