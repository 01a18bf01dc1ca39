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

/** A part of all files, each `nth` of so many, with settings by chance. */
export function* allOf({ dimensions, isPossible }: Family, seed: number, nth = 1): Generator<Row> {
  const next = seeded(seed);
  let left = next() % nth;
  for (const file of everyRow(dimensions, isPossible)) {
    if (left-- > 0) continue;
    left = nth - 1;
    let row: Row;
    do {
      const chosen = Object.entries(SETTINGS).map(([name, values]) => [name, values[next() % values.length] ?? '']);
      row = { ...file, ...Object.fromEntries(chosen) };
    } while (!isQuick(row));
    yield row;
  }
}
