import { seeded } from '../hostile/make/seeded.ts';
import type { Row } from './upload.ts';

/** Rows that are tried for each that is taken. */
const TRIES = 20;
/** Ways to fill up a row around a pair until it counts as impossible. */
const MOST_TRIES = 400;

/**
 * Rows in which every value of each dimension meets every value of each other, as far as that is possible: a covering
 * array of strength 2, made greedily. https://csrc.nist.gov/projects/automated-combinatorial-testing-for-software
 */
export function pairwise(
  dimensions: Readonly<Record<string, readonly string[]>>,
  isPossible: (row: Row) => boolean,
  seed: number,
): Row[] {
  const next = seeded(seed);
  const names = Object.keys(dimensions);
  const pairs = (row: Row): string[] =>
    names.flatMap((one, at) => names.slice(at + 1).map((other) => `${one}=${row[one]} ${other}=${row[other]}`));
  const open = new Map<string, Row>();
  for (const [at, one] of names.entries()) {
    for (const other of names.slice(at + 1)) {
      for (const value of dimensions[one] ?? []) {
        for (const second of dimensions[other] ?? []) {
          open.set(`${one}=${value} ${other}=${second}`, { [one]: value, [other]: second });
        }
      }
    }
  }
  const filled = (start: Row): Row =>
    Object.fromEntries(
      names.map((name) => [name, start[name] ?? dimensions[name]?.[next() % dimensions[name].length] ?? '']),
    );
  const rows: Row[] = [];
  for (const [pair, start] of open) {
    if (!open.has(pair)) continue;
    let best: { row: Row; gain: number } | undefined;
    for (let tries = 0, found = 0; tries < MOST_TRIES && found < TRIES; tries++) {
      const row = filled(start);
      if (!isPossible(row)) continue;
      found++;
      const gain = pairs(row).filter((name) => open.has(name)).length;
      if (gain > (best?.gain ?? 0)) best = { row, gain };
    }
    open.delete(pair);
    if (best === undefined) continue;
    rows.push(best.row);
    for (const name of pairs(best.row)) open.delete(name);
  }
  return rows;
}

/** All rows, one after the other. */
export function* everyRow(dimensions: Readonly<Record<string, readonly string[]>>): Generator<Row> {
  const [[name, values] = ['', []], ...others] = Object.entries(dimensions);
  if (name === '') return yield {};
  for (const value of values) for (const row of everyRow(Object.fromEntries(others))) yield { [name]: value, ...row };
}
