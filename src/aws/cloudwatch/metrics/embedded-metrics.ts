import { UnknownPart } from '../syntax/unknown-part.ts';
import type { Datum } from './metric.ts';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Limits of the specification: values of one metric in one line, and dimensions of one set. */
const MAX_VALUES = 100;
const MAX_DIMENSIONS = 30;

const fail = (expected: string, received: unknown): never => {
  throw new UnknownPart(
    `Expected ${expected} in embedded metric format but received ${JSON.stringify(received) ?? 'nothing'}`,
  );
};

const listOf = (value: unknown, what: string): readonly unknown[] => (Array.isArray(value) ? value : fail(what, value));
const textOf = (value: unknown, what: string): string =>
  typeof value === 'string' && value !== '' ? value : fail(what, value);

/** A dimension set names members of the root, whose texts are the values. */
function dimensionsOf(set: unknown, root: Fields): Record<string, string> {
  const names = listOf(set, 'a list of dimension names').map((name) => textOf(name, 'the name of a dimension'));
  if (names.length > MAX_DIMENSIONS) fail(`at most ${MAX_DIMENSIONS} dimensions`, names.length);
  return Object.fromEntries(names.map((name) => [name, textOf(root[name], `a text for the dimension ${name}`)]));
}

function valuesOf(name: string, root: Fields): number[] {
  const values = Array.isArray(root[name]) ? (root[name] as unknown[]) : [root[name]];
  if (values.length > MAX_VALUES) fail(`at most ${MAX_VALUES} values for ${name}`, values.length);
  return values.map((value) => (typeof value === 'number' ? value : fail(`numbers for the metric ${name}`, value)));
}

/**
 * The metrics that CloudWatch takes from a line of a log, nothing from one without `_aws`. Throws UnknownPart for a line
 * that CloudWatch would drop and count as an EMFValidationError.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(root: Fields): Datum[] {
  const metadata = root['_aws'];
  if (metadata === undefined) return [];
  if (!isObject(metadata)) return fail('an object for _aws', metadata);
  const at = metadata['Timestamp'];
  if (typeof at !== 'number') return fail('milliseconds for Timestamp', at);
  return listOf(metadata['CloudWatchMetrics'], 'a list for CloudWatchMetrics').flatMap((directive) => {
    if (!isObject(directive)) return fail('an object for a metric directive', directive);
    const namespace = textOf(directive['Namespace'], 'a Namespace');
    const sets = listOf(directive['Dimensions'], 'a list for Dimensions').map((set) => dimensionsOf(set, root));
    return listOf(directive['Metrics'], 'a list for Metrics').flatMap((definition) => {
      if (!isObject(definition)) return fail('an object for a metric', definition);
      const name = textOf(definition['Name'], 'the Name of a metric');
      const unit = definition['Unit'];
      const values = valuesOf(name, root);
      return sets.map((dimensions) => ({
        namespace,
        name,
        dimensions,
        at,
        values,
        ...(typeof unit === 'string' && { unit }),
      }));
    });
  });
}
