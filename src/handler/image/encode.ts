import type { Sharp } from 'sharp';
import type { OutputFormat } from '../formats/format.ts';

/** Rows between two that are looked at. */
const STEP = 4;
/** Share of equal neighbours: photographs have a tenth or less, graphics two thirds and more. */
const FLAT = 0.33;
/** Share for 256 colours: photographs have up to 0.57, graphics and screens of text 0.76 and more. */
export const FLAT_INDICES = 0.66;

/**
 * True where many pixels are as the one to their left, as in graphics and screens: `pixels` of 8 bits a channel, and
 * `share` of them. Of indexed colours see FLAT_INDICES.
 */
export function isFlat(
  pixels: Buffer,
  { width, height, channels }: { width: number; height: number; channels: number },
  share = FLAT,
): boolean {
  let equal = 0;
  let seen = 0;
  const row = width * channels;
  for (let y = 0; y < height; y += STEP) {
    for (let at = y * row + channels; at < (y + 1) * row; at += channels) {
      let channel = 0;
      while (channel < channels && pixels[at + channel] === pixels[at + channel - channels]) channel++;
      if (channel === channels) equal++;
      seen++;
    }
  }
  return equal >= seen * share;
}

/** Settings of the encoder. `isFlat` is absent where the pixels have not been looked at. */
export type Encoding = {
  format: OutputFormat;
  picture: { isPalette: boolean };
  isLossless: boolean;
  isFlat?: boolean;
};

/**
 * Sets the encoder, as `npm run bench encoders` measures it. Nothing of the upload's metadata (EXIF, GPS, XMP, profile)
 * is kept: that is sharp's default.
 */
export function encode(pipeline: Sharp, { format, picture, isLossless, isFlat = false }: Encoding): Sharp {
  switch (format) {
    case 'jpeg':
      // SSIM 0.968 at 0.9 × the bytes of quality 85. mozjpeg saves no bytes at equal SSIM and takes 5 × the time.
      // Progressive takes 4 ms more than baseline for 5 % fewer bytes: these cost more, from the first time that a
      // rendition is sent.
      return pipeline.jpeg({ quality: 82, progressive: true, chromaSubsampling: '4:2:0' });
    case 'png':
      // A picture of few colours becomes twice as large without a palette; effort 7 to 10 takes 9 to 16 × the time.
      // Of photographs adaptive filters take half off, and levels above 4 nothing more; graphics become smaller, and in
      // half the time, without.
      if (picture.isPalette) return pipeline.png({ palette: true, effort: 3, compressionLevel: 6 });
      return isFlat
        ? pipeline.png({ compressionLevel: 6 })
        : pipeline.png({ compressionLevel: 4, adaptiveFiltering: true });
    case 'webp':
      // Effort 2 is 1.4 × faster than the default for 4 % more bytes. A graphic that came without loss stays exact: at
      // 800 × 600 0.6 to 1.5 × the bytes with loss, as small at effort 0 as at 2 and in an eighth of its time. Of
      // a photograph it would be 10 × the bytes, which a smaller picture of it is not worth.
      return isLossless && isFlat
        ? pipeline.webp({ lossless: true, effort: 0 })
        : pipeline.webp({ quality: 80, effort: 2 });
    case 'gif':
      // Without dithering it is twice as fast, and nearer to the upload, whose colours have been made few before; more
      // effort gains nothing then. Equal frames would be merged otherwise, and the count of frames with them.
      return pipeline.gif({ effort: 3, dither: 0, keepDuplicateFrames: true });
  }
}
