import sharp, { type Sharp } from 'sharp';
import { graphic } from './graphic.ts';

/** A graphic whose bars move. */
export async function animation(width: number, height: number, count: number): Promise<Sharp> {
  const frames = Array.from({ length: count }, (_, frame) =>
    graphic(width, height, { turn: frame / count })
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } });
}
