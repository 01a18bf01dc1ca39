import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { assertEmbeddedMetrics } from '../embedded-metrics.ts';

type Schema = { oneOf: { title: string }[]; $defs: { code: { enum: string[] } } };

const FILE = new URL('../../../src/handler/logging/log-line.schema.json', import.meta.url);

export const LOG_LINE_SCHEMA: Schema = JSON.parse(await readFile(FILE, 'utf8'));

/** That the schema is one is tested once, and not wherever lines are checked by it. */
const isLogLine = new Ajv2020({
  strict: true,
  strictRequired: false,
  allErrors: true,
  validateSchema: false,
}).compile(LOG_LINE_SCHEMA);

/** Of the metrics of an image, which have no message. */
export const METRICS_TITLE = 'The metrics of an image';

/** Of the embedded metric format; CloudWatch Logs takes a line of 1 MB. */
const MAX_BYTES = 262_144;

/** Checks a line that the handler wrote against the documented schema, and its metrics against CloudWatch's. */
export function assertLogLine(line: Record<string, unknown>): void {
  const text = JSON.stringify(line);
  assert.ok(isLogLine(line), `${JSON.stringify(isLogLine.errors?.slice(0, 3))} in ${text}`);
  assert.ok(Buffer.byteLength(text) <= MAX_BYTES, text.slice(0, 200));
  if ('_aws' in line) assertEmbeddedMetrics(line);
}
