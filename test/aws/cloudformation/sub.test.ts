import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { substitute } from '../../../src/aws/cloudformation/path.ts';

const upper = (name: string): string => name.toUpperCase();

test('each variable is replaced, with dots and colons in its name', () =>
  assert.equal(substitute('${a}-${AWS::Region}/${b.Arn}${a}', upper), 'A-AWS::REGION/B.ARNA'));

test('an exclamation mark keeps a literal', () => assert.equal(substitute('${!a} ${a}', upper), '${a} A'));

test('a dollar before a variable stays', () => assert.equal(substitute('$${a} {a} $a ${', upper), '$A {a} $a ${'));

test('a value that looks like a variable is not replaced again', () =>
  assert.equal(
    substitute('${a}', () => '${a}$&'),
    '${a}$&',
  ));

test('text without variables is unchanged', () =>
  fc.assert(fc.property(fc.string(), (text) => text.includes('${') || substitute(text, upper) === text)));

test('literals and values come out in their places', () =>
  fc.assert(
    fc.property(fc.array(fc.record({ text: fc.stringMatching(/^[^$]*$/), literal: fc.boolean() })), (parts) => {
      const template = parts.map(({ text, literal }) => `${text}\${${literal ? '!' : ''}name}`).join('');
      const expected = parts.map(({ text, literal }) => text + (literal ? '${name}' : 'NAME')).join('');
      assert.equal(substitute(template, upper), expected);
    }),
  ));
