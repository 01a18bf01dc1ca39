import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAt } from '../../../policy/engine/deployed.ts';
import { isUnknowable, mapOf, numberOf, numberOr } from '../../../policy/engine/values.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';

const TEMPLATE = {
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'photos',
        LoggingConfiguration: { 'Fn::ImportValue': 'elsewhere' },
        Tags: [{ Key: 'a', Value: '{{resolve:ssm:tag}}' }],
        VersioningConfiguration: {},
      },
    },
  },
};
const pseudo = {
  StackName: 's',
  AccountId: '123456789012',
  Region: 'eu-west-1',
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: 'arn',
  NotificationARNs: [],
};
const bucket = resolveTemplate(TEMPLATE, { parameters: {}, pseudo }).resources['Bucket'] ?? assert.fail('no bucket');

test('what is absent is undefined, also below what is absent', () => {
  assert.equal(valueAt(bucket, ['VersioningConfiguration', 'Status']), undefined);
  assert.equal(valueAt(bucket, ['LifecycleConfiguration', 'Rules', 0, 'Status']), undefined);
  assert.equal(valueAt(bucket, ['BucketName', 'length']), undefined);
});

test('what cannot be known is not absent, nor is what is below it', () => {
  for (const path of [['LoggingConfiguration'], ['LoggingConfiguration', 'LogFilePrefix'], ['Tags', 0, 'Value']]) {
    assert.notEqual(valueAt(bucket, path), undefined);
    assert.ok(isUnknowable(valueAt(bucket, path)), path.join('.'));
  }
  assert.equal(isUnknowable(valueAt(bucket, ['BucketName'])), false);
});

test('a number that cannot be known is the one that a rule assumes, one that is absent is none', () => {
  assert.equal(numberOr(valueAt(bucket, ['LoggingConfiguration', 'Days']), 7), 7);
  assert.equal(numberOr(valueAt(bucket, ['VersioningConfiguration', 'Days']), 7), undefined);
});

test('a value that may be unknowable is read as a number or a map only after isUnknowable was asked', () => {
  const value = valueAt(bucket, ['VersioningConfiguration']);
  // @ts-expect-error: it could be unknowable, and would count as no number
  assert.equal(numberOf(value), undefined);
  // @ts-expect-error: it could be unknowable, and would count as an empty map
  assert.deepEqual(mapOf(value), {});
  assert.deepEqual(isUnknowable(value) ? 'unknowable' : mapOf(value), {});
});
