import sharp from 'sharp';
import { handlerOf } from './objects.ts';
import { decode } from './sharp-makers.ts';

sharp.cache(false);
sharp.concurrency(1);

export const handler = handlerOf(async (bytes) => {
  await decode(bytes);
  return Buffer.from('nothing');
});
