import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyRow, pairwise } from './covering.ts';

const DIMENSIONS = { a: ['1', '2', '3'], b: ['1', '2', '3', '4'], c: ['1', '2'], d: ['1', '2', '3'] };
const isPossible = ({ a, b }: Readonly<Record<string, string>>): boolean => !(a === '1' && b === '4');

test('every possible pair is in a row, and no impossible row is there', () => {
  const rows = pairwise(DIMENSIONS, isPossible, 1);
  const all = [...everyRow(DIMENSIONS)].filter(isPossible);
  const pairsOf = (row: Readonly<Record<string, string>>): string[] =>
    Object.keys(DIMENSIONS).flatMap((one) =>
      Object.keys(DIMENSIONS)
        .filter((other) => other > one)
        .map((other) => `${one}${row[one]} ${other}${row[other]}`),
    );
  assert.equal([...everyRow(DIMENSIONS)].length, 72);
  assert.ok(rows.every(isPossible));
  assert.deepEqual(new Set(rows.flatMap(pairsOf)), new Set(all.flatMap(pairsOf)));
  assert.ok(rows.length < 25, String(rows.length));
});

test('one seed makes the same rows, and another one others', () => {
  assert.deepEqual(pairwise(DIMENSIONS, isPossible, 1), pairwise(DIMENSIONS, isPossible, 1));
  assert.notDeepEqual(pairwise(DIMENSIONS, isPossible, 1), pairwise(DIMENSIONS, isPossible, 2));
});
