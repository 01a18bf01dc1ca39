import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadHandler } from '../search/handler-copy.ts';
import { makeRendition, renderingBy } from './handler.ts';
import { judgeRow } from './judge-row.ts';
import { PICTURE_MUTANTS } from './mutants.ts';
import { FAMILIES, pairsOf } from './rows.ts';

for (const [at, { name, family: familyName, edits }] of PICTURE_MUTANTS.entries()) {
  test(`what was drawn finds a handler that ${name}`, async (t) => {
    const family = FAMILIES.find((other) => other.name === familyName);
    assert.ok(family);
    const { createPrepareHere } = await loadHandler(`picture-mutant-${at}`, edits);
    const makeWrongly = renderingBy(createPrepareHere);
    const rows = pairsOf(family, 20261201);
    for (const [tried, row] of rows.entries()) {
      const [wrong] = await judgeRow(family, row, makeWrongly);
      const [problem] = wrong?.problems ?? [];
      if (problem === undefined) continue;
      const [right] = await judgeRow(family, row, makeRendition);
      assert.deepEqual(right?.problems, []);
      t.diagnostic(`after ${tried + 1} files: ${problem}`);
      return;
    }
    assert.fail(`Expected a wrong rendition but received none in ${rows.length} files`);
  });
}
