import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkParameters } from '../../../src/aws/cloudformation/parameters.ts';
import type { TemplateParameter } from '../../../src/aws/cloudformation/template.ts';

const check = (parameter: TemplateParameter, value?: string) =>
  checkParameters({ Parameters: { It: parameter } }, value === undefined ? {} : { It: value });

suite('a value that the parameter takes is no problem', () => {
  const cases: [TemplateParameter, string][] = [
    [{ Type: 'String' }, ''],
    [{ Type: 'Number' }, '0'],
    [{ Type: 'Number' }, '-1.5'],
    [{ Type: 'Number', MinValue: 2, MaxValue: '5' }, '2'],
    [{ Type: 'Number', MinValue: 2, MaxValue: '5' }, '5'],
    [{ Type: 'Number', AllowedValues: [1, '3'] }, '3'],
    [{ Type: 'String', AllowedValues: [true, 1] }, 'true'],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'abc'],
    [{ Type: 'String', AllowedPattern: '^$|^a\\-b$' }, 'a-b'],
    [{ Type: 'String', MinLength: '1', MaxLength: 2 }, 'ab'],
    [{ Type: 'List<Number>', MaxValue: 9 }, '1, 9'],
    [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a,b'],
    [{ Type: 'AWS::EC2::VPC::Id' }, 'vpc-1'],
    [{ Type: 'AWS::SSM::Parameter::Value<String>' }, '/a/b'],
  ];
  for (const [parameter, value] of cases)
    test(`${JSON.stringify(parameter)} takes '${value}'`, () => assert.deepEqual(check(parameter, value), []));
});

suite('a value that it does not take is one problem that says what it takes', () => {
  const cases: [TemplateParameter, string | undefined, string, string][] = [
    [{ Type: 'Number' }, 'abc', 'a number', 'abc'],
    [{ Type: 'Number' }, '', 'a number', "''"],
    [{ Type: 'Number' }, '012', 'a number', '012'],
    [{ Type: 'Number' }, '0x10', 'a number', '0x10'],
    [{ Type: 'Number' }, '1e3', 'a number', '1e3'],
    [{ Type: 'Number', MinValue: 2, MaxValue: 5 }, '1', 'a number from 2 to 5', '1'],
    [{ Type: 'Number', MinValue: 2, MaxValue: 5 }, '6', 'a number from 2 to 5', '6'],
    [{ Type: 'Number', MinValue: 2 }, '1', 'a number of at least 2', '1'],
    [{ Type: 'Number', MaxValue: 2 }, '3', 'a number of at most 2', '3'],
    [{ Type: 'Number', AllowedValues: [1, 3] }, '2', 'one of 1, 3', '2'],
    [{ Type: 'String', AllowedValues: ['', 'a'] }, 'b', "one of '', a", 'b'],
    [{ Type: 'String', AllowedPattern: 'a|b' }, 'ax', 'text matching a|b', 'ax'],
    [
      { Type: 'String', AllowedPattern: 'a', ConstraintDescription: 'the letter a' },
      'b',
      'text matching a (the letter a)',
      'b',
    ],
    [{ Type: 'String', MinLength: 2 }, 'a', 'text of at least 2 characters', 'a'],
    [{ Type: 'String', MinLength: 2, MaxLength: 3 }, 'abcd', 'text from 2 to 3 characters', 'abcd'],
    [{ Type: 'List<Number>' }, '1,b', 'a list, each a number', '1,b'],
    [{ Type: 'CommaDelimitedList', AllowedPattern: '[a-z]' }, 'a,B', 'a list, each text matching [a-z]', 'a,B'],
    [
      { Type: 'String', NoEcho: true, MinLength: 9 },
      'secret',
      'text of at least 9 characters',
      'a value that is not shown (NoEcho)',
    ],
    [{ Type: 'String' }, undefined, 'text', 'nothing'],
    [{ Type: 'Number', Default: 1, MinValue: 2 }, undefined, 'a number of at least 2', '1'],
  ];
  for (const [parameter, value, expected, received] of cases)
    test(`${JSON.stringify(parameter)} does not take ${value === undefined ? 'nothing' : `'${value}'`}`, () =>
      assert.deepEqual(check(parameter, value), [{ parameter: 'It', expected, received }]));
});

test('a name that is not declared is a problem, also one that every object has', () =>
  assert.deepEqual(
    checkParameters({ Parameters: {} }, { Other: '1', constructor: '2' }).map(({ parameter }) => parameter),
    ['Other', 'constructor'],
  ));

test('a required value may be missing when it is given elsewhere, but not be wrong', () => {
  const template = { Parameters: { Key: { Type: 'String', MinLength: 3 } } };
  assert.deepEqual(checkParameters(template, {}, ['Key']), []);
  assert.equal(checkParameters(template, { Key: 'a' }, ['Key']).length, 1);
});

suite('a pattern of Java that JavaScript does not read alike is a problem', () => {
  for (const AllowedPattern of ['\\p{Alpha}', 'a++', '(?i)a', '[a-z&&[^b]]', '\\Aa\\z'])
    test(AllowedPattern, () =>
      assert.deepEqual(check({ Type: 'String', AllowedPattern }, 'a'), [
        { parameter: 'It', expected: 'an AllowedPattern that JavaScript reads as Java does', received: AllowedPattern },
      ]),
    );
});

test('allowed values that are the same twice, or none, are no error', () => {
  assert.deepEqual(check({ Type: 'Number', AllowedValues: [1, '1'] }, '1'), []);
  assert.deepEqual(check({ Type: 'String', AllowedValues: [] }, 'a'), []);
});
