import { text, u8, u16be } from '../hostile/make/bytes.ts';
import { EOI, SOI, segment } from '../hostile/make/jpeg.ts';

export type JpegComponent = {
  id: number;
  /** Sampling factors, horizontal and vertical. */
  h: number;
  v: number;
  /** 0..255, of every pixel of the picture. */
  value: (x: number, y: number) => number;
};

export type Jpeg = {
  width: number;
  height: number;
  components: readonly JpegComponent[];
  /** All components in one scan, one after the other, or first the means of all blocks and then the rest. */
  scans: 'interleaved' | 'separate' | 'progressive';
  /** Units between two restart markers; 0 for none. */
  restart: number;
  /** Segments before all others: JFIF, Exif, Adobe. */
  before: readonly Buffer[];
};

/** ITU-T T.81, table K.3: how many codes there are of each length, and what they stand for. */
const DC = { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1], symbols: Array.from({ length: 12 }, (_, at) => at) };
/** End of block, a run of 16, and all 10 sizes behind all 16 runs, of 8 bits each. */
const AC = {
  counts: [0, 0, 0, 0, 0, 0, 0, 162],
  symbols: [0x00, 0xf0, ...Array.from({ length: 160 }, (_, at) => (Math.floor(at / 10) << 4) | ((at % 10) + 1))],
};
const QUANTUM = 2;

type Table = { counts: readonly number[]; symbols: readonly number[] };

function codesOf({ counts, symbols }: Table): Map<number, readonly [code: number, bits: number]> {
  const codes = new Map<number, readonly [number, number]>();
  let [code, at] = [0, 0];
  for (const [length, count] of counts.entries()) {
    for (let nth = 0; nth < count; nth++) codes.set(symbols[at++] ?? 0, [code++, length + 1]);
    code <<= 1;
  }
  return codes;
}

/** ITU-T T.81, figure A.6. */
const ZIGZAG = Array.from({ length: 64 }, (_, at) => at).sort((one, other) => {
  const order = (at: number): number => {
    const [row, column] = [at >> 3, at & 7];
    return (row + column) * 64 + ((row + column) % 2 === 0 ? column : row);
  };
  return order(one) - order(other);
});

const COSINES = Array.from({ length: 8 }, (_, u) =>
  Array.from({ length: 8 }, (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)),
);

/** The quantised coefficients of 8 × 8 samples, in zigzag order. */
function transform(samples: readonly number[]): number[] {
  const rows = Array.from({ length: 64 }, (_, at) =>
    Array.from({ length: 8 }, (_, x) => ((samples[(at & 56) + x] ?? 0) - 128) * (COSINES[at & 7]?.[x] ?? 0)).reduce(
      (sum, part) => sum + part,
    ),
  );
  return ZIGZAG.map((at) => {
    const [v, u] = [at >> 3, at & 7];
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += (rows[y * 8 + u] ?? 0) * (COSINES[v]?.[y] ?? 0);
    return Math.round(sum / QUANTUM);
  });
}

type Plane = { component: JpegComponent; across: number; down: number; blocks: number[][]; blocksAcross: number };

function planeOf({ width, height }: Jpeg, component: JpegComponent, maxH: number, maxV: number): Plane {
  const [stepX, stepY] = [maxH / component.h, maxV / component.v];
  const sample = (column: number, row: number): number => {
    let [sum, count] = [0, 0];
    for (let y = row * stepY; y < (row + 1) * stepY; y++) {
      for (let x = column * stepX; x < (column + 1) * stepX; x++, count++) {
        sum += component.value(Math.min(x, width - 1), Math.min(y, height - 1));
      }
    }
    return sum / count;
  };
  const blocksAcross = Math.ceil(width / (8 * maxH)) * component.h;
  const blocksDown = Math.ceil(height / (8 * maxV)) * component.v;
  const blocks = Array.from({ length: blocksAcross * blocksDown }, (_, block) => {
    const [left, top] = [(block % blocksAcross) * 8, Math.floor(block / blocksAcross) * 8];
    return transform(Array.from({ length: 64 }, (_, at) => sample(left + (at & 7), top + (at >> 3))));
  });
  const across = Math.ceil(Math.ceil((width * component.h) / maxH) / 8);
  const down = Math.ceil(Math.ceil((height * component.v) / maxV) / 8);
  return { component, across, down, blocks, blocksAcross };
}

/** Writes a JPEG from its specification, ITU-T T.81. */
export function encodeJpeg(jpeg: Jpeg): Buffer {
  const { width, height, components, scans, restart, before } = jpeg;
  const maxH = Math.max(...components.map(({ h }) => h));
  const maxV = Math.max(...components.map(({ v }) => v));
  const planes = components.map((component) => planeOf(jpeg, component, maxH, maxV));
  const isProgressive = scans === 'progressive';
  const frame = components.flatMap(({ id, h, v }) => [id, (h << 4) | v, 0]);
  const huffman = (at: number, { counts, symbols }: Table): Buffer =>
    u8(at, ...Array.from({ length: 16 }, (_, index) => counts[index] ?? 0), ...symbols);
  const parts: Buffer[] = [
    SOI,
    ...before,
    segment(0xdb, u8(0, ...Array(64).fill(QUANTUM))),
    segment(isProgressive ? 0xc2 : 0xc0, Buffer.concat([u8(8), u16be(height, width), u8(components.length, ...frame)])),
    segment(0xc4, Buffer.concat([huffman(0, DC), huffman(0x10, AC)])),
    ...(restart > 0 ? [segment(0xdd, u16be(restart))] : []),
  ];
  if (scans === 'interleaved') parts.push(scan(planes, 0, 63, restart));
  if (scans === 'separate') parts.push(...planes.map((plane) => scan([plane], 0, 63, restart)));
  if (isProgressive) parts.push(scan(planes, 0, 0, restart), ...planes.map((plane) => scan([plane], 1, 63, restart)));
  return Buffer.concat([...parts, EOI]);
}

const DC_CODES = codesOf(DC);
const AC_CODES = codesOf(AC);

/** The units of a scan: of several components some blocks of each, of one component a block (A.2). */
function unitsOf(planes: readonly Plane[]): [plane: number, block: number[]][][] {
  const [first] = planes;
  if (first === undefined) return [];
  const block = (plane: Plane, column: number, row: number): number[] =>
    plane.blocks[row * plane.blocksAcross + column] ?? [];
  if (planes.length === 1) {
    return Array.from({ length: first.across * first.down }, (_, at) => [
      [0, block(first, at % first.across, Math.floor(at / first.across))],
    ]);
  }
  const across = first.blocksAcross / first.component.h;
  const count = first.blocks.length / (first.component.h * first.component.v);
  return Array.from({ length: count }, (_, unit) =>
    planes.flatMap((plane, index) => {
      const { h, v } = plane.component;
      const [left, top] = [(unit % across) * h, Math.floor(unit / across) * v];
      return Array.from({ length: h * v }, (_, at): [number, number[]] => [
        index,
        block(plane, left + (at % h), top + Math.floor(at / h)),
      ]);
    }),
  );
}

function scan(planes: readonly Plane[], from: number, to: number, restart: number): Buffer {
  const bytes: number[] = [];
  let [held, heldBits] = [0, 0];
  const put = (value: number, bits: number): void => {
    for (let bit = bits - 1; bit >= 0; bit--) {
      held = (held << 1) | ((value >> bit) & 1);
      if (++heldBits < 8) continue;
      bytes.push(held);
      if (held === 0xff) bytes.push(0);
      [held, heldBits] = [0, 0];
    }
  };
  const flush = (): void => {
    if (heldBits > 0) put(0xff, 8 - heldBits);
  };
  const putSymbol = (codes: typeof DC_CODES, symbol: number): void => put(...(codes.get(symbol) ?? [0, 0]));
  const putValue = (value: number, size: number): void => put(value < 0 ? value + (1 << size) - 1 : value, size);
  const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));
  let means = planes.map(() => 0);

  for (const [unit, blocks] of unitsOf(planes).entries()) {
    if (restart > 0 && unit > 0 && unit % restart === 0) {
      flush();
      bytes.push(0xff, 0xd0 | ((unit / restart - 1) & 7));
      means = planes.map(() => 0);
    }
    for (const [plane, block] of blocks) {
      if (from === 0) {
        const difference = (block[0] ?? 0) - (means[plane] ?? 0);
        means[plane] = block[0] ?? 0;
        putSymbol(DC_CODES, sizeOf(difference));
        putValue(difference, sizeOf(difference));
      }
      if (to === 0) continue;
      const last = block.findLastIndex((value, at) => at > 0 && value !== 0);
      let zeros = 0;
      for (let at = 1; at <= last; at++) {
        const value = block[at] ?? 0;
        if (value === 0) {
          zeros++;
          continue;
        }
        for (; zeros > 15; zeros -= 16) putSymbol(AC_CODES, 0xf0);
        putSymbol(AC_CODES, (zeros << 4) | sizeOf(value));
        putValue(value, sizeOf(value));
        zeros = 0;
      }
      if (last < to) putSymbol(AC_CODES, 0x00);
    }
  }
  flush();
  const selected = planes.flatMap(({ component }) => [component.id, 0]);
  const header = segment(0xda, u8(planes.length, ...selected, from, to, 0));
  return Buffer.concat([header, Buffer.from(bytes)]);
}

/** ITU-T T.871, version 1.02. */
export const jfif = (): Buffer => segment(0xe0, Buffer.concat([text('JFIF\0'), u8(1, 2, 0, 0, 1, 0, 1, 0, 0)]));

/** ITU-T T.872, 6.5.3: 0 is RGB or CMYK, 1 YCbCr, 2 YCCK. */
export const adobe = (transformation: 0 | 1 | 2): Buffer =>
  segment(0xee, Buffer.concat([text('Adobe'), u16be(100, 0, 0), u8(transformation)]));
