import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilterPattern } from '../../src/aws/cloudwatch/logs/filter-pattern.ts';
import { matchesFilter } from '../../src/aws/cloudwatch/logs/match-filter.ts';
import { type Choice, isWanted, patternOf } from '../../src/ops/logs.ts';

const LINES = [
  { level: 'INFO', message: 'Processed an image', key: 'a b/ü.jpg', milliseconds: 80 },
  { level: 'INFO', message: 'Processed an image', key: 'a.jpg', milliseconds: 9000 },
  { level: 'ERROR', message: 'Failed to process an image', key: 'a.jpg', milliseconds: 20 },
  { level: 'ERROR', errorType: 'Runtime.ExitError' },
  ...['success', 'error', 'failure', 'timeout'].map((status) => ({ type: 'platform.report', record: { status } })),
  { type: 'platform.initReport', record: { status: 'error' } },
  { type: 'platform.start', record: { requestId: 'r' } },
];

const CHOICES: [wanted: number, choice: Partial<Choice>][] = [
  [10, {}],
  [2, { key: 'a.jpg' }],
  [1, { key: 'a b/ü.jpg' }],
  [6, { isErrors: true }],
  [1, { key: 'a.jpg', isErrors: true }],
  [1, { slow: 9000 }],
  [0, { slow: 9001, isErrors: true }],
];

for (const [count, choice] of CHOICES) {
  test(`CloudWatch leaves out no line that ${JSON.stringify(choice)} asks for`, () => {
    const whole = { key: undefined, isErrors: false, slow: 0, ...choice };
    const { pattern } = patternOf(whole);
    const lineOf = (fields: object) => ({
      id: '',
      time: new Date(),
      text: JSON.stringify(fields),
      fields: { ...fields },
    });
    const wanted = LINES.filter((fields) => isWanted(whole, lineOf(fields)));
    assert.equal(wanted.length, count);
    if (pattern === undefined) return;
    const condition = readFilterPattern(pattern);
    for (const fields of wanted) assert.ok(matchesFilter(fields, condition), `${pattern} on ${JSON.stringify(fields)}`);
  });
}
