import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { surveyGif } from '../../../src/handler/formats/gif.ts';
import { MAX_FRAMES_IN_FILE } from '../../../src/handler/settings/limits.ts';
import { flatLzw, gif, gifFrame } from '../../hostile/make/gif.ts';
import { drawGif } from '../../pictures.ts';

const WHOLE = await drawGif({ width: 16, height: 16 }, 3, [50, 50, 50]);

test('a whole GIF is whole, also with something after its end or without its end mark', async () => {
  assert.equal((await surveyGif(WHOLE)).isCut, false);
  assert.equal((await surveyGif(Buffer.concat([WHOLE, Buffer.alloc(10)]))).isCut, false);
  assert.equal((await surveyGif(WHOLE.subarray(0, -1))).isCut, false);
});

test('a GIF is cut at any other place but between two blocks', async () => {
  const places = Array.from(WHOLE.keys()).slice(13);
  const surveys = await Promise.all(places.map((length) => surveyGif(WHOLE.subarray(0, length))));
  const whole = places.filter((_, at) => !surveys[at]?.isCut);
  // Before the empty piece that ends a frame, where it may lack pixels, after the loop's block, each frame's control block and each frame; the colours of all come first or with a frame.
  assert.ok(whole.length > 0 && whole.length <= 15, `${whole}`);
  assert.ok(!whole.includes(WHOLE.length - 10));
});

test('the frames of a GIF are counted, also of one that breaks off', async () => {
  assert.equal((await surveyGif(WHOLE)).frames, 3);
  assert.ok((await surveyGif(WHOLE.subarray(0, -20))).frames <= 3);
});

const COLOUR_BITS_AT = WHOLE.lastIndexOf(Buffer.from([0x2c, 0, 0, 0, 0]));

test('no frame of a whole GIF lacks pixels, whatever its size', async () => {
  assert.equal((await surveyGif(WHOLE)).hasMissingPixels, false);
  for (const side of [1, 100, 250]) {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const image = sharp({ create: { width: side, height: side, channels: 3, background: 'gray', noise } });
    assert.equal((await surveyGif(await image.gif().toBuffer())).hasMissingPixels, false);
  }
});

test('a GIF lacks pixels where a frame is said to be larger than its codes are', async () => {
  const taller = Buffer.from(WHOLE);
  taller.writeUInt16LE(17, COLOUR_BITS_AT + 7);
  assert.equal((await surveyGif(taller)).hasMissingPixels, true);
});

test('a GIF whose codes have no bits or too many lacks pixels', async () => {
  const flags = WHOLE[COLOUR_BITS_AT + 9] ?? 0;
  const at = COLOUR_BITS_AT + 10 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  for (const bits of [0, 12, 255]) {
    const bytes = Buffer.from(WHOLE);
    bytes[at] = bits;
    assert.equal((await surveyGif(bytes)).hasMissingPixels, true);
  }
});

/** A frame whose codes are said to be of that many pixels. */
const claiming = (width: number, height: number, pixels: number): Buffer =>
  gif({ width, height, blocks: [gifFrame({ width, height, data: flatLzw(pixels) })] });

test('less than a row and one pixel in a hundred may be forgotten at the end of a frame', async () => {
  for (const [bytes, hasMissingPixels] of [
    [claiming(100, 100, 10_000 - 99), false],
    [claiming(100, 100, 10_000 - 100), true],
    [claiming(100, 10, 1000 - 10), false],
    [claiming(100, 10, 1000 - 11), true],
    [claiming(1, 1000, 999), true],
    [claiming(2, 2, 3), true],
  ] as const) {
    assert.equal((await surveyGif(bytes)).hasMissingPixels, hasMissingPixels);
  }
  const { info } = await sharp(claiming(100, 100, 9990), { failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.equal(info.height, 100, 'the decoder shows them');
});

test('pixels are looked for in as many frames as a file may have, and the rest are counted', async () => {
  const size = { width: 4, height: 4 };
  const [whole, lacking] = [gifFrame(size), gifFrame({ ...size, data: flatLzw(1) })];
  const frames = Array<Buffer>(MAX_FRAMES_IN_FILE - 1).fill(whole);
  const { places, ...last } = await surveyGif(gif({ ...size, blocks: [...frames, lacking] }));
  assert.equal(places.length, MAX_FRAMES_IN_FILE);
  assert.deepEqual(last, { frames: MAX_FRAMES_IN_FILE, isCut: false, hasMissingPixels: true });
  const { places: kept, ...behind } = await surveyGif(gif({ ...size, blocks: [...frames, whole, lacking] }));
  assert.equal(kept.length, MAX_FRAMES_IN_FILE);
  assert.deepEqual(behind, { frames: MAX_FRAMES_IN_FILE + 1, isCut: false, hasMissingPixels: false });
});

test('codes that stand for nothing end the count, and others have their turn meanwhile', async () => {
  const clears = Buffer.alloc(12_000_000, Buffer.from([0x24, 0x49, 0x92])); // 32 million codes of 3 bits
  const size = { width: 4000, height: 4000 };
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { hasMissingPixels } = await surveyGif(gif({ ...size, blocks: [gifFrame({ ...size, data: clears })] }));
  clearInterval(timer);
  assert.equal(hasMissingPixels, true);
  assert.ok(turns >= 10, `${turns}`);
  const few = { width: 20, height: 20 };
  const started = process.cpuUsage();
  await surveyGif(gif({ ...few, blocks: [gifFrame({ ...few, data: clears })] }));
  assert.ok(process.cpuUsage(started).user < 500_000, 'a small frame does not take as long as its data are');
});
