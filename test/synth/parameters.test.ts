import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TemplateParameter } from '../../src/aws/cloudformation/template.ts';
import { FITS, LOG_LEVELS, MAX_BOX_SIDE, OUTPUT_FORMATS } from '../../src/handler/settings/environment.ts';
import { alternatives, synthesized } from '../synthesized.ts';

const parametersOf = (choices = {}): Record<string, TemplateParameter> =>
  synthesized(choices).template.Parameters ?? {};
const defaults = parametersOf();

for (const choices of [{}, ...alternatives()]) {
  const title = JSON.stringify(choices);
  const { Metadata = {}, Parameters = {}, Conditions = {}, Resources, Outputs } = synthesized(choices).template;
  const names = Object.keys(Parameters);

  test(`${title}: every parameter is in exactly one group of the console, and they stand in that order`, () => {
    const { ParameterGroups } = Metadata['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[];
    };
    assert.deepEqual(
      ParameterGroups.flatMap((group) => group.Parameters),
      names,
    );
  });

  test(`${title}: every parameter is used`, () => {
    const text = JSON.stringify({ Conditions, Resources, Outputs });
    assert.deepEqual(
      names.filter((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`)),
      names,
    );
  });

  test(`${title}: every condition is used`, () => {
    const text = JSON.stringify(Resources);
    for (const name of Object.keys(Conditions))
      assert.ok(text.includes(`"Condition":"${name}"`) || text.includes(`{"Fn::If":["${name}",`), name);
  });

  test(`${title}: every parameter has a description, and a limit or a list of values`, () => {
    for (const [name, parameter] of Object.entries(Parameters)) {
      assert.ok((parameter.Description ?? '').length > 10, name);
      const limits = ['AllowedValues', 'AllowedPattern', 'MinValue'].filter((each) => each in parameter);
      assert.ok(limits.length > 0, `${name} takes anything`);
    }
  });
}

test('the defaults are those of the documentation', () => {
  const values = Object.fromEntries(Object.entries(defaults).map(([name, { Default }]) => [name, Default]));
  assert.deepEqual(
    { ...values },
    {
      ...values,
      ImageWidth: 800,
      ImageHeight: 600,
      UploadRetentionDays: 90,
      LogRetentionDays: 30,
      ReservedConcurrency: 10,
      MaximumConcurrency: 5,
      VisibilityTimeout: 300,
      MessageRetentionPeriod: 345_600,
      MaxReceiveCount: 3,
      LogLevel: 'INFO',
      MemorySize: 512,
      BatchSize: 10,
      ProcessedInfrequentAccessDays: 90,
      ProcessedGlacierDays: 180,
    },
  );
});

test('the template lets through what the handler accepts, and nothing else', () => {
  const { ImageWidth, ImageHeight, ImageFit, OutputFormat, LogLevel } = defaults;
  assert.deepEqual([ImageWidth?.MaxValue, ImageHeight?.MaxValue], [MAX_BOX_SIDE, MAX_BOX_SIDE]);
  assert.deepEqual(ImageFit?.AllowedValues, [...FITS]);
  assert.deepEqual(OutputFormat?.AllowedValues, [...OUTPUT_FORMATS]);
  assert.deepEqual(LogLevel?.AllowedValues, [...LOG_LEVELS]);
});
