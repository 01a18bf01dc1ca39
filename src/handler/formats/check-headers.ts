import { defined } from '../../shared/defined.ts';
import { PermanentError, type PermanentErrorCode } from '../errors/coded-errors.ts';
import {
  MAX_CANVAS_PIXELS,
  MAX_FRAMES_IN_FILE,
  MAX_INFLATED_BYTES,
  MAX_JPEG_METADATA_BYTES,
  MAX_JPEG_SCANS,
  MAX_METADATA_SEGMENTS,
} from '../settings/limits.ts';
import type { InputFormat } from './format.ts';
import { surveyGif } from './gif.ts';
import { clearGifBackground } from './gif-background.ts';
import type { Colours } from './icc-profile.ts';
import { appendEndMarker, surveyJpeg } from './jpeg.ts';
import { type Around, firstFrame, surveyPng } from './png.ts';
import { surveyWebp } from './webp.ts';

/** Facts from the headers that libvips does not report. */
export type FromHeaders = {
  /** Bytes that the decoder is to read instead of the file; they may share its memory. */
  bytes?: Buffer;
  /** Colours of a PNG, where they are not those of a profile. */
  colours?: Colours | 'sRGB';
  /** Pixels around the frame that `bytes` has, of an animated PNG whose canvas is larger. */
  around?: Around;
  /** Frames that the file has. */
  animationFrames?: number;
  /** Offset at which the pixels of a JPEG of one scan end. */
  pixelsEnd?: number;
  /** Of a JPEG: see JpegSurvey, as for the next three. */
  samplesPerPixel?: number;
  scans?: number;
  isArithmetic?: boolean;
  hasGainMap?: boolean;
  /** A WEBP whose pictures are frames of an animation, be it only one. */
  isOnCanvas?: boolean;
};

/**
 * Checks what libvips does not bound by itself, in the file's own structure, before libvips reads it. Throws a
 * PermanentError.
 */
export async function checkHeaders(format: InputFormat, bytes: Buffer): Promise<FromHeaders> {
  switch (format) {
    case 'jpeg': {
      const survey = surveyJpeg(bytes);
      const { scans, metadataSegments, metadataBytes, isRare, hasLateHeight, hasNoEndMarker, ...rest } = survey;
      const { pixelsEnd = hasNoEndMarker ? bytes.length : undefined, ...coding } = rest;
      atMost(MAX_JPEG_SCANS, scans, 'JPEG scans', 'TOO_MANY_SCANS');
      atMost(MAX_METADATA_SEGMENTS, metadataSegments, 'JPEG metadata segments', 'TOO_MUCH_METADATA');
      atMost(MAX_JPEG_METADATA_BYTES, metadataBytes, 'bytes of JPEG metadata', 'TOO_MUCH_METADATA');
      if (isRare) {
        const received = 'one of 12 or 16 bits, or hierarchical, or lossless with arithmetic coding';
        throw new PermanentError('UNSUPPORTED_FORMAT', `Expected a JPEG of 8 bits but received ${received}`);
      }
      if (hasLateHeight) {
        const received = 'one of height 0, whose number of lines (DNL) comes behind its pixels';
        throw new PermanentError(
          'UNSUPPORTED_FORMAT',
          `Expected a JPEG with its height in its header but received ${received}`,
        );
      }
      return {
        scans,
        ...coding,
        ...defined({
          pixelsEnd: scans === 1 ? pixelsEnd : undefined,
          bytes: hasNoEndMarker ? appendEndMarker(bytes) : undefined,
        }),
      };
    }
    case 'png': {
      const { textChunks, inflatedBytes, animationFrames, colours } = surveyPng(bytes, MAX_INFLATED_BYTES);
      atMost(MAX_METADATA_SEGMENTS, textChunks, 'PNG text chunks', 'TOO_MUCH_METADATA');
      atMost(MAX_INFLATED_BYTES, inflatedBytes, 'bytes of inflated PNG metadata', 'TOO_MUCH_METADATA');
      const first = animationFrames > 1 ? firstFrame(bytes) : undefined;
      return { animationFrames, ...defined({ colours }), ...first };
    }
    case 'gif': {
      const { frames, places, isCut, hasMissingPixels } = await surveyGif(bytes);
      atMost(MAX_FRAMES_IN_FILE, frames, 'GIF frames', 'TOO_MANY_FRAMES');
      if (isCut) throw new PermanentError('CORRUPT', 'Expected a whole GIF but received one that breaks off');
      if (hasMissingPixels)
        throw new PermanentError('CORRUPT', 'Expected all pixels of a GIF but received fewer in a frame');
      return { animationFrames: frames, bytes: await clearGifBackground(bytes, places) };
    }
    case 'webp': {
      const { frames, canvasPixels } = surveyWebp(bytes);
      atMost(MAX_FRAMES_IN_FILE, frames, 'WEBP frames', 'TOO_MANY_FRAMES');
      atMost(MAX_CANVAS_PIXELS, canvasPixels, 'pixels of a WEBP canvas', 'TOO_MANY_PIXELS');
      return { isOnCanvas: frames > 0 };
    }
    case 'bmp':
      return {}; // readBmpHeader does
  }
}

function atMost(limit: number, count: number, what: string, code: PermanentErrorCode): void {
  if (count <= limit) return;
  const received = Number.isFinite(count) ? count : 'more';
  throw new PermanentError(code, `Expected at most ${limit} ${what} but received ${received}`);
}
