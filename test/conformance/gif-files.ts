import type { Decoded } from './decoded.ts';
import { composeGif, encodeGif, type Gif, type GifFrame } from './encode-gif.ts';
import { HEIGHT, WIDTH } from './scene.ts';
import type { Family, Row, Upload } from './upload.ts';

/**
 * Index 0 is the one that is not drawn where a frame says so; 7 is on no picture. What is drawn differs more in its
 * brightness than in its colours, of which JPEG and WEBP keep a quarter of the samples.
 */
const PALETTE = [
  [150, 110, 140],
  [255, 255, 255],
  [0, 0, 0],
  [90, 50, 40],
  [60, 120, 100],
  [110, 130, 190],
  [220, 200, 170],
  [0, 255, 255],
] as const;
const TWO_COLOURS = [PALETTE[0], PALETTE[6]] as const;
/** A slope of brightness, on which the next colour is hardly another one. */
const ALL_COLOURS = Array.from({ length: 256 }, (_, at) => [at, 255 - (at >> 1), 40 + (at >> 1)] as const);
const OTHER_PALETTE = PALETTE.map(([red, green, blue]) => [green, blue, red] as const);

const GLOBAL_PALETTES: Readonly<Record<string, Gif['palette']>> = {
  'of two colours': TWO_COLOURS,
  'of 256 colours': ALL_COLOURS,
};

/** Of the first frame; the others are on its right half, from the top to the bottom. */
const SCREENS: Readonly<Record<string, Pick<GifFrame, 'x' | 'y' | 'width' | 'height'>>> = {
  covered: { x: 0, y: 0, width: WIDTH, height: HEIGHT },
  smaller: { x: 0, y: 0, width: 40, height: 30 },
  offset: { x: 10, y: 8, width: 40, height: 30 },
  outside: { x: 20, y: 10, width: WIDTH, height: HEIGHT },
};

const DELAYS: Readonly<Record<string, readonly number[]>> = {
  even: [10, 10, 10],
  uneven: [5, 12, 30],
  zero: [0, 0, 0],
  one: [1, 1, 1],
  long: [200, 7, 6000],
};

export const GIF: Family = {
  name: 'GIF',
  dimensions: {
    screen: Object.keys(SCREENS),
    frames: ['1', '2', '3'],
    disposal: ['0', '1', '2', '3'],
    transparent: ['none', 'first', 'later', 'all'],
    delays: Object.keys(DELAYS),
    loop: ['once', '0', '1', '3'],
    interlaced: ['no', 'yes'],
    palette: ['global', 'local', 'of two colours', 'of 256 colours', 'black and white in turns'],
    control: ['yes', 'no'],
    background: ['0', '7', '200'],
  },
  byChance: ['delays', 'loop', 'background'],
  // What the control extension says cannot be said without it. Frames of one colour cover all of the screen.
  isPossible: ({ control, disposal, transparent, delays, palette, screen, frames }) =>
    (control === 'yes' || (disposal === '0' && transparent === 'none' && delays === 'zero')) &&
    (palette !== IN_TURNS || (screen === 'covered' && transparent === 'none' && frames !== '1')),
  // Of one colour nothing is lost, and whatever a frame has of another one is seen.
  toleranceOf: ({ palette }) => (palette === IN_TURNS ? { mean: 2, line: 4, alpha: 1 } : undefined),
  make: async (row) => makeGif(row),
};

const IN_TURNS = 'black and white in turns';

const isHole = (x: number, y: number): boolean => Math.hypot(x - 30, y - 20) < 9;

/** Quarters of four colours around a hole; later ones are white above black, and black above white. */
function index(nth: number, x: number, y: number): number {
  const hole = isHole(x, y);
  if (nth === 0) return hole ? 0 : x < 30 ? (y < 20 ? 3 : 4) : y < 20 ? 5 : 6;
  if (hole) return 0;
  return y < 22 === (nth === 1) ? 1 : 2;
}

/** Of two colours the hole is one; of 256 all are used, each in a frame of its own order. */
function indexOf({ palette }: Row, nth: number, x: number, y: number): number {
  if (palette === IN_TURNS) return nth % 2 === 0 ? 2 : 1;
  if (palette === 'of two colours') return isHole(x, y) ? 0 : (nth + (y < 22 ? 0 : 1)) % 2;
  if (palette !== 'of 256 colours') return index(nth, x, y);
  if (isHole(x, y)) return 0;
  const at = Math.min(255, Math.floor((x * 4.3 + y) * 0.85));
  return nth === 1 ? 255 - at : at;
}

function frameOf(row: Row, nth: number): GifFrame {
  const { screen = '', disposal, transparent, delays = '', interlaced, palette, control } = row;
  const isWhole = nth === 0 || palette === IN_TURNS;
  const place = isWhole ? SCREENS[screen] : { x: 24, y: 0, width: WIDTH - 24, height: HEIGHT };
  const { x, y, width, height } = place ?? { x: 0, y: 0, width: WIDTH, height: HEIGHT };
  const isKeyed = transparent === 'all' || transparent === (nth === 0 ? 'first' : 'later');
  return {
    x,
    y,
    width,
    height,
    delay: DELAYS[delays]?.[nth % 3] ?? 10,
    disposal: Number(disposal),
    ...(isKeyed && { transparent: 0 }),
    interlaced: interlaced === 'yes',
    ...(palette === 'local' && { palette: OTHER_PALETTE }),
    hasControl: control === 'yes',
    indices: Uint8Array.from({ length: width * height }, (_, at) =>
      indexOf(row, nth % 3, x + (at % width), y + Math.floor(at / width)),
    ),
  };
}

function makeGif(row: Row): Upload {
  const { frames, loop, background, palette = '' } = row;
  const gif: Gif = {
    width: WIDTH,
    height: HEIGHT,
    palette: GLOBAL_PALETTES[palette] ?? PALETTE,
    background: Number(background),
    ...(loop !== 'once' && { loop: Number(loop) }),
    frames: Array.from({ length: Number(frames) }, (_, nth) => frameOf(row, nth)),
  };
  const { screens, ...size } = composeGif(gif);
  const isAnimated = gif.frames.length > 1;
  const drawn: Decoded = {
    ...size,
    frames: screens.map((rgba, at) => ({ rgba, delay: isAnimated ? 10 * (gif.frames[at]?.delay ?? 0) : 0 })),
    // 0 is for ever; a number is how often it is repeated after the first time.
    ...(isAnimated && { loop: gif.loop === 0 ? Number.POSITIVE_INFINITY : (gif.loop ?? 0) }),
  };
  return { bytes: encodeGif(gif), type: 'image/gif', drawn };
}
