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
/** Rows being decoded, scaled and encoded, of pictures of ordinary shape. */
const STREAMING_BYTES = 48_000_000;
/** What of them wideRowBytes would count again: 8 bits a channel at 8,660 × 8,660 pixels. */
const ORDINARY_ROW_BYTES = 10_000_000;
/** Scaling holds this many rows for each row that it makes, and what it makes of them in between half as much again. */
const ROWS_PER_OUTPUT_ROW = 15;
const BYTES_PER_ROW_BYTE = 1.5;
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
  const cost = STREAMING_BYTES + wideRowBytes(picture, options) + held + box * BYTES_PER_OUTPUT_PIXEL;
  if (cost > MAX_DECODED_BYTES) {
    const expected = `Expected a picture that takes at most ${MAX_DECODED_BYTES} bytes of memory`;
    const received = `one that takes ${cost} at ${picture.width} × ${picture.height} pixels`;
    throw new PermanentError('TOO_MANY_PIXELS', `${expected} but received ${received}`);
  }
  const losslessCost = cost + box * BYTES_PER_LOSSLESS_PIXEL;
  const isLossless = format === 'webp' && picture.isLossless && losslessCost <= MAX_DECODED_BYTES;
  return { format, frames, isLossless, cost: isLossless ? losslessCost : cost, work: pixels + box };
}

/** The wider a picture is for its height, the more of its rows are held: of 65,535 × 1,144 pixels all of them. */
function wideRowBytes({ width, height, rowBytesPerPixel }: Picture, box: RenderOptions): number {
  const shrink = Math.max(1, width / box.width, height / box.height);
  const rows = Math.min(height, Math.ceil(ROWS_PER_OUTPUT_ROW * shrink));
  const bytes = Math.ceil(rows * width * rowBytesPerPixel * BYTES_PER_ROW_BYTE);
  return Math.max(0, bytes - ORDINARY_ROW_BYTES);
}
