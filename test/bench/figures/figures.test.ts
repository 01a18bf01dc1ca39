import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, test } from 'node:test';
import { FIGURES } from '../../../bench/figures/figures.ts';
import { figuresIn, isCurrent, withFigures } from '../../../bench/figures/marked.ts';
import { assertFigure } from '../../readme-figures.ts';

/** Takes seconds, and is compared by test/policy/score/sweep.test.ts, which computes it in any case. */
const ELSEWHERE = 'mutation-score';

test('every figure of the README is computed, and every computed one is in the README', async () => {
  const marked = [...figuresIn(await readFile('README.md', 'utf8')).keys()];
  assert.deepEqual(marked.toSorted(), Object.keys(FIGURES).toSorted());
});

for (const [name, compute] of Object.entries(FIGURES).filter(([name]) => name !== ELSEWHERE))
  test(`the README has the current figure of ${name}`, async () => {
    await assertFigure(name, await compute());
  });

describe('a marked text', () => {
  const inLine = 'All <!-- figures:count -->12<!-- /figures:count --> of them';
  const onLines = 'Table:\n\n<!-- figures:table -->\n| a |\n<!-- /figures:table -->\n';

  it('gets a figure within its line', () => {
    assert.equal(withFigures(inLine, { count: '13' }), inLine.replace('12', '13'));
    assert.ok(isCurrent(inLine, 'count', '12'));
    assert.ok(!isCurrent(inLine, 'count', '13'));
  });

  it('gets a figure of several lines on lines of its own', () => {
    const changed = withFigures(onLines, { table: '| b |\n| c |\n' });
    assert.equal(changed, onLines.replace('| a |', '| b |\n| c |'));
    assert.ok(isCurrent(changed, 'table', '| b |\n| c |\n'));
  });

  it('is refused where a marker has no figure, or a figure no marker', () => {
    assert.throws(() => withFigures(inLine, {}), /only one of them for count$/);
    assert.throws(() => withFigures(inLine, { count: '1', other: '2' }), /only one of them for other$/);
  });
});
