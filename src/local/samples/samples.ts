import type { Sharp } from 'sharp';
import { animatedBall } from './animated-ball.ts';
import { encodeBmp } from './encode-bmp.ts';
import { drawn, lake, paperScan, portrait, sticker, waves } from './sample-scenes.ts';

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
