import type { Sharp } from 'sharp';
import type { OutputFormat } from '../formats/format.ts';
import type { Picture } from './picture.ts';

/** What the encoder is set by. `isFlat` as flat.ts says, where anyone has looked. */
export type Encoding = {
  format: OutputFormat;
  picture: Pick<Picture, 'isPalette'>;
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
