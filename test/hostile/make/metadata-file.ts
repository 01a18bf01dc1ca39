import type { HostileFile, Outcome } from '../hostile-file.ts';

/** The picture itself is good: to process it without what is said about it is right, and so is refusing an attack. */
const EITHER: Outcome[] = ['processed', 'CORRUPT', 'TOO_MUCH_METADATA', 'TOO_MANY_BYTES'];

/** A file whose metadata are the attack. */
export const file = (
  name: string,
  why: string,
  bytes: HostileFile['bytes'],
  expected: Outcome | readonly Outcome[] = EITHER,
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected });

export const many = (count: number, one: (index: number) => Buffer): Buffer[] =>
  Array.from({ length: count }, (_, index) => one(index));

export const same = (count: number, one: Buffer): Buffer[] => Array<Buffer>(count).fill(one);
