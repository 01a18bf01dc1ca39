import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { configurationOf } from '../../policy/engine/configuration.ts';
import { ruleContext } from '../../policy/engine/judge.ts';
import { findingsIn } from '../../policy/engine/rule.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { changesOf } from '../../policy/score/changes.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { committed } from './committed.ts';

const TEMPLATES = 150;
const VALUES = 60; // each a judgement of the whole committed template

const NAMES = ['A', 'B', 'Size', 'AWS::Region', 'AWS::NoValue', 'AWS::AccountId', 'Nothing'];
const TYPES = [
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::Subnet',
  'AWS::KMS::Key',
  'Custom::Thing',
  'AWS::Nothing::AtAll',
];

/** Names that rules look for, so that odd values stand where they are looked for. */
const KEYS = [
  'Rules',
  'Statement',
  'PolicyDocument',
  'Action',
  'Resource',
  'Principal',
  'Condition',
  'Effect',
  'LifecycleConfiguration',
  'NotificationConfiguration',
  'QueueConfigurations',
  'RedrivePolicy',
  'deadLetterTargetArn',
  'Policies',
  'AssumeRolePolicyDocument',
  'Environment',
  'Variables',
  'AlarmRule',
  'Dimensions',
  'Metrics',
  'MetricTransformations',
  'DashboardBody',
  'VpcConfig',
  'SubnetIds',
  'Transitions',
  'Tags',
];

const text = fc.oneof(
  fc.constantFrom('', '*', 'Allow', 'Deny', '2012-10-17', 'arn:aws:s3:::x', '${A.Arn}', '{"a":'),
  fc.string(),
);

const { value } = fc.letrec<{ value: unknown; leaf: unknown; called: unknown; map: unknown; list: unknown }>((tie) => ({
  leaf: fc.oneof(text, fc.integer(), fc.boolean(), fc.double(), fc.constant(null)),
  called: fc.oneof(
    fc.constantFrom(...NAMES).map((Ref) => ({ Ref })),
    fc.tuple(fc.constantFrom(...NAMES), text).map((at) => ({ 'Fn::GetAtt': at })),
    text.map((sub) => ({ 'Fn::Sub': sub })),
    fc.tuple(fc.constantFrom('Holds', 'Fails', 'None'), tie('value'), tie('value')).map((all) => ({ 'Fn::If': all })),
    tie('value').map((argument) => ({ 'Fn::Join': argument })),
  ),
  map: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value'), { maxKeys: 4 }),
  list: fc.array(tie('value'), { maxLength: 3 }),
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('called'), tie('map'), tie('list')),
}));

const properties = fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), value, { maxKeys: 6 });

const template = fc
  .record(
    {
      Resources: fc.dictionary(
        fc.constantFrom('A', 'B', 'C', 'ImageFunction', 'ImageQueue', 'UploadBucket'),
        fc.record(
          { Type: fc.constantFrom(...TYPES), Properties: properties, DependsOn: fc.constantFrom('A', 'Nothing') },
          { requiredKeys: ['Type'] },
        ),
        { minKeys: 1 },
      ),
      Conditions: fc.constant({ Holds: { 'Fn::Equals': ['a', 'a'] }, Fails: { 'Fn::Equals': ['a', 'b'] } }),
      Parameters: fc.constant({ Size: { Type: 'Number', Default: 1 } }),
      Outputs: fc.dictionary(fc.constantFrom('X', 'Y'), fc.record({ Value: value })),
      Metadata: fc.dictionary(fc.string(), value, { maxKeys: 2 }),
    },
    { requiredKeys: ['Resources'] },
  )
  .map((odd) => odd as unknown as Template);

function judgeAll(odd: Template): void {
  const context = ruleContext(odd, configurationOf(odd, 'defaults', {}), 0);
  for (const rule of rules)
    for (const finding of findingsIn(rule.check(context))) {
      assert.ok(Array.isArray(finding.path), rule.id);
      assert.equal(typeof finding.expected, 'string', rule.id);
      assert.equal(typeof finding.received, 'string', rule.id);
    }
}

test('no rule fails on a template of odd shapes', () => {
  fc.assert(fc.property(template, judgeAll), { numRuns: TEMPLATES });
});

test('no rule fails when any one value of the committed template is something odd', async () => {
  const source = await committed();
  const changes = [...changesOf(source.template)].filter(({ kind }) => kind === 'remove');
  fc.assert(
    fc.property(fc.constantFrom(...changes), value, ({ path }, odd) => {
      const changed = structuredClone(source.template) as unknown as Record<string, unknown>;
      const last = path.at(-1) as string;
      const parent = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, changed);
      if (path.length < 4) return; // what a resource is made of is checked when the file is read
      parent[last] = odd;
      judgeAll(changed as unknown as Template);
    }),
    { numRuns: VALUES },
  );
});
