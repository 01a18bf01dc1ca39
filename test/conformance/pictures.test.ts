import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXCEPTIONS, REFERENCES, type Reference } from './exceptions.ts';
import { makeRendition } from './handler.ts';
import { judgeRows, type Verdict } from './judge-row.ts';
import { allOf, FAMILIES, pairsOf } from './rows.ts';
import { NOT_INSTALLED, sharedChromium } from './shared-chromium.ts';

/**
 * Set PICTURE_FILES to take one of so many of all files, 1 for all, besides those that cover all pairs, as
 * .github/workflows/search.yml does; SEED repeats a run.
 */
const { PICTURE_FILES = '', SEED = '' } = process.env;
const IS_USUAL = PICTURE_FILES === '' && SEED === '';
const seed = IS_USUAL ? 20261201 : Number(SEED || Date.now() % 2 ** 31);

const chromium = await sharedChromium();
const skip: Readonly<Record<Reference, string | false>> = {
  drawn: false,
  chromium: chromium ? false : NOT_INSTALLED,
};

/** Failures that are shown. */
const SHOWN = 30;
const inWords = ({ row, problems }: Verdict): string => `${JSON.stringify(row)}: ${problems.join('; ')}`;

const WHAT: Readonly<Record<Reference, string>> = {
  drawn: 'what was drawn before it was encoded',
  chromium: 'what Chromium shows of the upload',
};

const all: Verdict[] = [];
for (const family of FAMILIES) {
  const rows = pairsOf(family, seed);
  if (PICTURE_FILES !== '') rows.push(...allOf(family, seed, Number(PICTURE_FILES)));
  let judging: Promise<Verdict[]> | undefined;
  for (const reference of REFERENCES) {
    test(`each rendition of a ${family.name} shows ${WHAT[reference]}`, { skip: skip[reference] }, async (t) => {
      judging ??= judgeRows(family, rows, makeRendition, chromium);
      const verdicts = (await judging).filter((verdict) => verdict.reference === reference);
      all.push(...verdicts);
      assert.equal(verdicts.length, rows.length);
      t.diagnostic(`${rows.length} renditions of seed ${seed}`);
      const wrong = verdicts.filter(({ problems }) => problems.length > 0);
      const shown = wrong.slice(0, SHOWN).map(inWords).join('\n');
      assert.equal(
        wrong.length,
        0,
        `Expected no wrong rendition but received ${wrong.length} of seed ${seed}:\n${shown}`,
      );
    });
  }
}

for (const [at, { reason, of }] of EXCEPTIONS.entries()) {
  for (const reference of of) {
    test(`a reference needs its exception, ${reference}: ${reason}`, { skip: skip[reference] }, () => {
      assert.ok(all.some((verdict) => verdict.reference === reference && verdict.needed.includes(at)));
    });
  }
}
