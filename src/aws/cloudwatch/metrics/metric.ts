import { remembered } from '../../../shared/memoize.ts';

/** A metric is told apart by all three: the same name under other dimensions is another metric. */
export type Metric = {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
};

/** Values that were published for a metric at one moment, `at` in milliseconds since 1970. */
export type Datum = Metric & { at: number; values: readonly number[]; unit?: string };

/** A day of a pipeline has a million data, of few objects for dimensions. */
const shown = new WeakMap<Metric['dimensions'], string>();

function showDimensions(dimensions: Metric['dimensions']): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, value]) => `${key}=${value}`).join(', ')}}`;
}

/** The metric as a person reads it, always the same text for the same metric. */
export const showMetric = ({ namespace, name, dimensions }: Metric): string =>
  `${namespace} ${name} ${remembered(shown, dimensions, showDimensions)}`;
