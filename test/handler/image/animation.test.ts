import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { BLUE, CLEAR, drawAnimatedWebp, drawGif, GREEN, pixels, QUARTERS, RED, WHITE } from '../../pictures.ts';
import { assertQuarters, renditionOf } from './renderings.ts';

const SIZE = { width: 160, height: 80 };
const DELAYS = [50, 120, 300];

/** The colours wander round by a quarter from frame to frame. */
const FRAMES = [
  {},
  { topLeft: BLUE, topRight: RED, bottomRight: GREEN, bottomLeft: WHITE },
  { topLeft: WHITE, topRight: BLUE, bottomRight: RED, bottomLeft: GREEN },
];

const animations = [
  { format: 'gif', bytes: await drawGif(SIZE, 3, DELAYS, 2) },
  { format: 'webp', bytes: await drawAnimatedWebp(SIZE, 3, DELAYS, 2) },
] as const;

for (const { format, bytes } of animations) {
  test(`an animated ${format} keeps its frames, delays and loops`, async () => {
    const rendition = await renditionOf(bytes);
    const { pages, delay, loop, pageHeight, width } = await sharp(rendition.bytes, { pages: -1 }).metadata();
    assert.deepEqual(
      { pages, delay, loop, pageHeight, width },
      { pages: 3, delay: DELAYS, loop: 2, pageHeight: 40, width: 80 },
    );
    assert.deepEqual([rendition.width, rendition.height, rendition.frames], [80, 40, 3]);
    for (const [page, quarters] of FRAMES.entries()) await assertQuarters(rendition.bytes, quarters, page);
  });

  test(`an animated ${format} stays animated as webp`, async () => {
    const rendition = await renditionOf(bytes, { outputFormat: 'webp' });
    const { pages, delay } = await sharp(rendition.bytes, { pages: -1 }).metadata();
    assert.deepEqual({ pages, delay }, { pages: 3, delay: DELAYS });
    for (const [page, quarters] of FRAMES.entries()) await assertQuarters(rendition.bytes, quarters, page);
  });

  for (const outputFormat of ['jpeg', 'png'] as const) {
    test(`an animated ${format} shows its first frame as ${outputFormat}`, async () => {
      const rendition = await renditionOf(bytes, { outputFormat });
      assert.deepEqual([rendition.format, rendition.frames, rendition.height], [outputFormat, 1, 40]);
      await assertQuarters(rendition.bytes);
    });
  }

  for (const fit of ['cover', 'contain', 'fill'] as const) {
    test(`${fit} fits every frame of an animated ${format}`, async () => {
      const rendition = await renditionOf(bytes, { fit });
      const { pages, pageHeight } = await sharp(rendition.bytes, { pages: -1 }).metadata();
      assert.deepEqual([rendition.width, rendition.height, pages, pageHeight], [80, 60, 3, 60]);
    });
  }
}

test('equal frames are kept apart', async () => {
  const frames = Buffer.concat([pixels(SIZE), pixels(SIZE), pixels(SIZE)]);
  const raw = { width: SIZE.width, height: SIZE.height * 3, channels: 4 as const, pageHeight: SIZE.height };
  const upload = await sharp(frames, { raw }).gif({ delay: DELAYS, keepDuplicateFrames: true }).toBuffer();
  const { bytes } = await renditionOf(upload);
  const { pages, delay } = await sharp(bytes, { pages: -1 }).metadata();
  assert.deepEqual({ pages, delay }, { pages: 3, delay: DELAYS });
});

test('what is transparent in a frame stays transparent', async () => {
  const frames = Buffer.concat([
    pixels(SIZE, { ...QUARTERS, topRight: CLEAR }),
    pixels(SIZE, { ...QUARTERS, bottomLeft: CLEAR }),
  ]);
  const raw = { width: SIZE.width, height: SIZE.height * 2, channels: 4 as const, pageHeight: SIZE.height };
  for (const format of ['gif', 'webp'] as const) {
    const { bytes } = await renditionOf(
      await sharp(frames, { raw })
        .toFormat(format, { delay: [50, 50] })
        .toBuffer(),
    );
    await assertQuarters(bytes, { topRight: CLEAR }, 0);
    await assertQuarters(bytes, { bottomLeft: CLEAR }, 1);
  }
});

test('an animation with an orientation is left as it lies', async () => {
  const upload = await sharp(await drawAnimatedWebp(SIZE, 2, [50, 50]), { pages: -1 })
    .keepMetadata()
    .withMetadata({ orientation: 6 })
    .webp()
    .toBuffer();
  assert.equal((await sharp(upload).metadata()).orientation, 6);
  const rendition = await renditionOf(upload);
  assert.deepEqual([rendition.width, rendition.height, rendition.frames], [80, 40, 2]);
});

for (const format of ['gif', 'webp'] as const) {
  for (const fit of ['inside', 'cover', 'contain', 'fill'] as const) {
    test(`no frame of a ${format} has a line of its neighbours where it is enlarged: ${fit}`, async () => {
      const [opaque, clear] = [pixels(SIZE, { ...QUARTERS }), Buffer.alloc(SIZE.width * SIZE.height * 4)];
      const raw = { width: SIZE.width, height: SIZE.height * 4, channels: 4, pageHeight: SIZE.height } as const;
      const upload = await sharp(Buffer.concat([opaque, clear, opaque, clear]), { raw })
        .toFormat(format, { delay: [50, 60, 70, 80], loop: 3, ...(format === 'webp' && { lossless: true }) })
        .toBuffer();
      const made = await renditionOf(upload, { width: 240, height: 200, enlarge: true, fit });
      const { delay, loop } = await sharp(made.bytes, { pages: -1 }).metadata();
      assert.deepEqual([made.frames, delay, loop], [4, [50, 60, 70, 80], 3]);
      const image = sharp(made.bytes, { pages: -1 }).ensureAlpha();
      const { data, info } = await image.extractChannel(3).raw().toBuffer({ resolveWithObject: true });
      const padding = fit === 'contain' ? (200 - 120) / 2 : 0;
      for (let page = 0; page < 4; page++) {
        const column = Array.from({ length: made.height }, (_, y) => data[(page * made.height + y) * info.width + 9]);
        const shown = column.slice(padding, made.height - padding);
        assert.deepEqual(new Set(shown), new Set([page % 2 === 0 ? 255 : 0]), `page ${page}`);
      }
    });
  }
}

test('no frame has a line of its neighbours where one side is enlarged and the other made smaller', async () => {
  const size = { width: 61, height: 45 };
  const raw = { width: 61, height: 90, channels: 4, pageHeight: 45 } as const;
  const opaque = Buffer.alloc(61 * 45 * 4, 255);
  const strip = Buffer.concat([opaque, Buffer.alloc(size.width * size.height * 4)]);
  const upload = await sharp(strip, { raw })
    .gif({ delay: [50, 50] })
    .toBuffer();
  const { bytes } = await renditionOf(upload, {
    width: 90,
    height: 26,
    fit: 'fill',
    enlarge: true,
    outputFormat: 'webp',
  });
  const { data } = await sharp(bytes, { page: 1 })
    .ensureAlpha()
    .extractChannel(3)
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual(new Set(data), new Set([0]));
});

/** Black, white, black and white: what a frame has of another one is seen. */
async function drawInTurns(format: 'gif' | 'webp', { width, height }: typeof SIZE, frames = 4): Promise<Buffer> {
  const strip = Buffer.concat(
    Array.from({ length: frames }, (_, nth) => Buffer.alloc(width * height * 3, 255 * (nth % 2))),
  );
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  const delay = Array<number>(frames).fill(50);
  return sharp(strip, { raw })
    .toFormat(format, { delay, ...(format === 'webp' && { lossless: true }) })
    .toBuffer();
}

for (const format of ['gif', 'webp'] as const) {
  for (const fit of ['inside', 'cover', 'contain', 'fill'] as const) {
    for (const [width, height] of [
      [80, 60],
      [37, 29],
      [151, 113],
      [90, 26],
      [21, 110],
    ] as const) {
      test(`no frame of a ${format} has a part of its neighbours where it becomes smaller: ${fit}, ${width} × ${height}`, async () => {
        const upload = await drawInTurns(format, { width: 160, height: 120 }, 7);
        const made = await renditionOf(upload, { width, height, fit, outputFormat: 'webp' });
        const { data, info } = await sharp(made.bytes, { pages: -1 })
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        assert.equal(made.frames, 7);
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] === 0) continue; // padding
          const page = Math.floor(at / 4 / info.width / made.height);
          const value = data[at] ?? 0;
          assert.ok(page % 2 === 0 ? value <= 2 : value >= 253, `${value} in row ${Math.floor(at / 4 / info.width)}`);
        }
      });
    }
  }
}
