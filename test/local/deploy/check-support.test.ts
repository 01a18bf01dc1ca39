import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResolvedResource } from '../../../src/aws/cloudformation/attribute-of.ts';
import { checkSupport } from '../../../src/local/deploy/check-support.ts';

const resource = (Type: string, Properties: Record<string, unknown>): Record<string, ResolvedResource> => ({
  Thing: { LogicalId: 'Thing', Type, Properties, DependsOn: [] },
});

const problemsOf = (Type: string, Properties: Record<string, unknown>): string[] =>
  checkSupport(resource(Type, Properties)).problems;

test('a type that the local run does not know is a problem that names it', () => {
  assert.deepEqual(problemsOf('AWS::DynamoDB::Table', {}), [
    'Expected a type that the local run knows for Thing but received AWS::DynamoDB::Table',
  ]);
});

test('so is a property that changes permissions or routing, at any depth and in lists', () => {
  assert.deepEqual(problemsOf('AWS::SQS::Queue', { VisibilityTimeout: 30, FifoQueue: true }), [
    'Expected a property of AWS::SQS::Queue that the local run knows for Thing but received FifoQueue',
  ]);
  const QueueConfigurations = [{ Event: 's3:ObjectCreated:*', Queue: 'q', Filter: { S3Key: { Regex: '.*' } } }];
  assert.deepEqual(problemsOf('AWS::S3::Bucket', { NotificationConfiguration: { QueueConfigurations } }), [
    'Expected a property of AWS::S3::Bucket that the local run knows for Thing but received NotificationConfiguration.QueueConfigurations.Filter.S3Key.Regex',
  ]);
});

test('any other property that it does not know has a note', () => {
  const { notes, problems } = checkSupport(resource('AWS::SQS::Queue', { KmsMasterKeyId: 'alias/x' }));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    notes.map(({ property, isUnknown }) => [property, isUnknown]),
    [['KmsMasterKeyId', true]],
  );
});

test('what has no effect has a reason, and what has one has none', () => {
  const { notes } = checkSupport(resource('AWS::SQS::Queue', { VisibilityTimeout: 30, Tags: [] }));
  assert.deepEqual(
    notes.map(({ property, reason }) => [property, reason]),
    [
      ['VisibilityTimeout', undefined],
      ['Tags', 'a label, for people'],
    ],
  );
});
