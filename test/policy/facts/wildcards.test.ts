import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matches, overlap } from '../../../policy/facts/wildcards.ts';

for (const [one, other] of [
  ['a', 'a'],
  ['*', ''],
  ['s3:Get*', 's3:*Object'],
  ['in/*', '*/x'],
  ['a?c', 'ab*'],
  ['*a*', '*b*'],
] as const)
  test(`${one} and ${other} can mean the same`, () => assert.ok(overlap(one, other) && overlap(other, one)));

for (const [one, other] of [
  ['a', 'b'],
  ['', '?'],
  ['in/*', 'out/*'],
  ['*.jpg', '*.png'],
  ['a?', 'abc'],
] as const)
  test(`${one} and ${other} never mean the same`, () => assert.ok(!overlap(one, other) && !overlap(other, one)));

test('a star in a text that is no pattern is only a star', () => {
  assert.ok(matches('s3:*', 's3:*'));
  assert.ok(!matches('s3:GetObject', 's3:*'));
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });

test('two patterns overlap when some text matches both', () =>
  fc.assert(
    fc.property(pattern, pattern, text, (one, other, value) => {
      fc.pre(matches(one, value) && matches(other, value));
      return overlap(one, other);
    }),
  ));

test('a pattern matches what its regular expression matches', () =>
  fc.assert(
    fc.property(pattern, text, (glob, value) => {
      const expression = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      return matches(glob, value) === expression.test(value);
    }),
  ));
