import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { resourceType, typeDefinition } from '../../../policy/facts/resource-types.ts';

const database = loadAwsServiceSpecSync();

test('every resource type is what the library of the specification reads', () => {
  const all = database.all('resource');
  assert.ok(all.length > 1000);
  for (const resource of all) assert.deepEqual(resourceType(resource.cloudFormationType), resource);
});

test('every definition of a type is what the library of the specification reads', () => {
  const all = database.all('typeDefinition');
  assert.ok(all.length > 5000);
  for (const definition of all) assert.deepEqual(typeDefinition(definition.$id), definition);
});

test('what the specification does not have is nothing', () => {
  assert.equal(resourceType('AWS::SQS::Queues'), undefined);
  assert.equal(typeDefinition('AWS::SQS::Queue'), undefined);
  assert.equal(
    typeDefinition(database.lookup('resource', 'cloudFormationType', 'equals', 'AWS::SQS::Queue').only().$id),
    undefined,
  );
});
