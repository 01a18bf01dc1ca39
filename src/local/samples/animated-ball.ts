import sharp from 'sharp';
import { svg } from './sample-scenes.ts';

const FRAMES = 20;
const FRAME_MILLISECONDS = 60;

/** A ball that bounces for ever, as an animated GIF. */
export async function animatedBall(width: number, height: number): Promise<Buffer> {
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
