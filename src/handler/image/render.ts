import type { Matrix3x3, Sharp } from 'sharp';
import { defined } from '../../shared/defined.ts';
import { type OwnedBytes, ownedBytes } from '../../shared/owned-bytes.ts';
import { release } from '../../shared/release.ts';
import { decodeBmp } from '../bmp/bmp.ts';
import { readBmpHeader } from '../bmp/bmp-header.ts';
import { isInPlace, pixelsInPlace } from '../bmp/bmp-pixels.ts';
import { PermanentError } from '../errors/coded-errors.ts';
import { CONTENT_TYPES, type OutputFormat } from '../formats/format.ts';
import { JPEG_SLACK, paddedVariants, withoutEndMarker } from '../formats/jpeg-damage.ts';
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
import { outputFormat, type Rendition, type RenditionPlan, type UploadPlan } from './rendition-plan.ts';

/** Puts blue, green and red in the order of red, green and blue. */
const RED_FIRST: Matrix3x3 = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];
const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/** How a rendition is made. `milliseconds` is the time that it may take. */
export type Rendering = { picture: Picture; plan: RenditionPlan; options: RenderOptions; milliseconds: number };

/** How all renditions of an upload are made. `milliseconds` is the time that they may take together. */
export type UploadRendering = {
  picture: Picture;
  plan: UploadPlan;
  renditions: readonly RenderOptions[];
  milliseconds: number;
};

/**
 * Makes all planned renditions, one after the other, and frees the bytes. Rendering changes the bytes that it is given,
 * so all renditions but the last are made of a copy. Throws as render does.
 */
export async function renderAll(
  bytes: OwnedBytes,
  { picture, plan, renditions, milliseconds }: UploadRendering,
): Promise<Rendition[]> {
  const until = performance.now() + milliseconds;
  const owned = bytes.take();
  const made: Rendition[] = [];
  try {
    for (const [at, options] of renditions.entries()) {
      const own = at === renditions.length - 1 ? owned : copyOf(owned.read());
      const rendering = { picture, plan: plan.renditions[at] as RenditionPlan, options };
      made.push(await render(own, { ...rendering, milliseconds: until - performance.now() }));
    }
    return made;
  } finally {
    owned.free();
  }
}

function copyOf(bytes: Buffer): OwnedBytes {
  const copy = Buffer.allocUnsafeSlow(bytes.length + JPEG_SLACK).subarray(0, bytes.length);
  bytes.copy(copy);
  return ownedBytes(copy);
}

/**
 * Makes the rendition: upright, sRGB or Display P3, fitted, without metadata. It is what the encoder writes, even where
 * the upload was smaller: no byte of the upload itself is ever passed on. Decodes once, or four times where a
 * decoder warns of a JPEG. Takes the bytes, and frees them.
 * Throws CORRUPT for a picture that cannot be decoded to its end, TOO_SLOW for one that takes longer than it may.
 */
export async function render(bytes: OwnedBytes, rendering: Rendering): Promise<Rendition> {
  const owned = bytes.take();
  try {
    return await renderOwned(owned, rendering);
  } finally {
    owned.free();
  }
}

/** Makes the rendition; may free the bytes before it is made. */
async function renderOwned(owned: OwnedBytes, { milliseconds, ...rendering }: Rendering): Promise<Rendition> {
  const { picture } = rendering;
  const until = performance.now() + milliseconds;
  const make = (from: Buffer, failOn: FailOn): Promise<Rendition> =>
    decode(ownedBytes(from), { ...rendering, until, failOn });
  // 'error' refuses what is cut off or broken. 'warning' would refuse photographs for a stray byte, but it alone detects
  // JPEGs whose missing pixels libjpeg fills up with gray.
  if (picture.format === 'png') {
    const makePng = async (from: Buffer, failOn: FailOn): Promise<Rendition> =>
      make(picture.around ? await putOnCanvas(from, picture, picture.around, until) : from, failOn);
    return makePng(owned.read(), 'error').catch((error) => makeRepaired(error, owned, makePng));
  }
  if (picture.format !== 'jpeg') return decode(owned, { ...rendering, until, failOn: 'error' });
  const opened = withoutEndMarker(owned.read(), picture.pixelsEnd);
  try {
    return await make(opened.bytes, 'warning');
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
  } finally {
    opened.restore();
  }
  const made = await make(owned.read(), 'error');
  const variants = paddedVariants(owned.read());
  owned.free(); // the variants are as large
  for (const other of variants?.() ?? [undefined]) {
    const again = other && (await make(other, 'error').catch(ifPermanent));
    if (again?.bytes.equals(made.bytes)) continue;
    throw new PermanentError('CORRUPT', 'Expected all pixels of a JPEG but received fewer');
  }
  return made;
}

/** Puts the first frame of an animated PNG onto its canvas, which is transparent around it: a PNG of the same kind. */
async function putOnCanvas(bytes: Buffer, picture: Picture, around: Around, until: number): Promise<Buffer> {
  const { isGray, isDeep } = picture;
  const frame = sharp(bytes, { failOn: 'error' });
  const warning = listen(frame, { headers: 0 });
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
    throw decoderError(error, warning());
  }
}

/** Makes a PNG of which only checksums are wrong. Where more is wrong, throws the first error. */
async function makeRepaired(
  error: unknown,
  owned: OwnedBytes,
  make: (from: Buffer, failOn: FailOn) => Promise<Rendition>,
): Promise<Rendition> {
  if (!(error instanceof PermanentError) || error.code !== 'CORRUPT') throw error;
  const result = await repairPng(owned.read());
  if ('repaired' in result) {
    if (result.repaired.buffer !== owned.read().buffer) owned.free();
    return make(result.repaired, 'error');
  }
  if (result.damage === undefined) throw error;
  throw new PermanentError('CORRUPT', `Expected a PNG that can be decoded but received ${result.damage}`);
}

const ifPermanent = (error: unknown): undefined => {
  if (!(error instanceof PermanentError)) throw error;
};

/** One decoding. `until` is when it has to end, on the clock of performance.now(). */
type Decoding = Omit<Rendering, 'milliseconds'> & { until: number; failOn: FailOn };

async function decode(owned: OwnedBytes, decoding: Decoding): Promise<Rendition> {
  const { picture, plan, options, until } = decoding;
  const bytes = owned.read();
  let pixels: Buffer | undefined;
  let warning: () => string | undefined = () => undefined;
  try {
    if (isFrameByFrame(picture, plan.frames, options))
      return await renderFewerFrames(bytes, {
        ...{ picture, plan, options },
        atATime: framesAtATime(picture),
        seconds: () => secondsUntil(until),
      });
    const { input, hasAlpha, ...opened } = open(owned, decoding);
    pixels = opened.pixels;
    warning = listen(input, { headers: 0 });
    const format = outputFormat(picture, hasAlpha, options.outputFormat);
    const fitted = fit(input, format, options);
    const { data, info } = await finish(fitted, bytes, {
      format,
      picture,
      isLossless: plan.isLossless,
      ...defined({ icc: opened.icc }),
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
    throw decoderError(error, warning());
  } finally {
    if (pixels) release(pixels);
  }
}

type FailOn = 'warning' | 'error';

/**
 * An opened upload. `pixels` are decoded ones that the input refers to. `icc` is a profile of the upload that its decoder
 * does not pass to the input.
 */
type Opened = { input: Sharp; hasAlpha: boolean; pixels?: Buffer; icc?: Buffer };

function openBmp(owned: OwnedBytes, picture: Picture): Opened {
  const bytes = owned.read();
  const header = readBmpHeader(bytes);
  const { profile } = header;
  const icc = profile && Buffer.from(bytes.subarray(profile.offset, profile.offset + profile.bytes));
  if (isInPlace(header)) {
    // The channels and the rows of the rendition are put in order, which are fewer: that takes half the time, and no
    // memory.
    const { width, height, topDown } = header;
    const input = sharp(pixelsInPlace(bytes, header), { raw: { width, height, channels: 3 } }).recomb(RED_FIRST);
    return { input: topDown ? input : input.flip(), hasAlpha: false, ...defined({ icc }) };
  }
  const { data, width, height, channels } = decodeBmp(bytes, { maxPixels: picture.width * picture.height });
  owned.free(); // the pixels are as large, or larger
  return {
    input: sharp(data, { raw: { width, height, channels } }),
    hasAlpha: channels === 4,
    pixels: data,
    ...defined({ icc }),
  };
}

function open(owned: OwnedBytes, { picture, plan, failOn }: Decoding): Opened {
  if (picture.format === 'bmp') return openBmp(owned, picture);
  const input = sharp(owned.read(), {
    failOn,
    limitInputPixels: picture.width * picture.height * picture.frames, // what has been planned
    pages: plan.frames > 1 ? -1 : 1,
    // Converting takes up to as long as all else, and where both are sRGB it would change nothing.
    ignoreIcc: picture.profile === 'sRGB' || picture.colours !== undefined || keepsDisplayP3(picture, plan.format),
    // libvips cannot turn frames. Animations with an orientation are hardly ever found.
    autoOrient: plan.frames === 1,
  });
  return { input, hasAlpha: picture.hasAlpha };
}

function fit(input: Sharp, format: OutputFormat, { width, height, fit, enlarge }: RenderOptions): Sharp {
  const background = format === 'jpeg' ? WHITE : TRANSPARENT;
  return input.resize({ width, height, fit, withoutEnlargement: !enlarge, background });
}
