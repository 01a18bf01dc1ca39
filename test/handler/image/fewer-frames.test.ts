import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { mergeDelays, renderFewerFrames } from '../../../src/handler/image/fewer-frames.ts';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { render } from '../../../src/handler/image/render.ts';
import { planRendition } from '../../../src/handler/image/rendition-plan.ts';
import { ownedBytes } from '../../../src/shared/owned-bytes.ts';
import { drawAnimatedWebp, drawGif } from '../../pictures.ts';
import { LIMITS } from '../environment.ts';
import { OPTIONS } from './renderings.ts';

const SIZE = { width: 40, height: 30 };
const DELAYS = [50, 120, 300, 20, 1000, 70, 40, 90, 200, 110];
const LOOP = 3;

const animations = {
  gif: await drawGif(SIZE, DELAYS.length, DELAYS, LOOP),
  webp: await drawAnimatedWebp(SIZE, DELAYS.length, DELAYS, LOOP),
};

async function fewer(bytes: Buffer, every: number, atATime: number): Promise<Buffer> {
  const picture = await readPicture(bytes);
  const plan = { ...planRendition(picture, OPTIONS, LIMITS), every, frames: Math.ceil(picture.frames / every) };
  const rendition = await renderFewerFrames(bytes, { picture, plan, options: OPTIONS, atATime, seconds: () => 60 });
  assert.deepEqual([rendition.frames, rendition.width, rendition.height], [plan.frames, SIZE.width, SIZE.height]);
  return rendition.bytes;
}

const pageOf = (bytes: Buffer, page: number): Promise<Buffer> => sharp(bytes, { page }).ensureAlpha().raw().toBuffer();

/** The mean difference of a channel, of 255: WEBP loses a little, a frame that is another one far more. */
const difference = (one: Buffer, other: Buffer): number =>
  one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 255)), 0) / one.length;

for (const [format, bytes] of Object.entries(animations)) {
  for (const [every, atATime] of [
    [2, 10],
    [3, 10],
    [3, 1],
    [3, 2],
    [5, 3],
    [9, 4],
  ] as const) {
    test(`each ${every}th frame of a ${format}, decoded ${atATime} at a time, is composed as the decoder does`, async () => {
      const made = await fewer(bytes, every, atATime);
      const { pages = 0, delay = [], loop } = await sharp(made, { pages: -1 }).metadata();
      assert.deepEqual([pages, loop], [Math.ceil(DELAYS.length / every), LOOP]);
      assert.equal(
        delay.reduce((sum, one) => sum + one, 0),
        2000,
        'as long as before',
      );
      for (let page = 0; page < pages; page++) {
        const apart = difference(await pageOf(made, page), await pageOf(bytes, page * every));
        assert.ok(apart < 8, `frame ${page}: ${apart}`);
      }
    });
  }
}

test('a frame is shown as long as those behind it that are left out', () => {
  assert.deepEqual(mergeDelays([50, 120, 300, 20, 1000], 2), [170, 320, 1000]);
});

test('what browsers show for 100 ms because it says 10 or less counts as that', () => {
  assert.deepEqual(mergeDelays([0, 10, 11, 20], 2), [200, 31]);
});

test('no delay is longer than the encoder takes', () => {
  assert.deepEqual(mergeDelays([60_000, 60_000, 5000], 2), [65_535, 5000]);
});

test('an animation above the limits is rendered with fewer frames, fitted as all are', async () => {
  const bytes = await drawGif({ width: 320, height: 160 }, 60, Array<number>(60).fill(100));
  const picture = await readPicture(bytes);
  const plan = planRendition(picture, OPTIONS, { ...LIMITS, animationMilliseconds: 300 });
  assert.ok(plan.every > 1, JSON.stringify(plan));
  const rendition = await render(ownedBytes(Buffer.from(bytes)), {
    picture,
    plan,
    options: OPTIONS,
    milliseconds: 60_000,
  });
  assert.deepEqual([rendition.width, rendition.height, rendition.frames], [80, 40, plan.frames]);
  const { delay = [] } = await sharp(rendition.bytes, { pages: -1 }).metadata();
  assert.equal(
    delay.reduce((sum, one) => sum + one, 0),
    6000,
  );
});
