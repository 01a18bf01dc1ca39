import { say, several, type Words } from './words.ts';

/** ` (production, staging)` where it does not hold everywhere. */
export const where = (under: readonly string[], all: readonly string[]): Words =>
  under.length >= all.length ? say`` : say` (in ${several(under)})`;
