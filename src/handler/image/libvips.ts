import sharp from 'sharp';

// Uploads are untrusted: of libvips' loaders only these four run, from memory. SVG, PDF, TIFF, HEIF, Magick and all that a
// later version brings stay blocked.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
// No two uploads share an operation: a cache would only hold memory.
sharp.cache(false);
// One thread an image: several images at a time use the processor better than several threads on one.
sharp.concurrency(1);

/** sharp with the settings under which untrusted files are decoded. Nothing else may import sharp. */
export { sharp };
