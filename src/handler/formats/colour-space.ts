const HEADER_BYTES = 128;
const TAG_BYTES = 12;
const VERSIONS = [2, 4];
/** Real ones have ten to twenty. */
const MAX_TAGS = 100;

type Colourants = Readonly<Record<'rXYZ' | 'gXYZ' | 'bXYZ', readonly [x: number, y: number, z: number]>>;

/**
 * Red, green and blue as profiles hold them, for D50. Both spaces have the curve of sRGB.
 * https://www.color.org/chardata/rgb/srgb.xalter and https://www.color.org/chardata/rgb/DisplayP3.xalter
 */
const SPACES = {
  sRGB: { rXYZ: [0.4361, 0.2225, 0.0139], gXYZ: [0.3851, 0.7169, 0.0971], bXYZ: [0.1431, 0.0606, 0.7139] },
  'Display P3': { rXYZ: [0.5151, 0.2412, -0.0011], gXYZ: [0.292, 0.6922, 0.0419], bXYZ: [0.1571, 0.0666, 0.7841] },
} satisfies Readonly<Record<string, Colourants>>;

export type ColourSpace = keyof typeof SPACES;

const CURVES = ['rTRC', 'gTRC', 'bTRC'];
/** Tags that decoders prefer to the colourants. */
const TABLES = ['A2B0', 'A2B1', 'A2B2', 'D2B0', 'D2B1', 'D2B2', 'D2B3'];

/** Rounding, and what makers of profiles disagree about: less than a step of 256. */
const COLOURANT_TOLERANCE = 0.0025;
/** Difference of a value from 0 to 1, where a step of 256 is 0.004. */
const CURVE_TOLERANCE = 0.006;
const SAMPLES = 32;

const fixed = (icc: Buffer, at: number): number => icc.readInt32BE(at) / 65_536;

/** IEC 61966-2-1: the value that stands for an amount of light. */
const encode = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

function readTags(icc: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>();
  const count = Math.min(icc.readUInt32BE(HEADER_BYTES), MAX_TAGS);
  for (let at = HEADER_BYTES + 4; tags.size < count; at += TAG_BYTES) {
    const start = icc.readUInt32BE(at + 4);
    tags.set(icc.toString('latin1', at, at + 4), icc.subarray(start, start + icc.readUInt32BE(at + 8)));
  }
  return tags;
}

/**
 * A curve of a profile, from 0..1 to 0..1: a table, or formula 3 or 4 of ICC.1, section 10.18. Formula 4 is that of
 * Skia, and so of Chrome and Android.
 */
function curveOf(tag: Buffer): ((value: number) => number) | undefined {
  const type = tag.toString('latin1', 0, 4);
  if (type === 'curv') {
    const count = tag.readUInt32BE(8);
    if (count < 2) return undefined; // a plain power, which sRGB is not
    return (value) => {
      const [below, above] = [Math.floor(value * (count - 1)), Math.ceil(value * (count - 1))];
      const [low, high] = [tag.readUInt16BE(12 + 2 * below), tag.readUInt16BE(12 + 2 * above)];
      return (low + (high - low) * (value * (count - 1) - below)) / 65_535;
    };
  }
  const formula = type === 'para' ? tag.readUInt16BE(8) : undefined;
  if (formula !== 3 && formula !== 4) return undefined;
  const numbers = Array.from({ length: formula === 3 ? 5 : 7 }, (_, index) => fixed(tag, 12 + 4 * index));
  const [g = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
  return (value) => (value >= d ? (a * value + b) ** g + e : c * value + f);
}

function isSrgbCurve(tag: Buffer | undefined): boolean {
  const curve = tag && curveOf(tag);
  if (curve === undefined) return false;
  return Array.from({ length: SAMPLES + 1 }, (_, step) => step / SAMPLES).every(
    (value) => Math.abs(encode(curve(value)) - value) <= CURVE_TOLERANCE,
  );
}

function areColourants(tags: ReadonlyMap<string, Buffer>, expected: Colourants): boolean {
  return Object.entries(expected).every(([name, parts]) => {
    const tag = tags.get(name);
    return tag && parts.every((part, index) => Math.abs(fixed(tag, 8 + 4 * index) - part) <= COLOURANT_TOLERANCE);
  });
}

/**
 * The space that an ICC profile describes, by its numbers and whatever it is called; undefined of all others, and of
 * what is no profile. Most say sRGB, as a picture without one does, and those of phones Display P3.
 */
export function colourSpaceOf(icc: Buffer): ColourSpace | undefined {
  try {
    const isProfile = icc.readUInt32BE(0) === icc.length && VERSIONS.includes(icc[8] ?? 0);
    const isMatrix = icc.toString('latin1', 12, 24) === 'mntrRGB XYZ ' && icc.toString('latin1', 36, 40) === 'acsp';
    const tags = readTags(icc);
    if (!isProfile || !isMatrix || TABLES.some((name) => tags.has(name))) return undefined;
    if (!CURVES.every((name) => isSrgbCurve(tags.get(name)))) return undefined;
    return (Object.keys(SPACES) as ColourSpace[]).find((space) => areColourants(tags, SPACES[space]));
  } catch {
    return undefined; // it ends before it says all of that
  }
}
