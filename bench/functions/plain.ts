import { handlerOf } from './objects.ts';
import { plain } from './sharp-makers.ts';

export const handler = handlerOf(plain);
