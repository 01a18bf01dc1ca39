import sharp from 'sharp';
import { handlerOf } from './objects.ts';
import { tuned } from './sharp-makers.ts';

sharp.cache(false);
sharp.concurrency(1);

export const handler = handlerOf(tuned);
