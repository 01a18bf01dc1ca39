import { deflateSync } from 'node:zlib';
import { text, u8, u16be, u32be } from '../hostile/make/bytes.ts';
import { exif, orientation } from '../hostile/make/exif.ts';
import { type ColourSpace, iccProfile, power, SRGB, srgbTransfer, toSrgb } from './colour.ts';
import { encodePng, GRAY, GRAY_ALPHA, INDEXED, pngChunk, TRUECOLOUR, TRUECOLOUR_ALPHA } from './encode-png.ts';
import { HEIGHT, isHole, logo, luminance, photograph, type Rgba, veiled, WIDTH } from './scene.ts';
import { type Family, paint, type Row, still, type Upload } from './upload.ts';

const TYPES: Readonly<Record<string, readonly [colourType: number, depth: number]>> = {
  gray1: [GRAY, 1],
  gray2: [GRAY, 2],
  gray4: [GRAY, 4],
  gray8: [GRAY, 8],
  gray16: [GRAY, 16],
  rgb8: [TRUECOLOUR, 8],
  rgb16: [TRUECOLOUR, 16],
  indexed1: [INDEXED, 1],
  indexed2: [INDEXED, 2],
  indexed4: [INDEXED, 4],
  indexed8: [INDEXED, 8],
  grayAlpha8: [GRAY_ALPHA, 8],
  grayAlpha16: [GRAY_ALPHA, 16],
  rgbAlpha8: [TRUECOLOUR_ALPHA, 8],
  rgbAlpha16: [TRUECOLOUR_ALPHA, 16],
};

const gAMA = (gamma: number): Buffer => pngChunk('gAMA', u32be(Math.round(gamma * 100_000)));
/** White, red, green and blue, x and y in 1/100,000: https://www.w3.org/TR/png-3/#11cHRM */
const cHRM = (...values: number[]): Buffer => pngChunk('cHRM', u32be(...values));
const SRGB_PRIMARIES = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];
const P3_PRIMARIES = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];
const sRGB = pngChunk('sRGB', u8(0));
/** ITU-T H.273: primaries 1 are sRGB's, 12 Display P3's; transfer 13 is sRGB's, 8 linear, 4 a power of 2.2. */
const cICP = (primaries: number, transfer: number): Buffer => pngChunk('cICP', u8(primaries, transfer, 0, 1));
const iCCP = (icc: Buffer): Buffer => pngChunk('iCCP', Buffer.concat([text('of the tests\0\0'), deflateSync(icc)]));

type Described = { chunks: (isGray: boolean) => readonly Buffer[]; space: ColourSpace };
const P3: ColourSpace = { transfer: srgbTransfer, primaries: 'Display P3' };
const LINEAR: ColourSpace = { transfer: power(1), primaries: 'sRGB' };
const profiled = (space: ColourSpace) => (isGray: boolean) => [
  iCCP(iccProfile(space.transfer, isGray ? undefined : space.primaries)),
];

/** What goes before what: https://www.w3.org/TR/png-3/#color-chunk-precendence */
const COLOURS: Readonly<Record<string, Described>> = {
  none: { chunks: () => [], space: SRGB },
  sRGB: { chunks: () => [sRGB], space: SRGB },
  'gAMA 1': { chunks: () => [gAMA(1)], space: LINEAR },
  'gAMA 1/1.8': { chunks: () => [gAMA(1 / 1.8)], space: { transfer: power(1.8), primaries: 'sRGB' } },
  'gAMA 1/2.2': { chunks: () => [gAMA(0.45455)], space: { transfer: power(2.2), primaries: 'sRGB' } },
  'gAMA and cHRM of sRGB': {
    chunks: () => [gAMA(0.45455), cHRM(...SRGB_PRIMARIES)],
    space: { transfer: power(2.2), primaries: 'sRGB' },
  },
  'gAMA and cHRM of P3': {
    chunks: () => [gAMA(0.45455), cHRM(...P3_PRIMARIES)],
    space: { transfer: power(2.2), primaries: 'Display P3' },
  },
  'cICP sRGB': { chunks: () => [cICP(1, 13)], space: SRGB },
  'cICP P3': { chunks: () => [cICP(12, 13)], space: P3 },
  'cICP linear': { chunks: () => [cICP(1, 8)], space: LINEAR },
  'iCCP sRGB': { chunks: profiled(SRGB), space: SRGB },
  'iCCP P3': { chunks: profiled(P3), space: P3 },
  'iCCP exchanged': {
    chunks: profiled({ transfer: power(1.8), primaries: 'exchanged' }),
    space: { transfer: power(1.8), primaries: 'exchanged' },
  },
  'sRGB before gAMA and cHRM': { chunks: () => [gAMA(1), cHRM(...P3_PRIMARIES), sRGB], space: SRGB },
  'iCCP before gAMA': { chunks: (isGray) => [gAMA(1), ...profiled(P3)(isGray)], space: P3 },
  'cICP before iCCP': { chunks: (isGray) => [cICP(1, 13), ...profiled(LINEAR)(isGray)], space: SRGB },
  'cICP P3 before gAMA': { chunks: () => [gAMA(1), cICP(12, 13)], space: P3 },
};

const PNG_SCENES: Readonly<Record<string, (x: number, y: number) => Rgba>> = { photograph, veiled, logo };

export const PNG: Family = {
  name: 'PNG',
  dimensions: {
    kind: Object.keys(TYPES),
    scene: Object.keys(PNG_SCENES),
    transparency: ['none', 'tRNS', 'channel'],
    interlaced: ['no', 'yes'],
    colours: Object.keys(COLOURS),
    orientation: ['1', '6'],
    animation: ['none', 'first picture', 'without the first picture', 'of a smaller first frame'],
  },
  isPossible: ({ kind = '', transparency, scene }) => {
    const [colourType = 0] = TYPES[kind] ?? [];
    const hasChannel = colourType === GRAY_ALPHA || colourType === TRUECOLOUR_ALPHA;
    return (transparency === 'channel') === hasChannel && (transparency !== 'none' || scene === 'photograph');
  },
  make: async (row) => makePng(row),
};

/** The colours of a palette: few are far apart. */
const entry = (index: number, count: number): Rgba => {
  const at = (index + 0.5) / count;
  return [0.15 + 0.7 * at, 0.9 - 0.8 * at, 0.5 + 0.4 * Math.sin(at * 9), 1];
};

function makePng(row: Row): Upload {
  const { kind = '', scene = '', transparency, interlaced, colours = '', orientation: turn, animation } = row;
  const [colourType = 0, depth = 8] = TYPES[kind] ?? [];
  const pixel = PNG_SCENES[scene] ?? photograph;
  const { chunks: describe, space } = COLOURS[colours] ?? { chunks: () => [], space: SRGB };
  const isGray = colourType === GRAY || colourType === GRAY_ALPHA;
  const most = 2 ** depth - 1;
  const count = 2 ** depth;
  const level = (value: number): number => Math.round(value * most);
  const hasKey = transparency === 'tRNS';
  const isClear = (x: number, y: number): boolean => hasKey && (scene === 'logo' ? pixel(x, y)[3] < 0.5 : isHole(x, y));

  /** The key is black; of what is drawn and black as well the brightness is one step more where there are steps. */
  const samples = (x: number, y: number): number[] => {
    const [red, green, blue, alpha] = pixel(x, y);
    if (colourType === INDEXED) {
      if (isClear(x, y)) return [0];
      if (scene === 'logo') return [hasKey ? count - 1 : 0];
      return [Math.min(count - 1, Math.floor(((x + y) / (WIDTH + HEIGHT)) * count))];
    }
    const visible = isGray ? [luminance([red, green, blue, 1])] : [red, green, blue];
    const keyed = visible.map((value) => (isClear(x, y) ? 0 : hasKey ? Math.max(1, level(value)) : level(value)));
    return colourType === GRAY_ALPHA || colourType === TRUECOLOUR_ALPHA ? [...keyed, level(alpha)] : keyed;
  };

  const alphas = Array.from({ length: count }, (_, index) => (index === 0 ? 0 : index === 1 && count > 2 ? 128 : 255));
  const colourOf = (index: number): Rgba => (scene === 'logo' ? [0, 0, 0, 1] : entry(index, count));
  const trns = !hasKey
    ? []
    : [pngChunk('tRNS', colourType === INDEXED ? u8(...alphas) : u16be(...Array(colourType === GRAY ? 1 : 3).fill(0)))];
  const palette =
    colourType === INDEXED
      ? [
          pngChunk(
            'PLTE',
            u8(
              ...Array.from({ length: count }, (_, index) => colourOf(index).slice(0, 3)).flatMap((colour) =>
                colour.map((value) => Math.round(value * 255)),
              ),
            ),
          ),
        ]
      : [];

  const shown = (x: number, y: number): Rgba => {
    const values = samples(x, y);
    if (colourType === INDEXED) {
      const index = values[0] ?? 0;
      const [red, green, blue] = colourOf(index).map((value) => Math.round(value * 255) / 255);
      return [red ?? 0, green ?? 0, blue ?? 0, hasKey ? (alphas[index] ?? 255) / 255 : 1];
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = values.map((value) => value / most);
    const keyed = hasKey && values.every((value) => value === 0);
    if (isGray) return [first, first, first, colourType === GRAY_ALPHA ? second : keyed ? 0 : 1];
    return [first, second, third, colourType === TRUECOLOUR_ALPHA ? fourth : keyed ? 0 : 1];
  };

  const place = animation === 'of a smaller first frame' ? SMALLER : WHOLE;
  const isShown = (x: number, y: number): boolean =>
    x >= place.x && x < place.x + place.width && y >= place.y && y < place.y + place.height;
  const drawn = (x: number, y: number): Rgba => (isShown(x, y) ? toSrgb(shown(x, y), space) : [0, 0, 0, 0]);
  const turned = Number(turn);
  const exifChunk = turned > 1 ? [pngChunk('eXIf', exif([orientation(turned)]))] : [];
  const head = [...describe(isGray), ...palette, ...trns, ...exifChunk];
  const file = { width: WIDTH, height: HEIGHT, colourType, depth, interlaced: interlaced === 'yes', samples };
  const bytes =
    animation === 'none'
      ? encodePng({ ...file, chunks: head })
      : animate(
          encodePng({
            ...{ ...file, width: place.width, height: place.height, chunks: [] },
            samples: (x, y) => samples(place.x + x, place.y + y),
          }),
          head,
          place,
          animation === 'first picture',
          (other) => encodePng({ ...file, samples: other, chunks: [] }),
          (x, y) => samples(WIDTH - 1 - x, y),
        );
  return { bytes, type: 'image/png', drawn: still(paint(drawn), turned) };
}

const WHOLE = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
const SMALLER = { x: 9, y: 7, width: 40, height: 30 };

/** https://www.w3.org/TR/png-3/#apng-frame-based-animation: `shown` is its first frame. */
function animate(
  shown: Buffer,
  head: readonly Buffer[],
  place: typeof WHOLE,
  isFirst: boolean,
  encode: (samples: (x: number, y: number) => number[]) => Buffer,
  second: (x: number, y: number) => number[],
): Buffer {
  const canvas = encode(second);
  const header = canvas.subarray(0, 8 + 25);
  const [one, other] = [dataOf(shown), dataOf(canvas)];
  let sequence = 0;
  const control = ({ x, y, width, height }: typeof WHOLE): Buffer =>
    pngChunk('fcTL', Buffer.concat([u32be(sequence++, width, height, x, y), u16be(1, 10), u8(0, 0)]));
  const frame = (data: Buffer): Buffer => pngChunk('fdAT', Buffer.concat([u32be(sequence++), data]));
  const parts = [header, pngChunk('acTL', u32be(2, 0)), ...head];
  if (isFirst) parts.push(control(WHOLE), pngChunk('IDAT', one), control(WHOLE), frame(other));
  else parts.push(pngChunk('IDAT', other), control(place), frame(one), control(WHOLE), frame(other));
  return Buffer.concat([...parts, pngChunk('IEND', u8())]);
}

/** Of the one IDAT of a PNG without other chunks. */
const dataOf = (png: Buffer): Buffer => png.subarray(8 + 25 + 8, png.length - 12 - 4);
