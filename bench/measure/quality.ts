import sharp from 'sharp';
import { decodeBmp } from '../../src/handler/bmp/bmp.ts';
import { ssim } from './ssim.ts';

/** No side smaller can be compared. */
const MIN_SIDE = 8;
const GREY = { r: 128, g: 128, b: 128 };

const open = (bytes: Buffer) => {
  if (bytes.toString('latin1', 0, 2) !== 'BM') return sharp(bytes, { limitInputPixels: false, autoOrient: true });
  const { data, width, height, channels } = decodeBmp(bytes, { maxPixels: 1e8 });
  return sharp(data, { raw: { width, height, channels } });
};

/**
 * How alike an output is to its upload, scaled to the output's size out of all its pixels: not by what the decoder leaves
 * out. The brightness of the first frame is compared, transparent parts as grey.
 */
export async function quality(upload: Buffer, output: Buffer): Promise<number> {
  const made = await sharp(output)
    .flatten({ background: GREY })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = made.info;
  if (Math.min(width, height) < MIN_SIDE) return Number.NaN;
  const reference = await open(upload)
    .flatten({ background: GREY })
    .resize(width, height, { fit: 'fill', fastShrinkOnLoad: false })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return ssim(reference, made.data, width, height);
}
