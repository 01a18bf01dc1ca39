import { text, u8 } from '../hostile/make/bytes.ts';
import { exif, exifSegmentBody, orientation } from '../hostile/make/exif.ts';
import { segment } from '../hostile/make/jpeg.ts';
import { type ColourSpace, iccProfile, power, SRGB, srgbTransfer, toSrgb } from './colour.ts';
import { adobe, encodeJpeg, type JpegComponent, jfif } from './encode-jpeg.ts';
import { HEIGHT, photograph, type Rgba, WIDTH } from './scene.ts';
import { type Family, paint, type Row, still, type Upload } from './upload.ts';

/** ITU-T T.871, section 7, of 0..1. */
const luma = ([red, green, blue]: readonly number[]): number =>
  0.299 * (red ?? 0) + 0.587 * (green ?? 0) + 0.114 * (blue ?? 0);
const ycc = (colour: readonly number[]): number[] => [
  luma(colour),
  0.5 + ((colour[2] ?? 0) - luma(colour)) / 1.772,
  0.5 + ((colour[0] ?? 0) - luma(colour)) / 1.402,
];

/** Adobe keeps ink as what it leaves of the light: 255 is none. */
const inks = ([red, green, blue]: readonly number[]): number[] => {
  const black = Math.max(red ?? 0, green ?? 0, blue ?? 0);
  return [red, green, blue].map((value) => (value ?? 0) / black).concat(black);
};

type Model = {
  ids: readonly number[];
  before: readonly Buffer[];
  values: (colour: readonly number[]) => readonly number[];
};

const plain = (colour: readonly number[]): readonly number[] => colour.slice(0, 3);
const MODELS: Readonly<Record<string, Model>> = {
  gray: { ids: [1], before: [jfif()], values: (colour) => [luma(colour)] },
  'gray without markers': { ids: [1], before: [], values: (colour) => [luma(colour)] },
  YCbCr: { ids: [1, 2, 3], before: [jfif()], values: ycc },
  'YCbCr by Adobe': { ids: [1, 2, 3], before: [adobe(1)], values: ycc },
  'YCbCr without markers': { ids: [1, 2, 3], before: [], values: ycc },
  'RGB by Adobe': { ids: [1, 2, 3], before: [adobe(0)], values: plain },
  'RGB by its ids': { ids: [0x52, 0x47, 0x42], before: [], values: plain },
  'CMYK by Adobe': { ids: [1, 2, 3, 4], before: [adobe(0)], values: inks },
  'YCCK by Adobe': {
    ids: [1, 2, 3, 4],
    before: [adobe(2)],
    values: (colour) => {
      const [cyan = 0, magenta = 0, yellow = 0, black = 0] = inks(colour);
      // T.872, 6.5.3: what is coded as red, green and blue are the complements.
      return [...ycc([1 - cyan, 1 - magenta, 1 - yellow]), black];
    },
  },
};

export const isCmyk = ({ model = '' }: Row): boolean => MODELS[model]?.ids.length === 4;
const isGray = ({ model = '' }: Row): boolean => MODELS[model]?.ids.length === 1;

/** Of the first component, and of black; the others are 1 × 1. */
const SAMPLINGS: Readonly<Record<string, readonly [h: number, v: number]>> = {
  '4:4:4': [1, 1],
  '4:2:2': [2, 1],
  '4:2:0': [2, 2],
  '4:4:0': [1, 2],
  '4:1:1': [4, 1],
};

const PROFILES: Readonly<Record<string, ColourSpace | undefined>> = {
  none: undefined,
  sRGB: SRGB,
  'Display P3': { transfer: srgbTransfer, primaries: 'Display P3' },
  exchanged: { transfer: power(1.8), primaries: 'exchanged' },
};

/** ICC.1, annex B.4, in pieces of no more than `size`. */
function profileSegments(icc: Buffer, size: number): Buffer[] {
  const count = Math.ceil(icc.length / size);
  return Array.from({ length: count }, (_, at) =>
    segment(0xe2, Buffer.concat([text('ICC_PROFILE\0'), u8(at + 1, count), icc.subarray(at * size, (at + 1) * size)])),
  );
}

export const JPEG: Family = {
  name: 'JPEG',
  dimensions: {
    model: Object.keys(MODELS),
    sampling: Object.keys(SAMPLINGS),
    scans: ['interleaved', 'separate', 'progressive'],
    restart: ['0', '5'],
    orientation: ['1', '2', '3', '4', '5', '6', '7', '8'],
    profile: Object.keys(PROFILES),
    pieces: ['1', '4'],
  },
  // A profile of RGB says nothing of ink.
  isPossible: (row) =>
    (!isCmyk(row) || row['profile'] === 'none') && (row['profile'] !== 'none' || row['pieces'] === '1'),
  make: async (row) => makeJpeg(row),
};

function makeJpeg(row: Row): Upload {
  const { model: modelName = '', sampling = '', scans, restart, orientation: turn, profile = '', pieces } = row;
  const model = MODELS[modelName];
  const space = PROFILES[profile];
  const [h, v] = SAMPLINGS[sampling] ?? [1, 1];
  if (model === undefined) throw new Error(`Expected a colour model but received ${modelName}`);
  const components = model.ids.map((id, at): JpegComponent => {
    const isWhole = at === 0 || at === 3;
    return {
      id,
      h: isWhole ? h : 1,
      v: isWhole ? v : 1,
      value: (x, y) => 255 * (model.values(photograph(x, y))[at] ?? 0),
    };
  });
  const turned = Number(turn);
  const icc = space && iccProfile(space.transfer, isGray(row) ? undefined : space.primaries);
  const before = [
    ...model.before,
    ...(turned > 1 ? [segment(0xe1, exifSegmentBody(exif([orientation(turned)])))] : []),
    ...(icc ? profileSegments(icc, Math.ceil(icc.length / Number(pieces))) : []),
  ];
  const bytes = encodeJpeg({
    width: WIDTH,
    height: HEIGHT,
    components,
    scans: scans as 'interleaved' | 'separate' | 'progressive',
    restart: Number(restart),
    before,
  });
  const pixel = (x: number, y: number): Rgba => {
    const colour = photograph(x, y);
    const gray = luma(colour);
    return toSrgb(isGray(row) ? [gray, gray, gray, 1] : colour, space ?? SRGB);
  };
  return { bytes, type: 'image/jpeg', drawn: still(paint(pixel), turned) };
}
