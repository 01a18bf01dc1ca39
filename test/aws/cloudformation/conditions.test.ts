import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resolveYaml } from './stack.ts';

const withConditions = (conditions: string, parameters: Record<string, string> = {}) =>
  resolveYaml(
    `
Parameters:
  Count: { Type: Number, Default: 0 }
  Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /a }
Conditions:
  Always: !Equals [a, a]
  Never: !Equals [a, A]
  Unknown: !Equals [!Ref Secret, a]
${conditions}
Resources:
  It: { Type: T, Condition: It }
`,
    parameters,
  );

const outcome = (expression: string): boolean | undefined => withConditions(`  It: ${expression}`).conditions['It'];

suite('a condition', () => {
  const cases: [string, boolean | undefined][] = [
    ['!Equals [!Ref Count, 0]', true],
    ['!Equals [!Ref Count, "0"]', true],
    ['!Equals [!Ref Count, 1]', false],
    ['!Equals ["true", true]', true],
    ['!Equals [!Ref AWS::Region, eu-west-1]', true],
    ['!Not [!Condition Always]', false],
    ['!And [!Condition Always, !Not [!Condition Never]]', true],
    ['!And [!Condition Always, !Condition Never]', false],
    ['!Or [!Condition Never, !Condition Always]', true],
    ['!Or [!Condition Never, !Condition Never]', false],
    ['{Condition: Always}', true],
    ['!And [!Condition Unknown, !Condition Never]', false],
    ['!And [!Condition Unknown, !Condition Always]', undefined],
    ['!Or [!Condition Unknown, !Condition Always]', true],
    ['!Or [!Condition Unknown, !Condition Never]', undefined],
    ['!Not [!Condition Unknown]', undefined],
  ];
  for (const [expression, expected] of cases)
    test(`${expression} is ${expected ?? 'unknown'}`, () => assert.equal(outcome(expression), expected));

  test('follows a given parameter', () =>
    assert.equal(withConditions('  It: !Equals [!Ref Count, 0]', { Count: '5' }).conditions['It'], false));
});

suite('a condition that is wrong is a problem', () => {
  const cases: [string, string][] = [
    ['!Condition Missing', 'Expected a condition of the template but received Missing'],
    ['!And [!Condition Always]', 'Expected 2 to 10 arguments for Fn::And but received [{"Condition":"Always"}]'],
    ['!Equals [a]', 'Expected 2 arguments for Fn::Equals but received ["a"]'],
    ['!Equals [[a], a]', 'Expected two single values for Fn::Equals but received [["a"],"a"]'],
    ['!Ref Count', 'Expected Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition but received {"Ref":"Count"}'],
    ['true', 'Expected Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition but received true'],
    ['!Equals [!Ref It, a]', 'Expected a condition not to depend on a resource but received Ref It'],
    ['!Equals [!Ref Missing, a]', 'Expected Ref Missing to name a parameter or a resource of the template'],
  ];
  for (const [expression, expected] of cases)
    test(expression, () => {
      const { problems, resources, conditions } = withConditions(`  It: ${expression}`);
      assert(
        problems.some(({ message }) => message === expected),
        JSON.stringify(problems),
      );
      assert.equal(conditions['It'], undefined);
      assert(resources['It'], 'a resource on an unknown condition is taken as active');
    });

  test('going round in a circle', () => {
    const { problems } = withConditions('  It: !Not [!Condition Back]\n  Back: !Or [!Condition It, !Condition Always]');
    assert(
      problems.some(
        ({ path, message }) => path[1] === 'It' && message === 'Expected condition It not to depend on itself',
      ),
    );
  });
});
