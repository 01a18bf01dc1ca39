import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf } from '../../../policy/engine/configuration.ts';
import { alternateSettings } from '../../../policy/score/alternate-settings.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import { checkDeployment } from '../../../src/pipeline/deployment.ts';
import { committed } from '../committed.ts';

test('every condition of the committed template gets the value that it does not have with the defaults', async () => {
  const { template } = await committed();
  const conditionsUnder = (parameters: Record<string, string>) =>
    resolveTemplate(template, configurationOf(template, 'defaults', parameters).settings).conditions;
  const usual = conditionsUnder({});
  assert.ok(Object.keys(usual).length > 0);
  const others = alternateSettings(template).map(conditionsUnder);
  for (const [name, holds] of Object.entries(usual))
    assert.ok(
      others.some((conditions) => conditions[name] === !holds),
      name,
    );
});

test('they are values that a deployment could have', async () => {
  const { template, file } = await committed();
  const deployment = { name: 'other', file: 'other.yaml', templateFilePath: file, tags: {} };
  for (const parameters of alternateSettings(template))
    assert.deepEqual(checkDeployment({ ...deployment, parameters }, template), []);
});

test('a condition that no single parameter decides is left as it is', () => {
  const template = {
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Conditions: { InIreland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
  };
  assert.deepEqual(alternateSettings(template), []);
});
