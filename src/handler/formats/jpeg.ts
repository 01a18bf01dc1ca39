import { APP_0, COMMENT, END_OF_IMAGE, isRestart, MARKER, START_OF_SCAN } from './jpeg-markers.ts';
import { passScan } from './jpeg-scan.ts';

const APP_15 = 0xef;
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
/**
 * SOF5 to 7 and 13 to 15 are hierarchical, SOF11 is lossless with arithmetic coding: libjpeg-turbo knows none of them.
 */
const RARE_FRAMES = [0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf];
/** SOF9 and SOF10, sequential and progressive. */
const ARITHMETIC_FRAMES = [0xc9, 0xca];
/** In bits: of medicine and of film. */
const RARE_PRECISIONS = [12, 16];

export type JpegSurvey = {
  /** A progressive image is refined scan by scan over its whole area: thousands in a small file take minutes. */
  scans: number;
  /** APPn segments and comments: profiles, EXIF, XMP, thumbnails. The decoder holds them all. */
  metadataSegments: number;
  metadataBytes: number;
  /** Of the first frame header before the pixels: a right file that the decoder does not know. */
  isRare: boolean;
  /**
   * Of all channels together, for a pixel: 3 without subsampling, 1.5 where colours have half the width and height.
   * Undefined without a frame header that says it.
   */
  samplesPerPixel?: number;
  isArithmetic: boolean;
  /** Where the pixels of the last scan end; undefined where no marker is behind them. */
  pixelsEnd?: number;
};

/**
 * Surveys the first image of a JPEG file; what follows its end (a phone's second picture, a film) is not looked at.
 */
export function surveyJpeg(bytes: Buffer): JpegSurvey {
  const survey: JpegSurvey = { scans: 0, metadataSegments: 0, metadataBytes: 0, isRare: false, isArithmetic: false };
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
        survey.isArithmetic = ARITHMETIC_FRAMES.includes(marker);
        const samples = samplesPerPixel(bytes.subarray(at + 4, at + 2 + length));
        if (samples !== undefined) survey.samplesPerPixel = samples;
      }
      if ((marker >= APP_0 && marker <= APP_15) || marker === COMMENT) {
        survey.metadataSegments++;
        survey.metadataBytes += length;
      }
      at += 2 + length;
      if (marker === START_OF_SCAN) {
        survey.scans++;
        const end = passScan(bytes, at);
        delete survey.pixelsEnd;
        if (end === undefined) return survey;
        survey.pixelsEnd = end.dataEnd;
        at = end.marker;
      }
    }
  }
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
