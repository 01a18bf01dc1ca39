import sharp from 'sharp';
import { handlerOf } from './objects.ts';

sharp.cache(false);
sharp.concurrency(1);

/**
 * The floor: what has to be decoded for a picture in the box, of which every nearest pixel is taken and none encoded. No
 * handler can take less with these decoders.
 */
export const handler = handlerOf(async (bytes) => {
  const { pages = 1 } = await sharp(bytes).metadata();
  const input = sharp(bytes, { sequentialRead: true, animated: pages > 1 });
  await input.resize(800, 600, { fit: 'inside', withoutEnlargement: true, kernel: 'nearest' }).raw().toBuffer();
  return Buffer.from('nothing');
});
