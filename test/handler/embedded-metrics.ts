import assert from 'node:assert/strict';
import { Ajv } from 'ajv';

const UNITS = ['Count', 'Milliseconds', 'Bytes'];

/**
 * The parts of the specification's schema that we use; what else it allows is an error here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const EMBEDDED_SCHEMA = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer', minimum: 1 },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: { type: 'string', minLength: 1, maxLength: 1024 },
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: {
                  type: 'array',
                  minItems: 1,
                  maxItems: 30,
                  items: { type: 'string', minLength: 1, maxLength: 250 },
                },
              },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name', 'Unit'],
                  additionalProperties: false,
                  properties: { Name: { type: 'string', minLength: 1, maxLength: 1024 }, Unit: { enum: UNITS } },
                },
              },
            },
          },
        },
      },
    },
  },
};

/** That the schema is one is tested once, and not wherever metrics are checked by it. */
const isEmbedded = new Ajv({ allowUnionTypes: true, validateSchema: false }).compile(EMBEDDED_SCHEMA);

/** Checks a line of CloudWatch's embedded metric format: its structure, and that what it names is there. */
export function assertEmbeddedMetrics(line: Record<string, unknown>): void {
  assert.ok(isEmbedded(line), JSON.stringify(isEmbedded.errors));
  const { CloudWatchMetrics } = line['_aws'] as {
    CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  for (const { Dimensions, Metrics } of CloudWatchMetrics) {
    for (const name of Dimensions.flat())
      assert.ok(typeof line[name] === 'string' && line[name] !== '', `dimension ${name}`);
    for (const { Name } of Metrics) assert.ok(Number.isFinite(line[Name]), `metric ${Name}`);
  }
}
