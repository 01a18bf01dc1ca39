type Point = readonly [x: number, y: number];
export type Chromaticities = Readonly<Record<'red' | 'green' | 'blue' | 'white', Point>>;
/** A power of the value, times `scale`, or the curve of a standard. PQ and HLG are of more light than white. */
export type Transfer = { gamma: number; scale?: number } | 'sRGB' | 'PQ' | 'HLG';
/** The colours that the numbers of a picture stand for. */
export type Colours = { primaries: Chromaticities; transfer: Transfer };

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** ICC.1:2022, 6.3.4.3: the white of all profiles. */
const D50: Vector = [0.9642, 1, 0.8249];
/** ICC.1:2022, annex E: the linear Bradford transform. */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

const apply = (matrix: Matrix, vector: Vector): Vector =>
  matrix.map((row) => row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2]) as unknown as Vector;
const transpose = (matrix: Matrix): Matrix =>
  [0, 1, 2].map((column) => matrix.map((row) => row[column])) as unknown as Matrix;
export const multiply = (one: Matrix, other: Matrix): Matrix =>
  transpose(transpose(other).map((column) => apply(one, column)) as unknown as Matrix);

export function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const rows: Matrix = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return rows.map((row) => row.map((value) => value / determinant)) as unknown as Matrix;
}

const xyzOf = ([x, y]: Point): Vector => [x / y, 1, (1 - x - y) / y];

/** From red, green and blue of light to XYZ as under D50: SMPTE RP 177, and the adaptation of ICC profiles. */
export function toXyz({ red, green, blue, white }: Chromaticities): Matrix {
  const primaries = transpose([xyzOf(red), xyzOf(green), xyzOf(blue)]);
  const amounts = apply(invert(primaries), xyzOf(white));
  const scaled = primaries.map((row) => row.map((value, at) => value * (amounts[at] ?? 0))) as unknown as Matrix;
  const [from, to] = [apply(BRADFORD, xyzOf(white)), apply(BRADFORD, D50)];
  const gain = from.map((value, row) => BRADFORD[row]?.map((part) => (part * (to[row] ?? 0)) / value));
  return multiply(multiply(invert(BRADFORD), gain as unknown as Matrix), scaled);
}

const fixed = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 4 * index);
  return bytes;
};
const typed = (type: string, ...data: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), ...data]);
const localised = (text: string): Buffer => {
  const characters = Buffer.from(text, 'utf16le').swap16();
  const record = Buffer.alloc(20);
  record.writeUInt32BE(1, 0);
  record.writeUInt32BE(12, 4);
  record.write('enUS', 8);
  record.writeUInt32BE(characters.length, 12);
  record.writeUInt32BE(28, 16);
  return typed('mluc', record, characters);
};

/** ICC.1:2022, 10.18: formula 0 and 1, powers, or 3, a power above a line. */
function curveOf(transfer: Exclude<Transfer, 'PQ' | 'HLG'>): Buffer {
  const formula = (type: number, ...values: number[]) => typed('para', Buffer.from([0, type, 0, 0]), fixed(...values));
  if (transfer === 'sRGB') return formula(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
  const { gamma, scale } = transfer;
  return scale === undefined ? formula(0, gamma) : formula(1, gamma, scale ** (1 / gamma), 0);
}

/** An ICC profile of version 4 for colours of no more light than white. https://www.color.org/specification/ICC.1-2022-05.pdf */
export function iccProfile({ primaries, transfer }: Colours & { transfer: Exclude<Transfer, 'PQ' | 'HLG'> }): Buffer {
  const [red, green, blue] = transpose(toXyz(primaries));
  const curve = curveOf(transfer);
  const tags: Readonly<Record<string, Buffer>> = {
    desc: localised('as a PNG says'),
    cprt: localised('CC0'),
    wtpt: typed('XYZ ', fixed(...D50)),
    rXYZ: typed('XYZ ', fixed(...red)),
    gXYZ: typed('XYZ ', fixed(...green)),
    bXYZ: typed('XYZ ', fixed(...blue)),
    rTRC: curve,
    gTRC: curve,
    bTRC: curve,
  };
  const header = Buffer.alloc(128);
  header.writeUInt32BE(0x04400000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  fixed(...D50).copy(header, 68);

  const table = Buffer.alloc(4 + 12 * Object.keys(tags).length);
  table.writeUInt32BE(Object.keys(tags).length, 0);
  const bodies: Buffer[] = [];
  let at = header.length + table.length;
  for (const [index, [name, body]] of Object.entries(tags).entries()) {
    table.write(name, 4 + 12 * index, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * index);
    table.writeUInt32BE(body.length, 12 + 12 * index);
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    bodies.push(padded);
    at += padded.length;
  }
  header.writeUInt32BE(at, 0);
  return Buffer.concat([header, table, ...bodies]);
}
