import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import type { Input } from '../../shared/upload-files.ts';
import { encodeBmp } from './encode-bmp.ts';
import { drawn, lake, paperScan, portrait, sticker, svg, waves } from './sample-scenes.ts';

const FRAMES = 20;
const FRAME_MILLISECONDS = 60;

/** A ball that bounces for ever, as an animated GIF. */
async function animatedBall(width: number, height: number): Promise<Buffer> {
  const frames = Array.from({ length: FRAMES }, (_, frame) => {
    const turn = frame / FRAMES;
    const rise = Math.abs(Math.sin(turn * 2 * Math.PI));
    const x = 500 + 330 * Math.sin(turn * 2 * Math.PI + Math.PI / 4);
    const y = 760 - 520 * rise;
    return svg(
      width,
      height,
      `<rect width="1000" height="1000" fill="#fdf3dc"/><rect y="850" width="1000" height="150" fill="#c98b5a"/>
      <ellipse cx="${x.toFixed(1)}" cy="868" rx="${(95 - 45 * rise).toFixed(1)}" ry="16" fill="#8a5a35"/>
      <ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="80" ry="120" fill="#d8344a"/>
      <ellipse cx="${(x - 25).toFixed(1)}" cy="${(y - 45).toFixed(1)}" rx="20" ry="28" fill="#f59aa5"/>`,
    )
      .raw()
      .toBuffer();
  });
  const raw = { width, height: height * FRAMES, channels: 4 as const, pageHeight: height };
  return sharp(Buffer.concat(await Promise.all(frames)), { raw })
    .gif({ delay: Array.from({ length: FRAMES }, () => FRAME_MILLISECONDS), loop: 0, colours: 32, dither: 0 })
    .toBuffer();
}

/** A picture that the local run draws when it is given none: what it is called and its bytes. */
export type Sample = { name: string; bytes: Buffer };

const encodeJpeg = (scene: Sharp): Promise<Buffer> => scene.jpeg({ quality: 90 }).toBuffer();

/** A camera held sideways: the pixels lie on their side, and EXIF orientation 6 says to turn them 90° clockwise. */
async function encodeSideways(scene: Sharp): Promise<Buffer> {
  const lying = await drawn(scene.rotate(270));
  return lying.withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer();
}

/**
 * One picture of each format, among them an upright and a sideways photo, one with transparency, one animated,
 * one with a name that is awkward in a URL, and one corrupt file. The same bytes at every call.
 */
export async function drawSamples(): Promise<Sample[]> {
  const landscape = await encodeJpeg(await lake(1600, 1067));
  return [
    { name: 'lake.jpg', bytes: landscape },
    { name: 'sideways.jpg', bytes: await encodeSideways(await portrait(1200, 1600)) },
    { name: 'sticker.png', bytes: await (await sticker(1000, 1000)).png().toBuffer() },
    { name: 'ball.gif', bytes: await animatedBall(480, 320) },
    { name: 'paper scan.bmp', bytes: encodeBmp(await paperScan(1240, 900)) },
    { name: 'waves.webp', bytes: await (await waves(1400, 900)).webp({ quality: 85 }).toBuffer() },
    { name: 'Grüße aus Zürich + Köln.jpg', bytes: await encodeJpeg(await lake(640, 480)) },
    { name: 'truncated.jpg', bytes: landscape.subarray(0, Math.floor(landscape.length / 3)) },
  ];
}

/** Draws the samples into a folder of their own, which `remove` removes. */
export async function sampleInputs(): Promise<{ inputs: Input[]; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-samples-'));
  const inputs: Input[] = [];
  for (const { name, bytes } of await drawSamples()) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    inputs.push({ file, key: name, size: bytes.length });
  }
  return { inputs, remove: () => rm(folder, { recursive: true, force: true }) };
}
