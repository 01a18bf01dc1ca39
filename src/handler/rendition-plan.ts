import type { RenderOptions } from './environment.ts';
import type { InputFormat, OutputFormat } from './format.ts';
import { MAX_ANIMATION_PIXELS, MAX_DECODED_BYTES, MAX_FRAMES } from './limits.ts';
import { PermanentError } from './permanent-error.ts';
import type { Picture } from './picture.ts';

export type RenditionPlan = {
  format: OutputFormat;
  /** 1 where the format of the rendition knows no animation: the first frame is taken. */
  frames: number;
  /** Bytes of memory that decoding, scaling and encoding take at the most, without the upload itself. */
  cost: number;
};

/** Rows being decoded, scaled and encoded, whatever the size: 12 to 29 MB were measured. */
const STREAMING_BYTES = 32_000_000;
/** Of an animation all frames are held, decoded and scaled: 6.5 were measured. */
const BYTES_PER_FRAME_PIXEL = 7;
/** Turning a picture upright holds it (4), so does a progressive or palette encoder (up to 4). */
const BYTES_PER_OUTPUT_PIXEL = 8;

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
    return { format, frames, cost: STREAMING_BYTES + framePixels * BYTES_PER_FRAME_PIXEL };
  }

  const held = pixels * picture.heldBytesPerPixel;
  if (STREAMING_BYTES + held > MAX_DECODED_BYTES) {
    const expected = `Expected at most ${MAX_DECODED_BYTES - STREAMING_BYTES} bytes for the decoded picture`;
    const received = `${held} of ${picture.width} × ${picture.height} pixels of which the decoder holds all`;
    throw new PermanentError('TOO_MANY_PIXELS', `${expected} but received ${received}`);
  }
  return { format, frames, cost: STREAMING_BYTES + held + box * BYTES_PER_OUTPUT_PIXEL };
}
