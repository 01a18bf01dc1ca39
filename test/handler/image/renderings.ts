import assert from 'node:assert/strict';
import sharp from 'sharp';
import { readUpload } from '../../../src/handler/image/picture.ts';
import { render } from '../../../src/handler/image/render.ts';
import { planRendition, type Rendition } from '../../../src/handler/image/rendition-plan.ts';
import type { RenderOptions } from '../../../src/handler/settings/environment.ts';
import { ownedBytes } from '../../../src/shared/owned-bytes.ts';
import { BLUE, type Colour, GREEN, type Quarters, RED, WHITE } from '../../pictures.ts';
import { LIMITS } from '../environment.ts';

export const OPTIONS: RenderOptions = {
  width: 80,
  height: 60,
  fit: 'inside',
  enlarge: false,
  outputFormat: 'original',
};

/** Renders as the handler does, by way of all three steps. */
export async function renditionOf(upload: Buffer, options: Partial<RenderOptions> = {}): Promise<Rendition> {
  const all = { ...OPTIONS, ...options };
  const { picture, bytes } = await readUpload(Buffer.from(upload));
  const plan = planRendition(picture, all, LIMITS);
  return render(ownedBytes(bytes), { picture, plan, options: all, milliseconds: 60_000 });
}

/** The RGBA of one pixel as a browser shows it; negative coordinates count from the right and from below. */
export async function colourAt(bytes: Buffer, x: number, y: number, page = 0): Promise<number[]> {
  const { data, info } = await sharp(bytes, { page }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const column = x < 0 ? info.width + x : x;
  const row = y < 0 ? info.height + y : y;
  return [...data.subarray((row * info.width + column) * 4).subarray(0, 4)];
}

/** Lossy formats and scaling blur: a colour is the same within this, of 255. */
const TOLERANCE = 12;

export function assertColour(actual: readonly number[], expected: Colour, what: string): void {
  const [red, green, blue, alpha = 255] = expected;
  const same = alpha === 0 ? [[actual[3], 0]] : [red, green, blue, alpha].map((value, at) => [actual[at], value]);
  const isSame = same.every(([got = Number.NaN, wanted = 0]) => Math.abs(got - wanted) <= TOLERANCE);
  assert.ok(isSame, `Expected ${[red, green, blue, alpha]} for ${what} but received ${actual}`);
}

const UPRIGHT: Quarters = { topLeft: RED, topRight: GREEN, bottomLeft: BLUE, bottomRight: WHITE };

/** Looks at one pixel well inside each quarter. */
export async function assertQuarters(bytes: Buffer, expected: Partial<Quarters> = {}, page = 0): Promise<void> {
  const { topLeft, topRight, bottomLeft, bottomRight } = { ...UPRIGHT, ...expected };
  assertColour(await colourAt(bytes, 5, 5, page), topLeft, `the top left of page ${page}`);
  assertColour(await colourAt(bytes, -6, 5, page), topRight, `the top right of page ${page}`);
  assertColour(await colourAt(bytes, 5, -6, page), bottomLeft, `the bottom left of page ${page}`);
  assertColour(await colourAt(bytes, -6, -6, page), bottomRight, `the bottom right of page ${page}`);
}
