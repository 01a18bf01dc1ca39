import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf } from '../../policy/engine/configuration.ts';
import { judgeBy } from '../../policy/engine/judge.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { parseTemplate } from '../../src/aws/cloudformation/read.ts';
import { committed } from './committed.ts';

function notApplicableTo(source: Parameters<typeof judgeBy>[0]): string[] {
  const { applied } = judgeBy(source, [configurationOf(source.template, 'defaults', {})], rules);
  return rules.map(({ id }) => id).filter((id) => !applied.includes(id));
}

const written = (text: string) => ({ ...parseTemplate(text, 'other.yaml'), bytes: text.length });

test('the rules that have nothing to look at in the committed templates are known', async () => {
  assert.deepEqual(notApplicableTo(await committed('image-pipeline.yaml')), [
    'S3-19',
    'IAM-9',
    'IAM-16',
    'IAM-17',
    'KMS-6',
    'STACK-11',
  ]);
  const others = notApplicableTo(await committed('bootstrap.yaml')).filter(
    (id) => !/^(?:SQS|LAMBDA|VPC|LOGS|ALARM|SNS)-/.test(id),
  );
  assert.deepEqual(others, [
    'S3-8',
    'S3-20',
    'S3-10',
    'S3-18',
    'S3-13',
    'S3-15',
    'IAM-12',
    'IAM-13',
    'IAM-15',
    'STACK-5',
    'STACK-6',
    'STACK-11',
    'STACK-14',
    'STACK-16',
  ]);
});

test('in a template with a queue alone the rules on queues apply, and those on what it has not do not', () => {
  const missing = notApplicableTo(written('Resources: { Jobs: { Type: "AWS::SQS::Queue" } }'));
  const applied = rules.map(({ id }) => id).filter((id) => !missing.includes(id));
  assert.deepEqual(applied, [
    'SQS-1',
    'SQS-2',
    'SQS-3',
    'SQS-5',
    'SQS-6',
    'SQS-7',
    'SQS-8',
    'SQS-11',
    'SQS-12',
    'SQS-13',
    'IAM-10',
    'STACK-1',
    'STACK-2',
    'STACK-4',
    'STACK-7',
    'STACK-8',
    'STACK-9',
    'STACK-14',
    'STACK-18',
    'STACK-20',
    'STACK-19',
  ]);
});

test('a rule that has nothing to look at in one configuration applies where it has in another', () => {
  const source = written(`
Parameters: { HasQueue: { Type: String, Default: "no" } }
Conditions: { Queues: !Equals [ !Ref HasQueue, "yes" ] }
Resources:
  Topic: { Type: "AWS::SNS::Topic" }
  Jobs: { Type: "AWS::SQS::Queue", Condition: Queues }
`);
  const configurations = ['no', 'yes'].map((HasQueue) => configurationOf(source.template, HasQueue, { HasQueue }));
  const [first, ...both] = [configurations.slice(0, 1), configurations].map((each) => judgeBy(source, each, rules));
  assert.ok(!first?.applied.includes('SQS-1'));
  assert.ok(both[0]?.applied.includes('SQS-1'));
});
