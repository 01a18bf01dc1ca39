import sharp, { type Sharp } from 'sharp';

/** Of the piece that larger pictures are mirrored from, in pixels. */
const TILE = { width: 1536, height: 1024 };
/** The size of the coarsest spots in pixels; each octave halves it. */
const COARSEST = 512;
/** Brightness falls with the size of a spot as it does in photographs: half the size, 0.62 × the contrast. */
const FALL = 0.62;
const CONTRAST = 190;
/** What a camera's sensor adds to each pixel. */
const GRAIN = 15;

/** Numbers from 0 to 1, the same in every run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Adds spots of one size to a plane, softly, from -strength to strength. */
function addSpots(plane: Float32Array, size: number, strength: number, random: () => number): void {
  const columns = TILE.width / size + 2;
  const lattice = Float32Array.from(
    { length: columns * (TILE.height / size + 2) },
    () => (random() * 2 - 1) * strength,
  );
  for (let y = 0; y < TILE.height; y++) {
    const row = Math.floor(y / size) * columns;
    const down = (y % size) / size;
    for (let x = 0; x < TILE.width; x++) {
      const at = row + Math.floor(x / size);
      const right = (x % size) / size;
      const top = (lattice[at] ?? 0) * (1 - right) + (lattice[at + 1] ?? 0) * right;
      const bottom = (lattice[at + columns] ?? 0) * (1 - right) + (lattice[at + columns + 1] ?? 0) * right;
      plane[y * TILE.width + x] = (plane[y * TILE.width + x] ?? 0) + top * (1 - down) + bottom * down;
    }
  }
}

function drawPlane(seed: number, contrast: number, finest: number): Float32Array {
  const random = createRandom(seed);
  const plane = new Float32Array(TILE.width * TILE.height);
  for (let size = COARSEST, strength = contrast; size >= finest; size /= 2, strength *= FALL) {
    addSpots(plane, size, strength, random);
  }
  return plane;
}

function drawTile(): Buffer {
  const light = drawPlane(1, CONTRAST, 2);
  const [red, blue] = [drawPlane(2, 60, 64), drawPlane(3, 60, 64)];
  const random = createRandom(4);
  const pixels = Buffer.allocUnsafe(light.length * 3);
  const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
  for (let at = 0; at < light.length; at++) {
    const value = 120 + (light[at] ?? 0) + (random() + random() - 1) * GRAIN;
    pixels[at * 3] = clamp(value + (red[at] ?? 0));
    pixels[at * 3 + 1] = clamp(value);
    pixels[at * 3 + 2] = clamp(value + (blue[at] ?? 0));
  }
  return pixels;
}

let tile: Buffer | undefined;

/**
 * A picture that costs a decoder and an encoder what a photograph does: spots of all sizes, with a photograph's contrast at
 * each, in soft colours, under grain. The same pixels in every run.
 */
export function photograph(width: number, height: number): Sharp {
  tile ??= drawTile();
  const [right, bottom] = [Math.max(0, width - TILE.width), Math.max(0, height - TILE.height)];
  const whole = sharp(tile, { raw: { ...TILE, channels: 3 } }).extend({ right, bottom, extendWith: 'mirror' });
  return width >= TILE.width && height >= TILE.height
    ? whole
    : sharp(tile, { raw: { ...TILE, channels: 3 } }).resize(width, height, { fit: 'fill' });
}
