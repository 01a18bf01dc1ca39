import { inflateSync } from 'node:zlib';
import type { Colours } from './icc-profile.ts';
import { insertPngChunk } from './insert.ts';
import { pngColours } from './png-colours.ts';

const SIGNATURE_BYTES = 8;
/** Of the header, the first chunk. */
const HEADER_END = 33;
/** Sequence number, width, height, offsets, delay and two bytes of how it is shown. */
const FRAME_CONTROL_BYTES = 26;
/** Length, name and checksum. */
const CHUNK_BYTES = 12;

export type PngSurvey = {
  /** tEXt, zTXt and iTXt. */
  textChunks: number;
  /** What texts and the profile inflate to; Infinity where that is more than the limit. */
  inflatedBytes: number;
  /** Of an animation (acTL), which a decoder that does not know it shows as its still picture; else 1. */
  animationFrames: number;
  /** What it says of its colours outside of a profile: see pngColours. */
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
  return { ...survey, ...(colours && { colours }) };
}

/**
 * An animated PNG whose still picture is no frame, as a PNG of its first frame, which is what browsers show. Undefined
 * of all others, and where that frame does not cover the canvas. https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function firstFrame(bytes: Buffer): Buffer | undefined {
  const before: Buffer[] = [];
  const data: Buffer[] = [];
  let hasPixels = false;
  let isFrame = false;
  for (let at = HEADER_END; at + CHUNK_BYTES <= bytes.length; at += CHUNK_BYTES + bytes.readUInt32BE(at)) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (name === 'fcTL') {
      if (!hasPixels || body.length < FRAME_CONTROL_BYTES) return undefined; // the still picture is a frame
      if (isFrame) break; // the second one
      isFrame = body.subarray(4, 12).equals(bytes.subarray(16, 24)) && body.readBigUInt64BE(12) === 0n;
      if (!isFrame) return undefined;
    } else if (name === 'fdAT' && isFrame) data.push(body.subarray(4));
    else if (name === 'IDAT') hasPixels = true;
    else if (!hasPixels && name !== 'acTL') before.push(bytes.subarray(at, at + CHUNK_BYTES + body.length));
  }
  if (data.length === 0) return undefined;
  const ended = insertPngChunk(bytes.subarray(0, HEADER_END), 'IEND', Buffer.alloc(0));
  const filled = insertPngChunk(ended, 'IDAT', Buffer.concat(data));
  return Buffer.concat([bytes.subarray(0, HEADER_END), ...before, filled.subarray(HEADER_END)]);
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
