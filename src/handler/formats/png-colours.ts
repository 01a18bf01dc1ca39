import type { Chromaticities, Colours, Transfer } from './icc-profile.ts';

type Chunks = ReadonlyMap<string, Buffer>;

/** ITU-T H.273, table 2: red, green, blue and white by their x and y. */
const D65 = [0.3127, 0.329] as const;
const PRIMARIES: Readonly<Record<number, Chromaticities>> = {
  1: { red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06], white: D65 },
  4: { red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: [0.31, 0.316] },
  5: { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: D65 },
  6: { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 },
  7: { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 },
  9: { red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: D65 },
  11: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: [0.314, 0.351] },
  12: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: D65 },
  22: { red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077], white: D65 },
};
const SRGB_PRIMARIES = PRIMARIES[1] as Chromaticities;

/**
 * The same, table 3. Browsers show what has the curve of BT.709 cameras as its displays do, by ITU-R BT.1886: a power of
 * 2.4. Table 3 scales that of SMPTE ST 428-1 by 52.37 / 48.
 */
const TRANSFERS: Readonly<Record<number, Transfer>> = {
  1: { gamma: 2.4 },
  4: { gamma: 2.2 },
  5: { gamma: 2.8 },
  6: { gamma: 2.4 },
  8: { gamma: 1 },
  13: 'sRGB',
  14: { gamma: 2.4 },
  15: { gamma: 2.4 },
  16: 'PQ',
  17: { gamma: 2.6, scale: 52.37 / 48 },
  18: 'HLG',
};

/** Parts of 100,000: the file gamma that writers of sRGB give, and how far theirs are from it. */
const SRGB_GAMMA = 45_455;
const GAMMA_TOLERANCE = 500;
/** Difference of x and y. Values of writers of sRGB differ in the third digit. */
const PRIMARY_TOLERANCE = 0.005;

/**
 * What a PNG says of its colours outside of an ICC profile; 'sRGB' where that counts instead of a profile, and
 * undefined where it says nothing else, nothing that makes sense, or where its profile counts. The order is that of
 * https://www.w3.org/TR/png-3/#color-chunk-precendence: cICP, iCCP, sRGB, cHRM and gAMA.
 */
export function pngColours(chunks: Chunks): Colours | 'sRGB' | undefined {
  const coded = readCicp(chunks);
  if (coded) return isSrgb(coded) ? 'sRGB' : coded;
  if (chunks.has('iCCP')) return undefined;
  const found = chunks.has('sRGB') ? undefined : readGamma(chunks);
  return found && !isSrgb(found) ? found : undefined;
}

/** https://www.w3.org/TR/png-3/#11cICP. Only full range of RGB is permitted in a PNG; browsers pass over the rest. */
function readCicp(chunks: Chunks): Colours | undefined {
  const [primariesCode = 0, transferCode = 0, matrix, isFullRange] = chunks.get('cICP') ?? [];
  const [primaries, transfer] = [PRIMARIES[primariesCode], TRANSFERS[transferCode]];
  return primaries && transfer && matrix === 0 && isFullRange === 1 ? { primaries, transfer } : undefined;
}

function readGamma(chunks: Chunks): Colours | undefined {
  const [gama, chrm] = [chunks.get('gAMA'), chunks.get('cHRM')];
  const gamma = gama && gama.length >= 4 ? gama.readUInt32BE(0) : 0;
  const primaries = chrm && chrm.length >= 32 ? readPrimaries(chrm) : undefined;
  if (gamma === 0) return undefined; // browsers pass over cHRM alone
  const found = primaries ?? SRGB_PRIMARIES;
  const isSrgbCurve = Math.abs(gamma - SRGB_GAMMA) <= GAMMA_TOLERANCE && areAlike(found, SRGB_PRIMARIES);
  return { primaries: found, transfer: isSrgbCurve ? 'sRGB' : { gamma: 100_000 / gamma } };
}

function readPrimaries(chrm: Buffer): Chromaticities | undefined {
  const at = (index: number) => [chrm.readUInt32BE(8 * index) / 1e5, chrm.readUInt32BE(8 * index + 4) / 1e5] as const;
  const primaries = { white: at(0), red: at(1), green: at(2), blue: at(3) };
  return Object.values(primaries).every(([x, y]) => x >= 0 && y > 0 && x + y <= 1.5) ? primaries : undefined;
}

/** True of the colours of Display P3, whose curve is that of sRGB. */
export const isDisplayP3 = ({ primaries, transfer }: Colours): boolean =>
  transfer === 'sRGB' && areAlike(primaries, PRIMARIES[12] as Chromaticities);

function isSrgb({ primaries, transfer }: Colours): boolean {
  return transfer === 'sRGB' && areAlike(primaries, SRGB_PRIMARIES);
}

function areAlike(one: Chromaticities, other: Chromaticities): boolean {
  return (['red', 'green', 'blue', 'white'] as const).every((name) =>
    one[name].every((part, index) => Math.abs(part - (other[name][index] ?? 0)) <= PRIMARY_TOLERANCE),
  );
}
