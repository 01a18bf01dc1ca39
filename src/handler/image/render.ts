import type { Matrix3x3, Sharp } from 'sharp';
import { release } from '../../shared/release.ts';
import { decodeBmp } from '../bmp/bmp.ts';
import { readBmpHeader } from '../bmp/bmp-header.ts';
import { isInPlace, pixelsInPlace } from '../bmp/bmp-in-place.ts';
import { PermanentError } from '../errors/permanent-error.ts';
import { CONTENT_TYPES, type OutputFormat } from '../formats/format.ts';
import { openEnd, refillings } from '../formats/jpeg-damage.ts';
import type { Around } from '../formats/png.ts';
import { repairPng } from '../formats/png-repair.ts';
import type { RenderOptions } from '../settings/environment.ts';
import { framesAtATime, isFrameByFrame } from './cost.ts';
import { decoderError } from './decoder-error.ts';
import { listen } from './decoder-words.ts';
import { keepsDisplayP3 } from './display-p3.ts';
import { renderFewerFrames } from './fewer-frames.ts';
import { finish, secondsUntil, WHITE } from './finish.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';
import { outputFormat, type Rendition, type RenditionPlan } from './rendition-plan.ts';

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
  if (picture.format === 'png') {
    const makePng = async (from: Buffer, failOn: FailOn): Promise<Rendition> =>
      make(picture.around ? await putOnCanvas(from, picture, picture.around, until) : from, failOn);
    return makePng(bytes, 'error').catch((error) => makeRepaired(error, bytes, makePng));
  }
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

/** Puts the first frame of an animated PNG onto its canvas, which is transparent around it, as a PNG of the same kind. */
async function putOnCanvas(bytes: Buffer, picture: Picture, around: Around, until: number): Promise<Buffer> {
  const { isGray, isDeep } = picture;
  const frame = sharp(bytes, { failOn: 'error' });
  const said = listen(frame, { headers: 0 });
  try {
    return await frame
      .keepMetadata() // of its profile and orientation nothing has been done yet
      .toColourspace(isGray ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb')
      .ensureAlpha()
      .extend({ ...around, background: TRANSPARENT })
      .png({ compressionLevel: 0 })
      .timeout({ seconds: secondsUntil(until) })
      .toBuffer();
  } catch (error) {
    throw decoderError(error, said());
  }
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
    if (result.repaired.buffer !== bytes.buffer) release(bytes);
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
  let said: () => string | undefined = () => undefined;
  try {
    if (isFrameByFrame(picture, plan.frames, options))
      return await renderFewerFrames(bytes, picture, plan, framesAtATime(picture), options, () => secondsUntil(until));
    const { input, hasAlpha, ...opened } = open(bytes, picture, plan, failOn);
    pixels = opened.pixels;
    said = listen(input, { headers: 0 });
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
    throw decoderError(error, said());
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
