import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf } from '../../../policy/engine/configuration.ts';
import type { Template } from '../../../src/aws/cloudformation/template.ts';

const RESOURCES = { Topic: { Type: 'AWS::SNS::Topic' } };
const regionFor = (Mappings: Record<string, unknown>) =>
  configurationOf({ Resources: RESOURCES, Mappings } as unknown as Template, 'defaults', {}).settings.pseudo.Region;

test('what has no default gets a placeholder, which is told; what is given or has a default does not', () => {
  const Parameters = {
    Given: { Type: 'String' },
    Kept: { Type: 'String', Default: '' },
    Missing: { Type: 'Number', MinValue: 4 },
  };
  const { settings, placeholders } = configurationOf({ Resources: RESOURCES, Parameters }, 'staging', { Given: 'x' });
  assert.deepEqual(placeholders, { Missing: '4' });
  assert.deepEqual(settings.parameters, { Given: 'x', Missing: '4' });
});

test('the Region has a name as long as any', () => {
  assert.equal(regionFor({}).length, 'ap-southeast-2'.length);
  assert.equal(regionFor({ Sizes: { small: { a: 1 } } }), regionFor({}));
});

test('it is one that the maps of a template know', () => {
  assert.equal(regionFor({ Images: { 'us-east-1': {}, 'eu-central-1': {} } }), 'eu-central-1');
  assert.equal(regionFor({ Images: { 'us-east-1': {}, 'eu-central-1': {} }, More: { 'us-east-1': {} } }), 'us-east-1');
});

test('every deployment has a stack of its own', () => {
  const names = ['defaults', 'staging', 'production'].map(
    (name) => configurationOf({ Resources: RESOURCES }, name, {}).settings.pseudo.StackName,
  );
  assert.equal(new Set(names).size, 3);
});
