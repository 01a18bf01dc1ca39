import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf } from '../../../policy/engine/configuration.ts';
import { judge } from '../../../policy/engine/judge.ts';
import type { Finding, Rule } from '../../../policy/engine/rule.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';

const TEXT = `Parameters:
  Size: { Type: Number, Default: 1 }
Resources:
  A:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: a
  B:
    Type: AWS::SNS::Topic
`;
const source = { ...parseTemplate(TEXT, 'topics.yaml'), bytes: TEXT.length };
const settings = [
  configurationOf(source.template, 'defaults', {}),
  configurationOf(source.template, 'large', { Size: '100' }),
];

const rule = (id: string, check: Rule['check']): Rule => ({
  id,
  title: 'A title',
  why: 'A reason.',
  reference: { url: 'https://docs.aws.amazon.com/', controls: ['x'] },
  check,
  mutants: [{ title: 'x', kind: 'single', mutate: () => {} }],
});
const finding = (...path: Finding['path']): Finding => ({ path, expected: 'x', received: 'y' });

test('findings are sorted by line, then by rule with its number as a number', () => {
  const rules = [
    rule('X-10', () => [finding('Resources', 'A'), finding('Parameters', 'Size')]),
    rule('X-9', () => [finding('Resources', 'B'), finding('Resources', 'A')]),
  ];
  const found = judge(source, settings, rules).map(({ line, rule: { id } }) => `${line} ${id}`);
  assert.deepEqual(found, ['2 X-10', '4 X-9', '4 X-10', '8 X-9']);
});

test('one finding in several configurations is one, and names them', () => {
  const [first, ...others] = judge(source, settings, [rule('X-1', () => [finding('Resources', 'A')])]);
  assert.deepEqual(first?.configurations, ['defaults', 'large']);
  assert.deepEqual(others, []);
});

test('a finding says in which configuration alone it holds', () => {
  const large = rule('X-1', ({ resolved }) =>
    resolved.parameters['Size'] === '100' ? [finding('Parameters', 'Size')] : [],
  );
  assert.deepEqual(
    judge(source, settings, [large]).map(({ configurations }) => configurations),
    [['large']],
  );
});

test('the path of what is missing is that of the nearest part that is there', () => {
  const missing = rule('X-1', () => [finding('Resources', 'A', 'Properties', 'KmsMasterKeyId', 'Fn::If', 0)]);
  assert.deepEqual(
    judge(source, settings, [missing]).map(({ path, line }) => ({ path, line })),
    [{ path: ['Resources', 'A', 'Properties'], line: 6 }],
  );
});
