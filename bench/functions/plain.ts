import sharp from 'sharp';
import { handlerOf } from './objects.ts';

/** Plain sharp, the obvious lines. */
export const handler = handlerOf((bytes) => sharp(bytes).resize(800, 600, { fit: 'inside' }).toBuffer());
