import { crc32, inflateSync } from 'node:zlib';
import { defined } from '../../shared/defined.ts';
import type { Colours } from './icc-profile.ts';
import { pngColours } from './png-colours.ts';
import { END } from './png-repair.ts';

const SIGNATURE_BYTES = 8;
/** End of the header, which is the first chunk. */
const HEADER_END = 33;
/** Sequence number, width, height, offsets, delay and two bytes of how it is shown. */
const FRAME_CONTROL_BYTES = 26;
/** Length, name and checksum. */
const CHUNK_BYTES = 12;

export type PngSurvey = {
  /** tEXt, zTXt and iTXt. */
  textChunks: number;
  /** Bytes that texts and the profile inflate to; Infinity above the limit. */
  inflatedBytes: number;
  /** Frames of an animation (acTL), of which many decoders show a still picture; else 1. */
  animationFrames: number;
  /** Its colours as it describes them outside of a profile: see pngColours. */
  colours?: Colours | 'sRGB';
};

const COLOUR_CHUNKS = ['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM'];

/**
 * Surveys the chunks of a PNG. A text or profile of 50 kB can inflate to 50 MB: each is inflated here, to no more than
 * `limit` bytes in all, before the decoder does so without one.
 */
export function surveyPng(bytes: Buffer, limit: number): PngSurvey {
  const survey: PngSurvey = { textChunks: 0, inflatedBytes: 0, animationFrames: 1 };
  const colourChunks = new Map<string, Buffer>();
  let hasPixels = false;
  let at = SIGNATURE_BYTES;
  while (at + CHUNK_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'acTL' && data.length >= 4) survey.animationFrames = Math.max(1, data.readUInt32BE(0));
    if (name === 'tEXt' || name === 'zTXt' || name === 'iTXt') survey.textChunks++;
    const packed = compressedPart(name, data);
    if (packed && survey.inflatedBytes <= limit) {
      survey.inflatedBytes += inflatedBytes(packed, limit - survey.inflatedBytes);
    }
    // https://www.w3.org/TR/png-3/#5ChunkOrdering: before the pixels, once.
    if (!hasPixels && COLOUR_CHUNKS.includes(name) && !colourChunks.has(name)) colourChunks.set(name, data);
    if (name === 'IDAT') hasPixels = true;
    if (name === 'IEND') break;
    at += CHUNK_BYTES + length;
  }
  const colours = pngColours(colourChunks);
  return { ...survey, ...defined({ colours }) };
}

/** Pixels of the canvas of an animation on each side of a frame. */
export type Around = { left: number; top: number; right: number; bottom: number };

/**
 * An animated PNG whose still picture is no frame, as a PNG of its first frame, which is what browsers show; with what
 * is around that where it is smaller than the canvas. It is written over the file, which is larger. Undefined of all
 * others, which are not changed.
 * https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function firstFrame(bytes: Buffer): { bytes: Buffer; around?: Around } | undefined {
  const header = Buffer.from(bytes.subarray(0, HEADER_END));
  const before: Buffer[] = [];
  const data: Buffer[] = [];
  let dataBytes = 0;
  let hasPixels = false;
  let around: Around | undefined;
  for (let at = HEADER_END; at + CHUNK_BYTES <= bytes.length; at += CHUNK_BYTES + bytes.readUInt32BE(at)) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (name === 'fcTL') {
      if (!hasPixels || body.length < FRAME_CONTROL_BYTES) return undefined; // the still picture is a frame
      if (around) break; // the second one
      around = aroundFrame(header, body);
      if (around === undefined) return undefined;
      body.copy(header, SIGNATURE_BYTES + 8, 4, 12); // width and height
    } else if (name === 'fdAT' && around) {
      data.push(body.subarray(4));
      dataBytes += Math.max(0, body.length - 4);
    } else if (name === 'IDAT') hasPixels = true;
    else if (!hasPixels && name !== 'acTL') before.push(bytes.subarray(at, at + CHUNK_BYTES + body.length));
  }
  if (around === undefined || data.length === 0) return undefined;
  header.writeUInt32BE(crc32(header.subarray(SIGNATURE_BYTES + 4, HEADER_END - 4)), HEADER_END - 4);
  // Each part moves towards the beginning, so none is written over before it is read.
  header.copy(bytes);
  let at = HEADER_END;
  for (const chunk of before) at += chunk.copy(bytes, at);
  const start = at;
  at += 8;
  for (const part of data) at += part.copy(bytes, at);
  bytes.writeUInt32BE(dataBytes, start);
  bytes.write('IDAT', start + 4, 'latin1');
  at = bytes.writeUInt32BE(crc32(bytes.subarray(start + 4, at)), at);
  at += END.copy(bytes, at);
  const isSmaller = Object.values(around).some((pixels) => pixels > 0);
  return { bytes: bytes.subarray(0, at), ...defined({ around: isSmaller ? around : undefined }) };
}

/** Pixels around a frame. Undefined for one without pixels, or beyond the canvas: browsers show the still picture. */
function aroundFrame(header: Buffer, control: Buffer): Around | undefined {
  const [canvasWidth, canvasHeight] = [
    header.readUInt32BE(SIGNATURE_BYTES + 8),
    header.readUInt32BE(SIGNATURE_BYTES + 12),
  ];
  const [width, height, left, top] = [4, 8, 12, 16].map((at) => control.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
  ];
  const around = { left, top, right: canvasWidth - left - width, bottom: canvasHeight - top - height };
  return width > 0 && height > 0 && Math.min(around.right, around.bottom) >= 0 ? around : undefined;
}

/** https://www.w3.org/TR/png-3/#11textinfo: a keyword, then what says how the rest is compressed. */
function compressedPart(name: string, data: Buffer): Buffer | undefined {
  const afterKeyword = data.indexOf(0) + 1;
  if (afterKeyword === 0) return undefined;
  if (name === 'zTXt' || name === 'iCCP') return data.subarray(afterKeyword + 1);
  if (name !== 'iTXt' || data[afterKeyword] !== 1) return undefined;
  const afterLanguage = data.indexOf(0, afterKeyword + 2) + 1;
  const afterTranslation = data.indexOf(0, afterLanguage) + 1;
  return data.subarray(Math.max(afterLanguage, afterTranslation));
}

function inflatedBytes(packed: Buffer, limit: number): number {
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(1, limit) }).length;
  } catch (error) {
    // Anything else is damage, which the decoder judges.
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? Number.POSITIVE_INFINITY : 0;
  }
}
