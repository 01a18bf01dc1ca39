import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { fitFrame, scaleFrames } from '../../../src/handler/image/scale-frames.ts';
import { FITS } from '../../../src/handler/settings/environment.ts';

const FRAMES = 3;
const MOST_OFF = 14;

/** Waves of full contrast, of which each frame has others, and a third channel of its own. */
function draw(width: number, height: number, nth: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4, 255);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      pixels[at] = 127 + 120 * Math.sin((x + nth * 7) / 9);
      pixels[at + 1] = 127 + 120 * Math.cos((y + nth * 11) / 7);
      pixels[at + 2] = (nth * 100) & 255;
    }
  }
  return pixels;
}

for (const [width, height] of [
  [61, 45],
  [320, 241],
  [97, 300],
  [500, 33],
  [1010, 1000], // of which no two are scaled together
] as const) {
  test(`frames of ${width} × ${height} are scaled together as sharp scales each by itself`, async () => {
    const frames = Array.from({ length: FRAMES }, (_, nth) => draw(width, height, nth));
    for (const box of [
      { width: 24, height: 18 },
      { width: 100, height: 80 },
      { width: 30, height: 70 },
      { width: 90, height: 26 },
      { width: 211, height: 149 },
      { width: 7, height: 5 },
    ]) {
      for (const fit of FITS) {
        for (const enlarge of [false, true]) {
          const name = JSON.stringify({ ...box, fit, enlarge });
          const fitted = fitFrame({ width, height }, { ...box, fit, enlarge, outputFormat: 'original' });
          const bytes = fitted.out.width * fitted.out.height * 4;
          const out = Buffer.alloc(bytes * FRAMES);
          await scaleFrames(frames, { size: { width, height }, fit: fitted, out, seconds: () => 60 });
          for (const [nth, frame] of frames.entries()) {
            const raw = { width, height, channels: 4 } as const;
            const background = { r: 0, g: 0, b: 0, alpha: 0 };
            const options = { ...box, fit, withoutEnlargement: !enlarge, background };
            const { info } = await sharp(frame, { raw }).resize(options).raw().toBuffer({ resolveWithObject: true });
            assert.deepEqual({ width: info.width, height: info.height }, fitted.out, name);
            // In one step sharp scales both sides by the same, whole rows or not: an animation has whole ones.
            const scaled = await sharp(frame, { raw })
              .resize({ ...fitted.scaled, fit: 'fill' })
              .raw()
              .toBuffer();
            const data = await sharp(scaled, { raw: { ...fitted.scaled, channels: 4 } })
              .resize({
                ...fitted.out,
                fit: fit === 'cover' ? 'cover' : 'contain',
                background,
                withoutEnlargement: true,
              })
              .raw()
              .toBuffer();
            const made = out.subarray(nth * bytes, (nth + 1) * bytes);
            const off = [0, 1, 2, 3].map((channel) =>
              data.reduce(
                (most, value, at) => ((at & 3) === channel ? Math.max(most, Math.abs(value - (made[at] ?? 0))) : most),
                0,
              ),
            );
            // Of 255. What is even shows any part of another frame; waves show a fifth of a row as well.
            const isSame = off.every((most, channel) => most <= (channel < 2 ? MOST_OFF : 1));
            assert.ok(isSame, `${name}: frame ${nth} is off by ${off}`);
          }
        }
      }
    }
  });
}
