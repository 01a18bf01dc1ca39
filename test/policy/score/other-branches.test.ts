import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingOf } from '../../../policy/engine/setting.ts';
import { otherBranches } from '../../../policy/score/other-branches.ts';
import { resolveTemplate } from '../../../src/aws/cloudformation/resolve.ts';
import { checkDeployment } from '../../../src/pipeline/deployment.ts';
import { committed } from '../committed.ts';

test('every condition of the committed template comes out the other way than under the defaults', async () => {
  const { template } = await committed();
  const conditionsUnder = (parameters: Record<string, string>) =>
    resolveTemplate(template, settingOf(template, 'defaults', parameters).settings).conditions;
  const usual = conditionsUnder({});
  assert.ok(Object.keys(usual).length > 0);
  const others = otherBranches(template).map(conditionsUnder);
  for (const [name, holds] of Object.entries(usual))
    assert.ok(
      others.some((conditions) => conditions[name] === !holds),
      name,
    );
});

test('they are values that a deployment could have', async () => {
  const { template, file } = await committed();
  const deployment = { name: 'other', file: 'other.yaml', templateFilePath: file, tags: {} };
  for (const parameters of otherBranches(template))
    assert.deepEqual(checkDeployment({ ...deployment, parameters }, template), []);
});

test('a condition that no single parameter decides is left as it is', () => {
  const template = {
    Parameters: { Stage: { Type: 'String', Default: 'test' } },
    Conditions: { InIreland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
  };
  assert.deepEqual(otherBranches(template), []);
});
