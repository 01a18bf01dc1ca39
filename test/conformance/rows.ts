import { seeded } from '../hostile/make/seeded.ts';
import { BMP } from './bmp-files.ts';
import { everyRow, pairwise } from './covering.ts';
import { GIF } from './gif-files.ts';
import { JPEG } from './jpeg-files.ts';
import { PNG } from './png-files.ts';
import { isQuick, SETTINGS } from './settings.ts';
import type { Family, Row } from './upload.ts';
import { WEBP } from './webp-files.ts';

export const FAMILIES: readonly Family[] = [PNG, JPEG, GIF, WEBP, BMP];

/** Every pair of two values of a file and of the handler's settings. */
export const pairsOf = ({ dimensions, isPossible }: Family, seed: number): Row[] =>
  pairwise({ ...dimensions, ...SETTINGS }, (row) => isPossible(row) && isQuick(row), seed);

/** A part of all files, each `nth` of so many, with the handler's settings and what is `byChance` by chance. */
export function* allOf({ dimensions, byChance = [], isPossible }: Family, seed: number, nth = 1): Generator<Row> {
  const next = seeded(seed);
  const isChance = ([name]: [string, readonly string[]]): boolean => byChance.includes(name);
  const all = Object.entries(dimensions);
  const chance = [...all.filter(isChance), ...Object.entries(SETTINGS)];
  let left = next() % nth;
  for (const file of everyRow(Object.fromEntries(all.filter((dimension) => !isChance(dimension))))) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const row = { ...file, ...Object.fromEntries(chance.map(([name, of]) => [name, of[next() % of.length] ?? ''])) };
      if (!isPossible(row) || !isQuick(row)) continue;
      if (left-- > 0) break;
      left = nth - 1;
      yield row;
      break;
    }
  }
}

/** Until a file counts as impossible, whatever is chosen for it. */
const MOST_TRIES = 50;
