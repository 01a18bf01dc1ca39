import type { OutputInfo, Sharp } from 'sharp';
import type { OutputFormat } from '../formats/format.ts';
import { type Colours, iccProfile } from '../formats/icc-profile.ts';
import { keepsDisplayP3, tagDisplayP3, tagPng } from './display-p3.ts';
import { encode, isFlat } from './encode.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';
import { rawPixels } from './raw-pixels.ts';
import { toneMap } from './tone-map.ts';

/** Pixels that may be held between two steps: the budgets count 8 bytes for each of a rendition's, and these take 4. */
const MAX_HELD_PIXELS = 2_000_000;
/** Pixels that are scaled for each one of the rendition: below this converting colours late saves no time. */
const MIN_SHRINK = 1.5;

/** Background of a JPEG, which has no alpha. */
export const WHITE = { r: 255, g: 255, b: 255 };

/** How a fitted picture is finished. */
export type Finish = {
  format: OutputFormat;
  picture: Picture;
  /** True of a WEBP that stays without loss where it is flat. */
  isLossless: boolean;
  /** A profile of the upload that its decoder has not read. */
  icc?: Buffer;
  /** Pixels of the box. */
  pixels: number;
  /** Time by which it has to be made, on the clock of performance.now(). */
  until: number;
};

type Finished = { data: Buffer; info: Pick<OutputInfo, 'width' | 'height' | 'pageHeight' | 'pages'> };

/** The time that is left, as sharp takes it: whole seconds from 1 to 3600. sharp checks it between tiles. */
export const secondsUntil = (until: number): number =>
  Math.min(3600, Math.max(1, Math.ceil((until - performance.now()) / 1000)));

const timeLeft = ({ until }: Finish): { seconds: number } => ({ seconds: secondsUntil(until) });

/**
 * Brings a fitted picture to sRGB, where its colours are not kept, and encodes it: at once, or in two steps where that
 * saves time or bytes.
 */
export async function finish(fitted: Sharp, upload: Buffer, made: Finish): Promise<Finished> {
  if (keepsDisplayP3(made.picture, made.format)) {
    const { data, info } = await write(fitted, made);
    return { data: await tagDisplayP3(data), info };
  }
  const { colours } = made.picture;
  if (colours !== undefined) return write(await toSrgb(fitted, colours, made), made);
  if (made.icc !== undefined) return write(await convert(fitted, made.icc, made), made);
  return write((await convertLate(fitted, upload, made)) ?? fitted, made);
}

/** Converts a fitted picture by what its file says of its colours, through an ICC profile that says the same. */
async function toSrgb(fitted: Sharp, { primaries, transfer }: Colours, made: Finish): Promise<Sharp> {
  if (transfer === 'PQ' || transfer === 'HLG')
    return toneMap(fitted, { primaries, transfer }, secondsUntil(made.until));
  return convert(fitted, iccProfile({ primaries, transfer }), made);
}

/** A fitted picture with a profile, which sharp converts from then. One that is none changes nothing. */
async function convert(fitted: Sharp, icc: Buffer, made: Finish): Promise<Sharp> {
  const scaled = await fitted
    .toColourspace(made.picture.isDeep ? 'rgb16' : 'srgb')
    .png({ compressionLevel: 0 })
    .timeout(timeLeft(made))
    .toBuffer();
  return sharp(tagPng(scaled, icc, 'of the upload'));
}

async function write(fitted: Sharp, made: Finish): Promise<Finished> {
  // After the colours have been converted: what is half transparent mixes in those of the rendition.
  const flat = made.format === 'jpeg' ? fitted.flatten({ background: WHITE }) : fitted;
  const upright = colours(flat, made);
  if (!hasChoice(made)) return encode(upright, made).timeout(timeLeft(made)).toBuffer({ resolveWithObject: true });

  const { data, ...raw } = await rawPixels(upright, made.picture.hasAlpha, secondsUntil(made.until));
  const pixels = colours(sharp(data, { raw }), made);
  return encode(pixels, { ...made, isFlat: isFlat(data, raw) })
    .timeout(timeLeft(made))
    .toBuffer({ resolveWithObject: true });
}

/**
 * PNG of full colour, whose filters depend on what the picture shows, and WEBP that may be without loss. Of 16 bits
 * a channel raw pixels would keep 8.
 */
const hasChoice = ({ format, picture, isLossless, pixels }: Finish): boolean =>
  ((format === 'png' && !picture.isPalette) || isLossless) && !picture.isDeep && pixels <= MAX_HELD_PIXELS;

/**
 * sharp converts by a colour profile before it scales: all pixels of a PNG, and up to four times the rendition's of a
 * JPEG. Here those of the rendition are, which is up to 3 times as fast. Undefined where that gains nothing, where
 * the profile does not come through unchanged, and where it fails, so that the usual way reports why.
 */
async function convertLate(fitted: Sharp, upload: Buffer, made: Finish): Promise<Sharp | undefined> {
  if (!gainsByConvertingLate(made)) return undefined;
  try {
    const { isGray, isDeep } = made.picture;
    const scaled = await (isGray && isDeep ? fitted.clone().toColourspace('b-w') : fitted.clone())
      .keepIccProfile()
      .png({ compressionLevel: 0 })
      .timeout(timeLeft(made))
      .toBuffer();
    const [before, after] = await Promise.all([sharp(upload).metadata(), sharp(scaled).metadata()]);
    // libvips leaves out the profile of gray with 16 bits where it turns the picture.
    if (isGray && isDeep && before.icc && after.icc === undefined)
      return sharp(tagPng(scaled, before.icc, 'of the upload'));
    return before.icc && after.icc?.equals(before.icc) ? sharp(scaled) : undefined;
  } catch {
    return undefined;
  }
}

function gainsByConvertingLate(made: Finish): boolean {
  const { picture, pixels } = made;
  const { isColour, isDeep, isGray, frames } = picture;
  // libvips passes over the profile of gray with 16 bits: with 8 it counts.
  if (isGray && isDeep && hasOtherColours(picture)) return true;
  const isPossible = hasOtherColours(picture) && isColour && !isDeep && frames <= 1;
  return isPossible && pixels <= MAX_HELD_PIXELS && pixelsToScale(made) >= MIN_SHRINK * pixels;
}

/** Pixels that the decoder returns: JPEG scaled to a half, a quarter or an eighth, WEBP to what is asked for, all of a PNG. */
function pixelsToScale({ picture: { format, width, height }, pixels }: Finish): number {
  if (format === 'webp') return pixels;
  const side = Math.sqrt((width * height) / pixels);
  const scale = format === 'jpeg' ? [8, 4, 2].find((by) => by <= side) : undefined;
  return (width * height) / (scale ?? 1) ** 2;
}

/** A profile that has to be converted to sRGB. */
const hasOtherColours = ({ profile }: Picture): boolean => profile !== 'none' && profile !== 'sRGB';

/** sharp converts to sRGB by itself, but leaves pictures of 16 bits a channel with a profile in Display P3. */
function colours(input: Sharp, { format, picture }: Finish): Sharp {
  if (picture.isGray && (format === 'jpeg' || format === 'png')) return input.toColourspace('b-w');
  return picture.isDeep && hasOtherColours(picture) ? input.withIccProfile('srgb', { attach: false }) : input;
}
