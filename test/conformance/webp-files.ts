import sharp from 'sharp';
import { text, u8, u16le, u24le, u32le } from '../hostile/make/bytes.ts';
import { exif, orientation } from '../hostile/make/exif.ts';
import {
  ANIMATED,
  riffChunk,
  vp8x,
  WITH_ALPHA,
  WITH_EXIF,
  WITH_PROFILE,
  webp,
  webpChunks,
} from '../hostile/make/webp.ts';
import { type ColourSpace, iccProfile, power, SRGB, srgbTransfer, toSrgb } from './colour.ts';
import type { Decoded } from './decoded.ts';
import { HEIGHT, logo, photograph, type Rgba, veiled, WIDTH } from './scene.ts';
import { type Family, paint, type Row, still, type Upload } from './upload.ts';

const SCENES: Readonly<Record<string, (x: number, y: number) => Rgba>> = { photograph, veiled, logo };

const PROFILES: Readonly<Record<string, ColourSpace | undefined>> = {
  none: undefined,
  'Display P3': { transfer: srgbTransfer, primaries: 'Display P3' },
  exchanged: { transfer: power(1.8), primaries: 'exchanged' },
};

export const WEBP: Family = {
  name: 'WEBP',
  dimensions: {
    coding: ['lossy', 'lossless'],
    scene: Object.keys(SCENES),
    frames: ['1', '2', '3'],
    place: ['whole', 'part'],
    blending: ['over', 'instead'],
    disposal: ['none', 'clear'],
    delays: ['even', 'uneven', 'zero'],
    loop: ['0', '1', '3'],
    orientation: ['1', '3', '6'],
    profile: Object.keys(PROFILES),
  },
  byChance: ['delays', 'loop'],
  // Pictures that are animated and have an orientation as well are next to unheard of, and browsers leave them.
  isPossible: ({ frames, orientation: turn, place }) => (frames === '1' ? place === 'whole' : turn === '1'),
  make: makeWebp,
};

const DELAYS: Readonly<Record<string, readonly number[]>> = {
  even: [100, 100, 100],
  uneven: [50, 125, 301],
  zero: [0, 0, 0],
};

type Frame = { x: number; y: number; width: number; height: number; pixel: (x: number, y: number) => Rgba };

/** Back and forth between 0 and `size` - 1, without a leap. */
const folded = (at: number, size: number): number => {
  const rest = at % (2 * size - 2);
  return rest < size ? rest : 2 * size - 2 - rest;
};

function frameOf({ scene = '', place }: Row, nth: number): Frame {
  const whole = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
  const part = { x: 24, y: 2 * (nth % 5), width: WIDTH - 24, height: HEIGHT - 2 * (nth % 5) };
  const pixel = SCENES[scene] ?? photograph;
  // Of five kinds, so that no two are alike where others are left out between them.
  const moved = (x: number, y: number): Rgba => {
    const [column, row] = nth % 2 === 1 ? [WIDTH - 1 - x, HEIGHT - 1 - y] : [x, y];
    return pixel(folded(column + 17 * (nth % 5), WIDTH), row);
  };
  return { ...(place === 'part' ? part : whole), pixel: moved };
}

/** The chunks that hold the pixels. */
async function codedChunks({ x, y, width, height, pixel }: Frame, isLossless: boolean): Promise<Buffer> {
  const rgba = paint((column, row) => pixel(x + column, y + row), width, height);
  const options = isLossless ? { lossless: true, exact: true } : { quality: 98, alphaQuality: 100 };
  const file = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .webp(options)
    .toBuffer();
  const kept = webpChunks(file).filter(({ name }) => ['ALPH', 'VP8 ', 'VP8L'].includes(name));
  return Buffer.concat(kept.map(({ start, end }) => file.subarray(start, end)));
}

/** https://developers.google.com/speed/webp/docs/riff_container */
async function makeWebp(row: Row): Promise<Upload> {
  const { coding, frames: count, blending, disposal, delays = '', loop, orientation: turn, profile = '' } = row;
  const space = PROFILES[profile];
  const frames = Array.from({ length: Number(count) }, (_, nth) => frameOf(row, nth));
  const coded = await Promise.all(frames.map((frame) => codedChunks(frame, coding === 'lossless')));
  const isAnimated = frames.length > 1;
  const turned = Number(turn);
  const delayOf = (nth: number): number => DELAYS[delays]?.[nth % 3] ?? 100;
  const flags = WITH_ALPHA | (isAnimated ? ANIMATED : 0) | (turned > 1 ? WITH_EXIF : 0) | (space ? WITH_PROFILE : 0);
  const animation = frames.map(({ x, y, width, height }, nth) => {
    const how = (blending === 'instead' ? 2 : 0) | (disposal === 'clear' ? 1 : 0);
    const fields = [u24le(x / 2), u24le(y / 2), u24le(width - 1), u24le(height - 1), u24le(delayOf(nth)), u8(how)];
    return riffChunk('ANMF', Buffer.concat([...fields, coded[nth] ?? u8()]));
  });
  const bytes = webp(
    vp8x(flags, WIDTH, HEIGHT),
    ...(space ? [riffChunk('ICCP', iccProfile(space.transfer, space.primaries))] : []),
    ...(isAnimated ? [riffChunk('ANIM', Buffer.concat([u32le(0), u16le(Number(loop))])), ...animation] : coded),
    ...(turned > 1 ? [riffChunk('EXIF', Buffer.concat([text('Exif\0\0'), exif([orientation(turned)])]))] : []),
  );
  const converted = (rgba: Rgba): Rgba => toSrgb(rgba, space ?? SRGB);
  const screens = compose(frames, blending === 'instead', disposal === 'clear');
  const painted = screens.map((screen) => paint((x, y) => converted(screen[y * WIDTH + x] ?? NOTHING)));
  const [first] = painted;
  if (first === undefined) throw new Error('Expected a frame but received none');
  const drawn: Decoded = isAnimated
    ? {
        width: WIDTH,
        height: HEIGHT,
        frames: painted.map((rgba, nth) => ({ rgba, delay: delayOf(nth) })),
        // How often it is played; 0 is for ever.
        loop: loop === '0' ? Number.POSITIVE_INFINITY : Number(loop) - 1,
      }
    : still(first, turned);
  return { bytes, type: 'image/webp', drawn };
}

const NOTHING: Rgba = [0, 0, 0, 0];

/** The screen begins transparent: browsers draw no background colour. */
function compose(frames: readonly Frame[], isInstead: boolean, isCleared: boolean): Rgba[][] {
  const screen = Array<Rgba>(WIDTH * HEIGHT).fill(NOTHING);
  return frames.map(({ x, y, width, height, pixel }) => {
    const places = Array.from({ length: width * height }, (_, at) => [x + (at % width), y + Math.floor(at / width)]);
    for (const [column = 0, row = 0] of places) {
      const at = row * WIDTH + column;
      screen[at] = isInstead ? pixel(column, row) : over(pixel(column, row), screen[at] ?? NOTHING);
    }
    const shown = [...screen];
    if (isCleared) for (const [column = 0, row = 0] of places) screen[row * WIDTH + column] = NOTHING;
    return shown;
  });
}

function over(front: Rgba, back: Rgba): Rgba {
  const alpha = front[3] + back[3] * (1 - front[3]);
  if (alpha === 0) return NOTHING;
  const mixed = (at: 0 | 1 | 2): number => (front[at] * front[3] + back[at] * back[3] * (1 - front[3])) / alpha;
  return [mixed(0), mixed(1), mixed(2), alpha];
}
