import type { Metadata } from 'sharp';
import { defined } from '../../shared/defined.ts';
import { type BmpHeader, readBmpHeader } from '../bmp/bmp-header.ts';
import { isInPlace } from '../bmp/bmp-pixels.ts';
import { PermanentError } from '../errors/coded-errors.ts';
import { checkHeaders, type FromHeaders } from '../formats/check-headers.ts';
import { type ColourSpace, colourSpaceOf } from '../formats/colour-space.ts';
import { formatOf, type InputFormat } from '../formats/format.ts';
import type { Colours } from '../formats/icc-profile.ts';
import type { Around } from '../formats/png.ts';
import { isDisplayP3 } from '../formats/png-colours.ts';
import { isLosslessWebp } from '../formats/webp.ts';
import { MAX_SIDE } from '../settings/limits.ts';
import { decoderError } from './decoder-error.ts';
import { countHeaders, listen } from './decoder-words.ts';
import { FLAT_INDICES, isFlat } from './encode.ts';
import { sharp } from './libvips.ts';

/** An upload as its headers describe it. Width and height are as in the file, before the orientation is applied. */
export type Picture = {
  format: InputFormat;
  width: number;
  /** Height of one frame. */
  height: number;
  frames: number;
  /** As the file has them: more than `frames` in an animated PNG, of which libvips reads the still picture. */
  animationFrames: number;
  hasAlpha: boolean;
  /** Indexed colours, or black and white. */
  isPalette: boolean;
  /** True of a BMP with indexed colours that shows a graphic, which JPEG would blur. Photographs have 256 colours. */
  isGraphic?: boolean;
  isGray: boolean;
  /** WEBP coded without loss. */
  isLossless: boolean;
  /** 16 bits a channel. */
  isDeep: boolean;
  /** The space of its colour profile. A picture without one is taken for sRGB. */
  profile: ColourSpace | 'none' | 'other';
  /** Its colours where it describes them outside of a profile, which then does not count. */
  colours?: Colours;
  /** Red, green and blue: neither gray nor CMYK. */
  isColour: boolean;
  /** EXIF: 1 is upright, 5 to 8 swap width and height. */
  orientation: number;
  /** Pixels around the first frame of an animated PNG, where it is smaller than its canvas. Only it is decoded. */
  around?: Around;
  /** Size of the upload. */
  fileBytes: number;
  /** As decoded: channels of one or two bytes. */
  bytesPerPixel: number;
  /** Samples of all channels of a JPEG: 1.5 where the colours are coded at half the width and height. */
  samplesPerPixel: number;
  /** Scans of a JPEG. */
  scans: number;
  isArithmetic: boolean;
  /** True of a JPEG that shows more on a screen of high dynamic range than the picture that is decoded. */
  hasGainMap: boolean;
  /** A WEBP whose pictures are frames of an animation, be it only one. */
  isOnCanvas: boolean;
  /** Offset in bytes at which the pixels of a JPEG of one scan end. */
  pixelsEnd?: number;
  /** Bytes that the decoder holds of the whole picture, per pixel of a frame; 0 where it needs some rows at a time. */
  heldBytesPerPixel: number;
  /**
   * What a pixel takes of the rows that are held while they are scaled; 0 where the decoder itself makes them as small
   * as is asked for.
   */
  rowBytesPerPixel: number;
};

/**
 * Reads the headers and decodes nothing. `bytes` is what is to be decoded: the upload itself, whose bytes may have been
 * changed, or another buffer. Throws a PermanentError for what is no image of ours or is too large.
 */
export async function readUpload(upload: Buffer): Promise<{ picture: Picture; bytes: Buffer }> {
  const format = formatOf(upload);
  const { bytes = upload, ...known } = await checkHeaders(format, upload);
  return { picture: await describeAll(format, bytes, known), bytes };
}

/** Reads the headers of an upload that is not decoded afterwards. Throws as readUpload does. */
export const readPicture = async (upload: Buffer): Promise<Picture> => (await readUpload(upload)).picture;

async function describeAll(format: InputFormat, bytes: Buffer, known: FromHeaders): Promise<Picture> {
  try {
    const described = format === 'bmp' ? readBmp(bytes) : describe(format, bytes, await metadataOf(bytes), known);
    const { pixelsEnd, animationFrames = described.animationFrames } = known;
    const whole = { ...described, animationFrames, ...defined({ pixelsEnd }) };
    const picture = known.around ? onCanvas(whole, known.around) : whole;
    if (format === 'gif' && picture.animationFrames > picture.frames) {
      const expected = `Expected a GIF decoder to find ${picture.animationFrames} frames`;
      throw new PermanentError('CORRUPT', `${expected} but received ${picture.frames}`);
    }
    checkSize(picture);
    return picture;
  } catch (error) {
    throw decoderError(error);
  }
}

/** Bytes of a canvas for each byte of its pixels: see putOnCanvas. Its file grows in steps as it is made. */
const CANVAS_COPIES = 2;

function onCanvas(frame: Picture, around: Around): Picture {
  const bytesPerPixel = frame.isDeep ? 8 : 4;
  return {
    ...frame,
    around,
    width: frame.width + around.left + around.right,
    height: frame.height + around.top + around.bottom,
    hasAlpha: true,
    bytesPerPixel,
    heldBytesPerPixel: frame.heldBytesPerPixel + CANVAS_COPIES * bytesPerPixel,
    rowBytesPerPixel: rowBytes(bytesPerPixel, true),
  };
}

function checkSize({ width, height }: Picture): void {
  if (Math.max(width, height) <= MAX_SIDE) return;
  const expected = `Expected at most ${MAX_SIDE} pixels on a side`;
  throw new PermanentError('TOO_MANY_PIXELS', `${expected} but received ${width} × ${height}`);
}

async function metadataOf(bytes: Buffer): Promise<Metadata> {
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: false, pages: -1 });
  const said = listen(image, { headers: 1 });
  try {
    return await countHeaders(() => image.metadata());
  } catch (error) {
    throw decoderError(error, said());
  }
}

function describe(
  format: Exclude<InputFormat, 'bmp'>,
  bytes: Buffer,
  metadata: Metadata,
  {
    samplesPerPixel = metadata.channels,
    scans = 1,
    isArithmetic = false,
    hasGainMap = false,
    isOnCanvas = false,
    colours,
  }: FromHeaders,
): Picture {
  if (metadata.format !== format) {
    throw new PermanentError(
      'CORRUPT',
      `Expected a ${format} decoder for a ${format} file but received ${metadata.format}`,
    );
  }
  const isLossless = format === 'webp' && isLosslessWebp(bytes);
  const isGray = metadata.space === 'b-w' || metadata.space === 'grey16';
  return {
    format,
    width: metadata.width,
    height: metadata.pageHeight ?? metadata.height,
    frames: metadata.pages ?? 1,
    animationFrames: metadata.pages ?? 1,
    hasAlpha: metadata.hasAlpha,
    isPalette: metadata.isPalette || metadata.bitsPerSample === 1,
    isGray,
    isLossless,
    isDeep: metadata.depth === 'ushort',
    ...colouring(metadata, colours),
    isColour: metadata.space === 'srgb',
    orientation: metadata.orientation ?? 1,
    fileBytes: bytes.length,
    bytesPerPixel: bytesPerPixel(metadata),
    samplesPerPixel,
    scans,
    isArithmetic,
    hasGainMap,
    isOnCanvas,
    heldBytesPerPixel: isOnCanvas
      ? BYTES_PER_CANVAS_PIXEL
      : heldBytesPerPixel(format, metadata, samplesPerPixel, isLossless),
    rowBytesPerPixel: rowBytesPerPixel(format, metadata),
  };
}

function colouring(metadata: Metadata, colours: FromHeaders['colours']): Pick<Picture, 'profile' | 'colours'> {
  if (colours === undefined) return { profile: profileOf(metadata) };
  if (colours === 'sRGB') return { profile: 'sRGB' };
  return { profile: isDisplayP3(colours) ? 'Display P3' : 'other', colours };
}

function profileOf({ icc, space }: Metadata): Picture['profile'] {
  if (icc === undefined) return 'none';
  return ((space === 'srgb' || space === 'rgb16') && colourSpaceOf(icc)) || 'other';
}

/** A WEBP of one frame on a canvas, and the canvas before it: 50 MP take 269 MB. */
const BYTES_PER_CANVAS_PIXEL = 5;

function heldBytesPerPixel(
  format: Exclude<InputFormat, 'bmp'>,
  metadata: Metadata,
  samplesPerPixel: number,
  isLossless: boolean,
): number {
  switch (format) {
    case 'jpeg': // of several scans: two bytes for each coefficient
      return metadata.isProgressive ? 2 * samplesPerPixel : 0;
    case 'png':
      return metadata.isProgressive ? bytesPerPixel(metadata) : 0;
    case 'gif': // the canvas, and what was on it before: 51 MP take 261 MB with the rest
      return 4.2;
    case 'webp': // with loss it is scaled row by row, but for its alpha
      return isLossless ? 4 : metadata.hasAlpha ? 1 : 0;
  }
}

/**
 * As decoded, and in between as it is scaled; with alpha, which is multiplied with the colours before, more. Measured
 * with 1 to 4 channels of 8 and of 16 bits: of all but those of 8 bits with alpha it is up to a third less.
 */
const rowBytes = (bytesPerPixel: number, hasAlpha: boolean): number => 2.75 * bytesPerPixel + (hasAlpha ? 2 : 0);

/** A JPEG's rows come in blocks of 8 or 16: 65,500 × 1,140 that are not made smaller take 261 MB. */
const JPEG_ROW_BYTES = 3.2;

function rowBytesPerPixel(format: Exclude<InputFormat, 'bmp'>, metadata: Metadata): number {
  switch (format) {
    case 'jpeg':
      return JPEG_ROW_BYTES * bytesPerPixel(metadata);
    case 'webp':
      return 0;
    default:
      return rowBytes(bytesPerPixel(metadata), metadata.hasAlpha);
  }
}

const bytesPerPixel = ({ channels, depth }: Metadata): number => channels * (depth === 'ushort' ? 2 : 1);

/** True of up to 16 colours, of runs of colours, and of indices that equal those to their left. */
function isGraphicBmp(
  bytes: Buffer,
  { bitsPerPixel, isCompressed, pixelOffset, rowBytes, height }: BmpHeader,
): boolean {
  if (bitsPerPixel > 8) return false;
  if (bitsPerPixel < 8 || isCompressed) return true;
  return isFlat(bytes.subarray(pixelOffset), { width: rowBytes, height, channels: 1 }, FLAT_INDICES);
}

function readBmp(bytes: Buffer): Picture {
  const header = readBmpHeader(bytes);
  const { width, height, bitsPerPixel, hasAlpha } = header;
  return {
    format: 'bmp',
    width,
    height,
    frames: 1,
    animationFrames: 1,
    hasAlpha,
    isPalette: bitsPerPixel <= 8,
    isGraphic: isGraphicBmp(bytes, header),
    isGray: false,
    isLossless: false,
    isDeep: false,
    profile: 'none',
    isColour: true,
    orientation: 1,
    fileBytes: bytes.length,
    bytesPerPixel: hasAlpha ? 4 : 3,
    samplesPerPixel: hasAlpha ? 4 : 3,
    scans: 1,
    isArithmetic: false,
    hasGainMap: false,
    isOnCanvas: false,
    heldBytesPerPixel: isInPlace(header) ? 0 : hasAlpha ? 4 : 3,
    rowBytesPerPixel: rowBytes(hasAlpha ? 4 : 3, hasAlpha),
  };
}
