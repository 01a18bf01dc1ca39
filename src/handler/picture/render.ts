import type { Matrix3x3, Sharp } from 'sharp';
import { decodeBmp, isInPlace, pixelsInPlace, readBmpHeader } from '../bmp/bmp.ts';
import type { RenderOptions } from '../environment.ts';
import { CONTENT_TYPES, type OutputFormat } from '../formats/format.ts';
import { openEnd, refillings } from '../formats/jpeg-damage.ts';
import { repairPng } from '../formats/png-repair.ts';
import { PermanentError } from '../outcome/permanent-error.ts';
import { framesAtATime, isFrameByFrame } from './cost.ts';
import { decoderError } from './decoder-error.ts';
import { keepsDisplayP3 } from './display-p3.ts';
import { renderFewerFrames } from './fewer-frames.ts';
import { finish, secondsUntil, WHITE } from './finish.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';
import { release } from './release.ts';
import { outputFormat, type RenditionPlan } from './rendition-plan.ts';

export type Rendition = {
  bytes: Buffer;
  format: OutputFormat;
  contentType: string;
  width: number;
  /** Of one frame. */
  height: number;
  frames: number;
};

/** Of blue, green and red. */
const RED_FIRST: Matrix3x3 = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/**
 * Makes the rendition: upright, sRGB or Display P3, fitted, without metadata. It is what the encoder writes, even where
 * the upload was smaller: no byte of the upload itself is ever passed on. Decodes once, or four times where a JPEG
 * makes its decoder wonder. Then, and where it is a BMP, the bytes are gone afterwards.
 * Throws CORRUPT for a picture that cannot be decoded to its end, TOO_SLOW for one that takes longer than it may.
 */
export async function render(
  bytes: Buffer,
  picture: Picture,
  plan: RenditionPlan,
  options: RenderOptions,
  milliseconds: number,
): Promise<Rendition> {
  const until = performance.now() + milliseconds;
  const make = (from: Buffer, failOn: FailOn): Promise<Rendition> =>
    decode(from, picture, plan, options, until, failOn);
  // 'error' refuses what is cut off or broken; 'warning' would refuse photographs for a stray byte, but only it tells
  // of JPEGs whose missing pixels libjpeg fills up with gray.
  if (picture.format === 'png') return make(bytes, 'error').catch((error) => makeRepaired(error, bytes, make));
  if (picture.format !== 'jpeg') return make(bytes, 'error');
  const opened = openEnd(bytes, picture.pixelsEnd);
  try {
    return await make(opened.bytes, 'warning');
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
  } finally {
    opened.restore();
  }
  const made = await make(bytes, 'error');
  const refilled = refillings(bytes);
  release(bytes); // the others are as large
  for (const other of refilled?.() ?? [undefined]) {
    const again = other && (await make(other, 'error').catch(ifPermanent));
    if (again?.bytes.equals(made.bytes)) continue;
    throw new PermanentError('CORRUPT', 'Expected all pixels of a JPEG but received fewer');
  }
  return made;
}

/** Makes a PNG of which only checksums are wrong; where more is, the first error counts. */
async function makeRepaired(
  error: unknown,
  bytes: Buffer,
  make: (from: Buffer, failOn: FailOn) => Promise<Rendition>,
): Promise<Rendition> {
  if (!(error instanceof PermanentError) || error.code !== 'CORRUPT') throw error;
  const result = await repairPng(bytes);
  if ('repaired' in result) {
    release(bytes);
    return make(result.repaired, 'error');
  }
  if (result.damage === undefined) throw error;
  throw new PermanentError('CORRUPT', `Expected a PNG that can be decoded but received ${result.damage}`);
}

const ifPermanent = (error: unknown): undefined => {
  if (!(error instanceof PermanentError)) throw error;
};

async function decode(
  bytes: Buffer,
  picture: Picture,
  plan: RenditionPlan,
  options: RenderOptions,
  until: number,
  failOn: FailOn,
): Promise<Rendition> {
  let pixels: Buffer | undefined;
  try {
    if (isFrameByFrame(picture, plan.frames, options)) {
      const fitFrame = (frame: Sharp): Sharp => fit(frame, plan.format, options);
      return await renderFewerFrames(bytes, picture, plan, framesAtATime(picture), fitFrame, () => secondsUntil(until));
    }
    const { input, hasAlpha, ...opened } = open(bytes, picture, plan, failOn);
    pixels = opened.pixels;
    const format = outputFormat(picture, hasAlpha, options.outputFormat);
    const fitted = fit(input, format, options);
    const { data, info } = await finish(fitted, bytes, {
      format,
      picture,
      isLossless: plan.isLossless,
      ...(opened.icc && { icc: opened.icc }),
      pixels: options.width * options.height,
      until,
    });
    return {
      bytes: data,
      format,
      contentType: CONTENT_TYPES[format],
      width: info.width,
      height: info.pageHeight ?? info.height,
      frames: info.pages ?? 1,
    };
  } catch (error) {
    throw decoderError(error);
  } finally {
    if (pixels) release(pixels);
  }
}

type FailOn = 'warning' | 'error';

/**
 * `pixels` is what has been decoded already, which the input refers to; `icc` a profile that the decoder has not given
 * the input.
 */
type Opened = { input: Sharp; hasAlpha: boolean; pixels?: Buffer; icc?: Buffer };

function openBmp(bytes: Buffer, picture: Picture): Opened {
  const header = readBmpHeader(bytes);
  const { profile } = header;
  const icc = profile && { icc: Buffer.from(bytes.subarray(profile.offset, profile.offset + profile.bytes)) };
  if (isInPlace(header)) {
    // The channels and the rows of the rendition are put in order, which are fewer: that takes half the time, and no
    // memory.
    const { width, height, topDown } = header;
    const input = sharp(pixelsInPlace(bytes, header), { raw: { width, height, channels: 3 } }).recomb(RED_FIRST);
    return { input: topDown ? input : input.flip(), hasAlpha: false, ...icc };
  }
  const { data, width, height, channels } = decodeBmp(bytes, { maxPixels: picture.width * picture.height });
  release(bytes); // the pixels are as large, or larger
  return { input: sharp(data, { raw: { width, height, channels } }), hasAlpha: channels === 4, pixels: data, ...icc };
}

function open(bytes: Buffer, picture: Picture, plan: RenditionPlan, failOn: FailOn): Opened {
  if (picture.format === 'bmp') return openBmp(bytes, picture);
  const input = sharp(bytes, {
    failOn,
    limitInputPixels: picture.width * picture.height * picture.frames, // what has been planned
    pages: plan.frames > 1 ? -1 : 1,
    // Converting takes up to as long as all else, and where both are sRGB it would change nothing.
    ignoreIcc: picture.profile === 'sRGB' || picture.colours !== undefined || keepsDisplayP3(picture, plan.format),
    // libvips cannot turn frames; an animation with an orientation is next to unheard of.
    autoOrient: plan.frames === 1,
  });
  return { input, hasAlpha: picture.hasAlpha };
}

function fit(input: Sharp, format: OutputFormat, { width, height, fit, enlarge }: RenderOptions): Sharp {
  const background = format === 'jpeg' ? WHITE : TRANSPARENT;
  return input.resize({ width, height, fit, withoutEnlargement: !enlarge, background });
}
