import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FITS, LOG_LEVELS, MAX_BOX_SIDE, OUTPUT_FORMATS } from '../../src/handler/environment.ts';
import { imagePipeline } from '../../src/synth/image-pipeline.ts';
import { parameterGroups, parameters } from '../../src/synth/parameters.ts';

const names = Object.keys(parameters).sort();
const entries: [string, { Default?: unknown; Description: string }][] = Object.entries(parameters);

test('every parameter is in exactly one group of the console', () => {
  assert.deepEqual(parameterGroups.flatMap((group) => group.Parameters).sort(), names);
});

test('every parameter is used', () => {
  const { Conditions, Resources, Outputs } = imagePipeline();
  const text = JSON.stringify({ Conditions, Resources, Outputs });
  const used = names.filter((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`));
  assert.deepEqual(used, names);
});

test('every condition is used', () => {
  const { Conditions, Resources } = imagePipeline();
  const text = JSON.stringify(Resources);
  for (const name of Object.keys(Conditions)) {
    assert.ok(text.includes(`"Condition":"${name}"`) || text.includes(`{"Fn::If":["${name}",`), name);
  }
});

test('every parameter has a description, and a limit or a list of values', () => {
  for (const [name, parameter] of entries) {
    assert.ok(parameter.Description.length > 10, name);
    const limits = ['AllowedValues', 'AllowedPattern', 'MinValue'].filter((each) => each in parameter);
    assert.ok(limits.length > 0, `${name} takes anything`);
  }
});

test('the defaults are those of the documentation', () => {
  const defaults = Object.fromEntries(entries.map(([name, { Default }]) => [name, Default]));
  assert.deepEqual(
    { ...defaults },
    {
      ...defaults,
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
  const { ImageWidth, ImageHeight, ImageFit, OutputFormat, LogLevel } = parameters;
  assert.deepEqual([ImageWidth.MaxValue, ImageHeight.MaxValue], [MAX_BOX_SIDE, MAX_BOX_SIDE]);
  assert.deepEqual(ImageFit.AllowedValues, [...FITS]);
  assert.deepEqual(OutputFormat.AllowedValues, [...OUTPUT_FORMATS]);
  assert.deepEqual(LogLevel.AllowedValues, [...LOG_LEVELS]);
});
