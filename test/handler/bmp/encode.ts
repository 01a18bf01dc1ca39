/** A colour or pixel: red, green, blue and, where it matters, alpha, each 0..255. */
export type Colour = readonly number[];

export type Bmp = {
  /** Rows from the top; a pixel is an index or the number that its bits make up. */
  rows: readonly (readonly number[])[];
  bits: number;
  /** Bytes of the image header; 40 unless said otherwise. */
  header?: number;
  compression?: number;
  palette?: readonly Colour[];
  declaredColours?: number;
  masks?: readonly number[];
  topDown?: boolean;
  /** Bytes between the last table and the pixels. */
  gap?: number;
  /** In place of what `rows` would be written as. */
  data?: readonly number[];
  /** Bytes to overwrite afterwards, by offset. */
  patch?: Readonly<Record<number, readonly number[]>>;
};

export const u16 = (value: number): number[] => [value & 255, (value >>> 8) & 255];
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const zeros = (count: number): number[] => Array(Math.max(0, count)).fill(0);

function encodeRow(row: readonly number[], bits: number): number[] {
  const bytes =
    bits < 8
      ? (row
          .map((index) => index.toString(2).padStart(bits, '0'))
          .join('')
          .match(/.{1,8}/g)
          ?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [])
      : row.flatMap((pixel) => u32(pixel).slice(0, bits / 8));
  return [...bytes, ...zeros((4 - (bytes.length % 4)) % 4)];
}

/** Writes a BMP file straight from the format's description; it shares nothing with the decoder under test. */
export function encodeBmp(bmp: Bmp): Buffer {
  const { rows, bits, header = 40, compression = 0, palette = [], masks = [], topDown = false, gap = 0 } = bmp;
  const width = rows[0]?.length ?? 0;
  const height = rows.length;
  const colours = bmp.declaredColours ?? palette.length;
  const masksInside = header >= 52;
  const pixels = bmp.data ?? (topDown ? rows : rows.toReversed()).flatMap((row) => encodeRow(row, bits));
  const image =
    header === 12
      ? [...u32(12), ...u16(width), ...u16(height), ...u16(1), ...u16(bits)]
      : [
          ...u32(header),
          ...u32(width),
          ...u32(topDown ? -height : height),
          ...u16(1),
          ...u16(bits),
          ...u32(compression),
          ...u32(pixels.length),
          ...u32(2835),
          ...u32(2835),
          ...u32(colours),
          ...u32(0),
          ...(masksInside ? masks.flatMap(u32) : []),
        ];
  const tables = [
    ...image.slice(0, header),
    ...zeros(header - image.length),
    ...(masksInside ? [] : masks.flatMap(u32)),
    ...palette.flatMap(([red = 0, green = 0, blue = 0]) => [blue, green, red, ...(header === 12 ? [] : [0])]),
    ...zeros(gap),
  ];
  const offset = 14 + tables.length;
  const file = Buffer.from([
    0x42,
    0x4d,
    ...u32(offset + pixels.length),
    ...u32(0),
    ...u32(offset),
    ...tables,
    ...pixels,
  ]);
  for (const [at, bytes] of Object.entries(bmp.patch ?? {})) file.set(bytes, Number(at));
  return file;
}

/** The pixels that `rows` of indices have with this palette, as the decoder is to give them. */
export const inColour = (rows: Bmp['rows'], palette: readonly Colour[]): number[] =>
  rows.flatMap((row) => row.flatMap((index) => palette[index] ?? [0, 0, 0]));

/** `width` × `height` indices below `count`, no two neighbours alike and no side like its opposite. */
export const pattern = (width: number, height: number, count: number): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (x + 2 * y + (x === 0 ? y : 0)) % count),
  );

/** `count` colours that all differ in each channel. */
export const colours = (count: number): Colour[] =>
  Array.from({ length: count }, (_, index) => [
    (index * 37 + 5) % 256,
    (index * 91 + 11) % 256,
    (index * 5 + 200) % 256,
  ]);
