import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompositeRule } from '../../../../src/aws/cloudwatch/alarms/composite-alarm.ts';

const STATES = { cpu: 'ALARM', disk: 'OK', network: 'INSUFFICIENT_DATA' } as const;
const holds = (rule: string) => readCompositeRule(rule).holds((alarm) => STATES[alarm as keyof typeof STATES]);

const CASES: [string, boolean][] = [
  ['ALARM("cpu") AND ALARM("disk")', false],
  ['ALARM(cpu) AND NOT ALARM(disk)', true],
  ['(ALARM(cpu) OR ALARM(disk)) AND OK(network)', false],
  ['ALARM(disk) AND ALARM(disk) OR ALARM(cpu)', true],
  ['ALARM(cpu) OR ALARM(cpu) AND ALARM(disk)', true],
  ['NOT (OK(disk) AND INSUFFICIENT_DATA(network))', false],
  ['FALSE OR TRUE', true],
];
for (const [rule, expected] of CASES)
  test(`${rule} is ${expected}`, () => {
    assert.equal(holds(rule), expected);
  });

test('a rule names the alarms in it, by name or ARN', () => {
  const { alarms } = readCompositeRule('ALARM("a b") OR NOT OK(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:c)');
  assert.deepEqual(alarms, ['a b', 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:c']);
});

for (const rule of ['AT_LEAST(2, ALARM, (a, b))', 'ALARM("a") XOR ALARM("b")', 'ALARM("a"', '', 'ALARM()'])
  test(`${JSON.stringify(rule)} is an error`, () => {
    assert.throws(() => readCompositeRule(rule), { name: 'UnknownPart' });
  });
