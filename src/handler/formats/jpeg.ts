import { ownMemory } from '../../shared/release.ts';

/** The byte that begins a marker. It may be repeated before the byte that names the marker. */
export const MARKER = 0xff;
export const END_OF_IMAGE = 0xd9;
export const START_OF_SCAN = 0xda;
/** The first of eight, which come in turns. */
const RESTART_0 = 0xd0;
/** Segment of JFIF, and of other writers that put their name into it. */
export const APP_0 = 0xe0;
const APP_1 = 0xe1;
const APP_2 = 0xe2;
export const COMMENT = 0xfe;

/** True of the markers between the intervals of a scan. */
export const isRestart = (marker: number): boolean => marker >= RESTART_0 && marker <= RESTART_0 + 7;

/** Offsets at which the data of a scan end, without fill bytes, and of the marker behind them. */
type ScanEnd = { dataEnd: number; marker: number };

/**
 * Passes over the data of a scan, which begin at `start`; undefined where no marker is behind them. Reports
 * for each restart marker among them where the data before it end, and its number from 0 to 7.
 */
export function passScan(
  bytes: Buffer,
  start: number,
  onRestart?: (dataEnd: number, number: number) => void,
): ScanEnd | undefined {
  let last = start;
  for (let at = bytes.indexOf(MARKER, start); at >= 0; at = bytes.indexOf(MARKER, last + 2)) {
    last = at;
    while (bytes[last + 1] === MARKER) last++; // of as many as there are before a marker none is data
    const marker = bytes[last + 1];
    if (marker === 0) continue; // a byte of data
    if (marker === undefined || !isRestart(marker)) return { dataEnd: at, marker: last };
    onRestart?.(at, marker - RESTART_0);
  }
  return undefined;
}

const APP_15 = 0xef;
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
/**
 * SOF5 to 7 and 13 to 15 are hierarchical, SOF11 is lossless with arithmetic coding: libjpeg-turbo knows none of them.
 */
const RARE_FRAMES = [0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf];
/** SOF9 and SOF10, sequential and progressive. */
const ARITHMETIC_FRAMES = [0xc9, 0xca];
const PROGRESSIVE_FRAMES = [0xc2, 0xca];
/** Bits a channel, in medicine and film. */
const RARE_PRECISIONS = [12, 16];

export type JpegSurvey = {
  /** A progressive image is refined scan by scan over its whole area: thousands in a small file take minutes. */
  scans: number;
  /** APPn segments and comments: profiles, EXIF, XMP, thumbnails. The decoder holds them all. */
  metadataSegments: number;
  metadataBytes: number;
  /** True of a correct file of a kind that the decoder does not know, by its first frame header. */
  isRare: boolean;
  /**
   * Of all channels together, for a pixel: 3 without subsampling, 1.5 where colours have half the width and height.
   * Undefined without a frame header that says it.
   */
  samplesPerPixel?: number;
  isArithmetic: boolean;
  /** A second picture in the file says how much brighter each pixel is on a screen of high dynamic range. */
  hasGainMap: boolean;
  /** True of a height of 0 in the first frame header, which a DNL marker behind the pixels replaces. */
  hasLateHeight: boolean;
  /** Offset at which the pixels of the last scan end; undefined where no marker is behind them. */
  pixelsEnd?: number;
  /**
   * Only the end mark is missing: the data of the last scan go on to the end of the file, and with that scan every
   * coefficient has come in full. Whether its data are whole the decoder has to say.
   */
  hasNoEndMarker: boolean;
};

const COEFFICIENTS = 64;
/** Marks a coefficient that no scan has had: more than the bits of any. */
const NOT_SEEN = 99;

/** Low bits of each coefficient that are still missing, by component. ITU-T T.81, B.2.3 and G.1.1.1. */
type Missing = Map<number, Uint8Array>;

function readScan(missing: Missing, scan: Uint8Array, isProgressive: boolean): void {
  const count = scan[0] ?? 0;
  // Only progressive scans have a part of the coefficients; others say so as well, and some telephones say it wrong.
  const [first = 0, last = 0, successive = 0] = isProgressive ? scan.subarray(1 + 2 * count) : [0, COEFFICIENTS - 1, 0];
  for (let index = 0; index < count; index++) {
    missing.get(scan[1 + 2 * index] ?? 0)?.fill(successive & 15, first, last + 1);
  }
}

const isComplete = (missing: Missing): boolean =>
  missing.size > 0 && [...missing.values()].every((component) => component.every((bits) => bits === 0));

/**
 * Surveys the first image of a JPEG file; what follows its end (a phone's second picture, a film) is not looked at.
 */
export function surveyJpeg(bytes: Buffer): JpegSurvey {
  const survey: JpegSurvey = {
    ...{ scans: 0, metadataSegments: 0, metadataBytes: 0 },
    ...{ isRare: false, isArithmetic: false, hasGainMap: false, hasLateHeight: false, hasNoEndMarker: false },
  };
  const missing: Missing = new Map();
  let isProgressive = false;
  let hasFrame = false;
  let at = 2;
  for (;;) {
    at = bytes.indexOf(MARKER, at);
    const marker = bytes[at + 1];
    if (at < 0 || marker === undefined || marker === END_OF_IMAGE) return survey;
    if (marker === MARKER) at += 1;
    else if (marker <= 1 || isRestart(marker))
      at += 2; // pixels, or a marker without data
    else {
      const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
      if (FRAMES.includes(marker) && !hasFrame && survey.scans === 0) {
        hasFrame = true;
        survey.isRare = RARE_FRAMES.includes(marker) || RARE_PRECISIONS.includes(bytes[at + 4] ?? 0);
        isProgressive = PROGRESSIVE_FRAMES.includes(marker);
        survey.isArithmetic = ARITHMETIC_FRAMES.includes(marker);
        const frame = bytes.subarray(at + 4, at + 2 + length);
        survey.hasLateHeight = frame.length >= COMPONENTS_AT && frame.readUInt16BE(1) === 0;
        for (let component = COMPONENTS_AT; component < frame.length; component += COMPONENT_BYTES)
          missing.set(frame[component] as number, new Uint8Array(COEFFICIENTS).fill(NOT_SEEN));
        const samples = samplesPerPixel(frame);
        if (samples !== undefined) survey.samplesPerPixel = samples;
      }
      if ((marker >= APP_0 && marker <= APP_15) || marker === COMMENT) {
        survey.metadataSegments++;
        survey.metadataBytes += length;
        survey.hasGainMap ||= saysGainMap(marker, bytes.subarray(at + 4, at + 2 + length), bytes);
      }
      if (marker === START_OF_SCAN) readScan(missing, bytes.subarray(at + 4, at + 2 + length), isProgressive);
      at += 2 + length;
      if (marker === START_OF_SCAN) {
        survey.scans++;
        const end = passScan(bytes, at);
        delete survey.pixelsEnd;
        if (end === undefined) {
          survey.hasNoEndMarker = at < bytes.length && isComplete(missing);
          return survey;
        }
        survey.pixelsEnd = end.dataEnd;
        at = end.marker;
      }
    }
  }
}

/**
 * Of a segment: Ultra HDR and Adobe say it in XMP (https://developer.android.com/media/platform/hdr-image-format),
 * ISO 21496-1 in an APP2 of its own. Apple says it in the second picture, of which CIPA DC-007 (MPF) says where it is.
 */
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const ISO_GAIN_MAP = 'urn:iso:std:iso:ts:21496:-1\0';
const SEVERAL_PICTURES = 'MPF\0';
const APPLE_GAIN_MAP = 'urn:com:apple:photo:2020:aux:hdrgainmap';

function saysGainMap(marker: number, segment: Buffer, file: Buffer): boolean {
  const starts = (name: string): boolean => segment.toString('latin1', 0, name.length) === name;
  if (marker === APP_2) return starts(ISO_GAIN_MAP) || (starts(SEVERAL_PICTURES) && file.includes(APPLE_GAIN_MAP));
  return marker === APP_1 && starts(XMP) && segment.includes('hdrgm:Version');
}

/** ITU-T T.81, B.2.2: precision, height, width and number of components; of each its id and its sampling factors. */
const COMPONENTS_AT = 6;
const COMPONENT_BYTES = 3;

function samplesPerPixel(frame: Uint8Array): number | undefined {
  const count = frame[COMPONENTS_AT - 1] ?? 0;
  const samplings = Array.from(
    { length: count },
    (_, index) => frame[COMPONENTS_AT + COMPONENT_BYTES * index + 1] ?? 0,
  );
  const [across, down] = [
    Math.max(...samplings.map((both) => both >> 4)),
    Math.max(...samplings.map((both) => both & 15)),
  ];
  const samples = samplings.reduce((sum, both) => sum + (both >> 4) * (both & 15), 0) / (across * down);
  return samples > 0 && Number.isFinite(samples) ? samples : undefined;
}

/** The JPEG with an end mark behind it, in the same memory where that has room. */
export function appendEndMarker(bytes: Buffer): Buffer {
  const mark = [MARKER, END_OF_IMAGE];
  const memory = ownMemory(bytes);
  if (memory === undefined || memory.length < bytes.length + mark.length)
    return Buffer.concat([bytes, Buffer.from(mark)]);
  memory.set(mark, bytes.length);
  return memory.subarray(0, bytes.length + mark.length);
}
