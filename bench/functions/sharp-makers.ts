import sharp from 'sharp';

/** Makes a picture of at most 800 × 600 of one. */
export type Make = (bytes: Uint8Array) => Promise<Buffer>;

const BOX = { width: 800, height: 600, fit: 'inside' } as const;

/** Plain sharp, the obvious lines. */
export const plain: Make = (bytes) => sharp(bytes).resize(BOX).toBuffer();

/** One thread, one decode of what is needed; the formats' settings are those of the handler, so that the outputs are the same. */
export const tuned: Make = async (bytes) => {
  const { format, isPalette, pages = 1 } = await sharp(bytes).metadata();
  const fitted = sharp(bytes, { sequentialRead: true, animated: pages > 1 })
    .autoOrient()
    .resize({ ...BOX, withoutEnlargement: true });
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
};

/**
 * The floor: what has to be decoded for a picture in the box, of which every nearest pixel is taken and none encoded. No
 * handler can take less with these decoders.
 */
export const decode: Make = async (bytes) => {
  const { pages = 1 } = await sharp(bytes).metadata();
  return sharp(bytes, { sequentialRead: true, animated: pages > 1 })
    .resize({ ...BOX, withoutEnlargement: true, kernel: 'nearest' })
    .raw()
    .toBuffer();
};
