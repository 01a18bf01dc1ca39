import { UnknownPart } from '../syntax/unknown-part.ts';

/** The name of a statistic as templates write it: Sum, Average, p99 … */
export type Statistic = string;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const PLAIN: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
  SampleCount: (values) => values.length,
};

/** p0 to p100, with decimals: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const PERCENTILE = /^p(100|\d{1,2}(?:\.\d{1,10})?)$/;

/** By nearest rank. CloudWatch keeps a distribution instead of the values, so its own figure may differ a little. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The function behind a statistic; it wants at least one value. Throws UnknownPart for a name that it does not know. */
export function statisticOf(name: Statistic): (values: readonly number[]) => number {
  const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
  if (plain !== undefined) return plain;
  const percent = PERCENTILE.exec(name)?.[1];
  if (percent === undefined)
    throw new UnknownPart(`Expected ${Object.keys(PLAIN).join(', ')} or a percentile such as p99 but received ${name}`);
  return (values) => percentile(values, Number(percent));
}
