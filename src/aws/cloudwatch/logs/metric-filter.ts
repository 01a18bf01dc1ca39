import type { Datum } from '../metrics/metric.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';
import { type Condition, readFilterPattern, readSelector, type Selector } from './filter-pattern.ts';
import type { LogLine } from './log-line.ts';
import { matchesFilter, selectFrom } from './match-filter.ts';

/** An AWS::Logs::MetricFilter. */
export type MetricFilter = {
  logGroup: string;
  condition: Condition;
  /** What a line of the log group gives to the filter's metrics. */
  dataOf(line: LogLine): Datum[];
};

type Transformation = {
  MetricNamespace: string;
  MetricName: string;
  MetricValue: string;
  DefaultValue?: unknown;
  Dimensions?: { Key: string; Value: string }[];
  Unit?: string;
};

type Value = (fields: unknown) => number | undefined;

function readValue(text: string): Value {
  if (!text.startsWith('$')) {
    if (text === '' || Number.isNaN(Number(text)))
      throw new UnknownPart(`Expected a number or a selector for MetricValue but received ${text}`);
    return () => Number(text);
  }
  const selector = readSelector(text);
  return (fields) => {
    const value = selectFrom(fields, selector);
    return typeof value === 'number' ? value : undefined;
  };
}

/** A filter with dimensions has no default value, and gives nothing for a line that lacks one of their fields. */
function dimensionsOf(fields: unknown, dimensions: readonly { key: string; selector: Selector }[]) {
  const entries = dimensions.map(({ key, selector }) => [key, selectFrom(fields, selector)] as const);
  if (entries.some(([, value]) => value === undefined || typeof value === 'object')) return undefined;
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

const KNOWN_PROPERTIES = ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'];
const KNOWN_TRANSFORMATION = ['MetricNamespace', 'MetricName', 'MetricValue', 'DefaultValue', 'Dimensions', 'Unit'];

/**
 * Reads the properties of a metric filter. Each line that matches gives the value, each other one the default, where
 * there is one: a minute with lines and without a match then has a value, and a minute without lines has none. AWS does
 * not say what becomes of the other lines of a minute with a match, so a default that would count is an UnknownPart.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
export function readMetricFilter(properties: Readonly<Record<string, unknown>>): MetricFilter {
  checkKnown('a metric filter', properties, KNOWN_PROPERTIES);
  const condition = readFilterPattern(String(properties['FilterPattern']));
  const transformations = (properties['MetricTransformations'] as Transformation[]).map((transformation) => {
    checkKnown('a metric transformation', transformation, KNOWN_TRANSFORMATION);
    const { DefaultValue, Dimensions = [], MetricValue } = transformation;
    if (DefaultValue !== undefined && Number(DefaultValue) !== 0)
      throw new UnknownPart(`Expected a DefaultValue of 0 but received ${String(DefaultValue)}`);
    return {
      ...transformation,
      value: readValue(String(MetricValue)),
      dimensions: Dimensions.map(({ Key, Value }) => ({ key: Key, selector: readSelector(Value) })),
      hasDefault: DefaultValue !== undefined,
    };
  });
  return {
    logGroup: String(properties['LogGroupName']),
    condition,
    dataOf({ at, fields }) {
      const isMatch = matchesFilter(fields, condition);
      return transformations.flatMap(({ MetricNamespace: namespace, MetricName: name, value, hasDefault, ...rest }) => {
        const found = isMatch ? value(fields) : hasDefault ? 0 : undefined;
        const dimensions = dimensionsOf(fields, rest.dimensions);
        return found === undefined || dimensions === undefined
          ? []
          : [{ namespace, name, dimensions, at, values: [found], ...(rest.Unit && { unit: rest.Unit }) }];
      });
    },
  };
}
