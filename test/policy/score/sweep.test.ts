import assert from 'node:assert/strict';
import { test } from 'node:test';
import { committedSubjects } from '../../../policy/engine/subject.ts';
import { rules } from '../../../policy/rules/all-rules.ts';
import { showScore, sweep } from '../../../policy/score/sweep.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';
import { assertFigure } from '../../readme-figures.ts';

test('every change of the committed templates is caught by a rule or accepted, and the README says how many', async (t) => {
  const shown: string[] = [];
  for (const { source } of await committedSubjects()) {
    const score = sweep(source);
    shown.push(showScore(source.file, score));
    assert.deepEqual(score.uncaught, []);
    assert.deepEqual(score.unused, [], 'entries of policy/score/accepted-mutations.ts that no change needs');
  }
  for (const line of shown) t.diagnostic(line);
  await assertFigure('mutation-score', ['```', ...shown, '```', ''].join('\n'));
});

const QUEUE = `
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: true
      DelaySeconds: 0
`;

const small = { ...parseTemplate(QUEUE, 'queue.yaml'), bytes: QUEUE.length };
const encryption = rules.filter(({ id }) => id === 'SQS-1');

test('a change that no rule notices is named', () => {
  const { all, caught, uncaught } = sweep(small, [], encryption);
  assert.deepEqual(uncaught, [
    'remove Resources.Jobs',
    'remove Resources.Jobs.Properties.DelaySeconds',
    'step Resources.Jobs.Properties.DelaySeconds → 1',
    'step Resources.Jobs.Properties.DelaySeconds → -1',
  ]);
  assert.deepEqual(caught, { 'SQS-1': 3 });
  assert.equal(all, 7);
});

test('a change that is accepted is counted, and an entry that nothing needs is named', () => {
  const accepted = [
    { path: 'Resources.*.Properties.DelaySeconds', kinds: ['step'] as const, reason: 'A second.' },
    { path: 'Resources.*.Properties.SqsManagedSseEnabled', kinds: ['flip'] as const, reason: 'None.' },
  ];
  const score = sweep(small, accepted, encryption);
  assert.equal(score.accepted, 2);
  assert.deepEqual(score.unused, ['Resources.*.Properties.SqsManagedSseEnabled']);
});

test('a template that breaks a rule as it stands is not swept', () => {
  const text = QUEUE.replace('true', 'false');
  const weak = { ...parseTemplate(text, 'queue.yaml'), bytes: text.length };
  assert.throws(
    () => sweep(weak, [], encryption),
    /Expected queue\.yaml without changes to break no rule but received SQS-1/,
  );
});
