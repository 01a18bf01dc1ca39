import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { rules } from '../../../policy/rules/all-rules.ts';
import { showScore, sweep } from '../../../policy/score/sweep.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';
import { committed } from '../committed.ts';

for (const name of ['bootstrap.yaml', 'image-pipeline.yaml'])
  test(`every change of ${name} is caught by a rule or accepted`, async (t) => {
    const source = await committed(name);
    const score = sweep(source);
    const shown = showScore(source.file, score);
    t.diagnostic(shown);
    const readme = await readFile('README.md', 'utf8');
    assert.ok(readme.includes(`\n${shown}\n`), `Expected README.md to say: ${shown}`);
    assert.ok(readme.includes(`\n${rules.length} rules judge`), `Expected README.md to speak of ${rules.length} rules`);
    assert.deepEqual(score.uncaught, []);
    assert.deepEqual(score.unused, [], 'entries of policy/score/accepted-mutations.ts that no change needs');
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
