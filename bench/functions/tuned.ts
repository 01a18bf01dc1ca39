import sharp from 'sharp';
import { handlerOf } from './objects.ts';

sharp.cache(false);
sharp.concurrency(1);

/** The formats' settings are those of the handler, so that the outputs are the same. */
export const handler = handlerOf(async (bytes) => {
  const { format, isPalette, pages = 1 } = await sharp(bytes).metadata();
  const fitted = sharp(bytes, { sequentialRead: true, animated: pages > 1 })
    .autoOrient()
    .resize(800, 600, { fit: 'inside', withoutEnlargement: true });
  switch (format) {
    case 'jpeg':
      return fitted.jpeg({ quality: 82, progressive: true }).toBuffer();
    case 'png':
      return isPalette
        ? fitted.png({ palette: true, effort: 3 }).toBuffer()
        : fitted.png({ compressionLevel: 4, adaptiveFiltering: true }).toBuffer();
    case 'webp':
      return fitted.webp({ quality: 80, effort: 2 }).toBuffer();
    default:
      return fitted.gif({ effort: 3, dither: 0 }).toBuffer();
  }
});
