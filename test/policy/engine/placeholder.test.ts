import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placeholder } from '../../../policy/engine/placeholder.ts';
import { checkParameters } from '../../../src/aws/cloudformation/parameters.ts';
import type { TemplateParameter } from '../../../src/aws/cloudformation/template.ts';

const PARAMETERS: Record<string, TemplateParameter> = {
  'text of any kind': { Type: 'String' },
  'text of some length': { Type: 'String', MinLength: 30, MaxLength: 40 },
  'text of a pattern': { Type: 'String', AllowedPattern: '[A-Z]{3}-[0-9]{4}' },
  'a bucket name': { Type: 'String', AllowedPattern: '[a-z0-9][a-z0-9-]{1,61}[a-z0-9]' },
  'an address': { Type: 'String', AllowedPattern: '[^@ ]+@[^@ ]+[.][^@ ]+' },
  'one of some': { Type: 'String', AllowedValues: ['red', 'green'] },
  'a number within limits': { Type: 'Number', MinValue: 17, MaxValue: 18 },
  'a number that is at most': { Type: 'Number', MaxValue: -3 },
  'a list of numbers': { Type: 'List<Number>', MinValue: 5 },
  'a list of texts': { Type: 'CommaDelimitedList', AllowedPattern: '[a-z]+' },
  'a subnet': { Type: 'AWS::EC2::Subnet::Id' },
  'several subnets': { Type: 'List<AWS::EC2::Subnet::Id>' },
};

for (const [what, parameter] of Object.entries(PARAMETERS))
  test(`there is a value for ${what}, always the same`, () => {
    const value = placeholder('Thing', parameter);
    assert.ok(value !== undefined);
    assert.deepEqual(checkParameters({ Parameters: { Thing: parameter } }, { Thing: value }), []);
    assert.equal(placeholder('Thing', parameter), value);
  });

test('there is none where the constraints exclude everything', () => {
  assert.equal(placeholder('Thing', { Type: 'Number', MinValue: 2, MaxValue: 1 }), undefined);
});

test('another value than a given one can be asked for', () => {
  const parameter = { Type: 'String', AllowedValues: ['red', 'green'] };
  assert.deepEqual(
    [placeholder('Thing', parameter, 'red'), placeholder('Thing', parameter, 'green')],
    ['green', 'red'],
  );
});

test('a value that is given satisfies the constraints, whatever they are', () => {
  const limits = fc.record(
    { MinValue: fc.integer(), MaxValue: fc.integer(), MinLength: fc.nat(50), AllowedPattern: fc.string() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.constantFrom('String', 'Number', 'CommaDelimitedList', 'Odd'), limits, (Type, rest) => {
      const value = placeholder('Thing', { Type, ...rest });
      if (value === undefined) return;
      assert.deepEqual(checkParameters({ Parameters: { Thing: { Type, ...rest } } }, { Thing: value }), []);
    }),
    { numRuns: 100 },
  );
});
