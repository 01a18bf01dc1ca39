import { text, u16be, u32be } from '../hostile/make/bytes.ts';
import type { Rgba } from './scene.ts';

/** From a value of 0..1 to light of 0..1. */
export type Transfer = (value: number) => number;

/** IEC 61966-2-1. */
export const srgbTransfer: Transfer = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const encodeSrgb = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

export const power =
  (exponent: number): Transfer =>
  (value) =>
    value ** exponent;

type Matrix = readonly (readonly [number, number, number])[];

/** From light of these primaries to light of sRGB's; both have the white of D65. */
export type Primaries = keyof typeof TO_SRGB;
const TO_SRGB = {
  sRGB: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  /** https://www.w3.org/TR/css-color-4/#color-conversion-code: lin_P3_to_XYZ, XYZ_to_lin_sRGB. */
  'Display P3': [
    [1.22494, -0.22494, 0],
    [-0.04206, 1.04206, 0],
    [-0.01964, -0.07864, 1.09827],
  ],
  /** sRGB with red for blue: what ignores it shows other colours. */
  exchanged: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
} satisfies Readonly<Record<string, Matrix>>;

export type ColourSpace = { transfer: Transfer; primaries: Primaries };
export const SRGB: ColourSpace = { transfer: srgbTransfer, primaries: 'sRGB' };

/** The colour in sRGB; what sRGB has not is cut off. */
export function toSrgb([red, green, blue, alpha]: Rgba, { transfer, primaries }: ColourSpace): Rgba {
  const light = [transfer(red), transfer(green), transfer(blue)];
  const [r = 0, g = 0, b = 0] = TO_SRGB[primaries].map((row) =>
    encodeSrgb(
      Math.min(1, Math.max(0, row[0] * (light[0] ?? 0) + row[1] * (light[1] ?? 0) + row[2] * (light[2] ?? 0))),
    ),
  );
  return [r, g, b, alpha];
}

/** X, Y and Z of red, green and blue, for the white of D50. https://www.color.org/chardata/rgb/srgb.xalter */
const COLOURANTS: Readonly<Record<Primaries, Matrix>> = {
  sRGB: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  'Display P3': [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
  exchanged: [
    [0.14307, 0.06061, 0.7141],
    [0.38515, 0.71687, 0.09708],
    [0.43607, 0.22249, 0.01392],
  ],
};

const fixed = (value: number): number => Math.round(value * 65_536);
const xyz = (values: readonly number[]): Buffer => Buffer.concat([text('XYZ \0\0\0\0'), u32be(...values.map(fixed))]);

const curve = (transfer: Transfer): Buffer => {
  const values = Array.from({ length: 1024 }, (_, at) => Math.round(transfer(at / 1023) * 65_535));
  return Buffer.concat([text('curv\0\0\0\0'), u32be(values.length), u16be(...values)]);
};

/** A profile of a screen, ICC.1:2001-04 (version 2.4); of gray where there are no primaries. */
export function iccProfile(transfer: Transfer, primaries?: Primaries): Buffer {
  const name = text('of the tests\0');
  const tags: [string, Buffer][] = [
    ['desc', Buffer.concat([text('desc\0\0\0\0'), u32be(name.length), name, Buffer.alloc(78 + 3)])],
    ['cprt', text('text\0\0\0\0none\0\0\0\0')],
    ['wtpt', xyz([0.9642, 1, 0.8249])],
  ];
  if (primaries === undefined) tags.push(['kTRC', curve(transfer)]);
  else {
    for (const [at, channel] of ['r', 'g', 'b'].entries()) {
      tags.push([`${channel}XYZ`, xyz(COLOURANTS[primaries][at] ?? [])], [`${channel}TRC`, curve(transfer)]);
    }
  }
  const padded = tags.map(([tag, data]) => [tag, Buffer.concat([data, Buffer.alloc(-data.length & 3)])] as const);
  let at = 128 + 4 + tags.length * 12;
  const table: Buffer[] = [];
  for (const [tag, data] of padded) {
    table.push(text(tag), u32be(at, data.length));
    at += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write(`mntr${primaries === undefined ? 'GRAY' : 'RGB '}XYZ `, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  xyz([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, u32be(tags.length), ...table, ...padded.map(([, data]) => data)]);
}
