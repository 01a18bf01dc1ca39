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

/** Rules that forbid what neither committed template has. */
const FORBID = ['STACK-11'];

test('every rule has something to look at in a committed template, but those that forbid what none of them has', async () => {
  const [first = [], second = []] = await Promise.all(
    ['image-pipeline.yaml', 'bootstrap.yaml'].map(async (name) => notApplicableTo(await committed(name))),
  );
  assert.deepEqual(
    first.filter((id) => second.includes(id)),
    FORBID,
  );
});

test('in a template with a queue alone rules on queues apply, and none on another service', () => {
  const missing = notApplicableTo(written('Resources: { Jobs: { Type: "AWS::SQS::Queue" } }'));
  const applied = rules.map(({ id }) => id).filter((id) => !missing.includes(id));
  assert.ok(applied.includes('SQS-1'));
  assert.deepEqual(
    applied.filter((id) => /^(?:S3|LAMBDA|VPC|LOGS|ALARM|SNS|KMS)-/.test(id)),
    [],
  );
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
