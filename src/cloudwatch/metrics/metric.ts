/** A metric is told apart by all three: the same name under other dimensions is another metric. */
export type Metric = {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
};

/** Values that were published for a metric at one moment, `at` in milliseconds since 1970. */
export type Datum = Metric & { at: number; values: readonly number[]; unit?: string };

/** The metric as a person reads it, always the same text for the same metric. */
export function showMetric({ namespace, name, dimensions }: Metric): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${namespace} ${name} {${pairs.map(([key, value]) => `${key}=${value}`).join(', ')}}`;
}
