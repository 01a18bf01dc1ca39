import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { code, markdown, plain, say, several } from '../../src/review/words.ts';

describe('words', () => {
  test('keep what is not ours in code spans, and say it as it is to programs', () => {
    const words = say`${'@team'} has ${2} of ${say`${'<b>'}`}`;
    assert.equal(markdown(words), '`@team` has `2` of `<b>`');
    assert.equal(plain(words), '@team has 2 of <b>');
  });

  for (const [text, expected] of [
    ['', '(empty)'],
    ['\n\t', '(empty)'],
    ['a\nb\r\n# c', '`a b # c`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``` x', '```` ``` x ````'],
    ['left\u202Eright\u0007', '`left right`'],
    ['\u001B[31mred', '`[31mred`'],
  ] as const)
    test(`put ${JSON.stringify(text)} into a span that it cannot leave`, () => assert.equal(code(text), expected));

  test('cut what is long without cutting a character in two', () => {
    const long = code('x'.repeat(159) + '😀'.repeat(99));
    assert.equal(long.length, 163);
    assert.ok(long.isWellFormed());
  });

  test('name the first of many', () => {
    assert.equal(plain(several(['a', 'b'])), 'a, b');
    assert.equal(plain(several(['a', 'b', 'c'], 2)), 'a, b and 1 more');
  });
});
