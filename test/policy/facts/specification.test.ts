import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specificationFindings } from '../../../policy/facts/specification.ts';

const findings = (Type: string, Properties: Record<string, unknown>) =>
  specificationFindings({ Type, Properties }).map(({ path, expected, received }) => [
    path.join('.'),
    expected,
    received,
  ]);

test('functions may stand for any value', () => {
  const Ref = { Ref: 'X' };
  assert.deepEqual(
    findings('AWS::SQS::Queue', { VisibilityTimeout: Ref, Tags: [Ref], RedrivePolicy: { 'Fn::Sub': '' } }),
    [],
  );
  assert.deepEqual(findings('AWS::S3::Bucket', { VersioningConfiguration: { 'Fn::FindInMap': ['a', 'b', 'c'] } }), []);
});

test('both branches of a condition are looked into', () => {
  const branches = { 'Fn::If': ['C', { Status: 'Enabled' }, { State: 'Enabled' }] };
  assert.deepEqual(findings('AWS::S3::Bucket', { VersioningConfiguration: branches }), [
    ['VersioningConfiguration.Fn::If.2', 'Status', 'nothing'],
    ['VersioningConfiguration.Fn::If.2.State', 'a property that is known here; did you mean Status?', 'State'],
  ]);
});

test('values may be written as text where CloudFormation converts them', () => {
  const written = { DelaySeconds: '5', FifoQueue: 'true', QueueName: 7 };
  assert.deepEqual(findings('AWS::SQS::Queue', written), []);
});

const WRONG: Record<string, [string, Record<string, unknown>, string[]]> = {
  'a number that is a word': [
    'AWS::SQS::Queue',
    { DelaySeconds: 'five' },
    ['DelaySeconds', 'a value of type integer', 'five'],
  ],
  'a boolean that is a word': [
    'AWS::SQS::Queue',
    { FifoQueue: 'yes' },
    ['FifoQueue', 'one of true, false, true, false', 'yes'],
  ],
  'a list that is a value': ['AWS::SQS::Queue', { Tags: 'a' }, ['Tags', 'a value of type array', 'a']],
  'a value that is a map': [
    'AWS::SQS::Queue',
    { QueueName: { Name: 'a' } },
    ['QueueName', 'a value of type string or number or boolean', '{"Name":"a"}'],
  ],
  'a tag without a value': ['AWS::SQS::Queue', { Tags: [{ Key: 'a' }] }, ['Tags.0', 'Value', 'nothing']],
  'a value that is not permitted': [
    'AWS::Lambda::Function',
    { Role: 'a', Code: {}, TracingConfig: { Mode: 'On' } },
    ['TracingConfig.Mode', 'one of Active, PassThrough', 'On'],
  ],
  'a missing property': ['AWS::Lambda::Function', { Code: {} }, ['', 'Role', 'nothing']],
};

for (const [what, [type, properties, expected]] of Object.entries(WRONG))
  test(`${what} is refused`, () => {
    assert.deepEqual(findings(type, properties), [expected]);
  });

test('a property that is first used later is known as well', () => {
  assert.deepEqual(findings('AWS::SNS::Topic', { DisplayName: 'a' }), []);
  assert.deepEqual(findings('AWS::SNS::Topic', { FifoTopic: 'perhaps' }).length, 1);
});

test('a type that is not known says nothing here', () => {
  assert.deepEqual(findings('Custom::Thing', { Any: 1 }), []);
});
