import { remembered } from '../../../shared/memoize.ts';
import { type Datum, type Metric, showMetric } from './metric.ts';
import { type Statistic, statisticOf } from './statistic.ts';

/** A point of time and its value, of a metric under a statistic: `at` is the beginning of the period. */
export type Series = ReadonlyMap<number, number>;

/** Periods of `seconds`, the last of which ends at `to`: what CloudWatch calls a sliding window. */
export type Window = { to: number; seconds: number; count: number };

export type MetricStore = {
  put(datum: Datum): void;
  /** Every metric that ever had a value. */
  metrics(): Metric[];
  has(metric: Metric): boolean;
  /** Without the periods in which nothing was published. */
  series(metric: Metric, statistic: Statistic, window: Window): Series;
};

/** The beginnings of a window's periods, the oldest first. */
export const periodsOf = ({ to, seconds, count }: Window): number[] =>
  Array.from({ length: count }, (_, index) => to - (count - index) * seconds * 1000);

/**
 * Keeps what is published, by `resolutionSeconds`: 60 is that of every metric here, as no service and no line of ours
 * asks for more. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
 */
export function createMetricStore(resolutionSeconds = 60): MetricStore {
  const resolution = resolutionSeconds * 1000;
  const kept = new Map<string, { metric: Metric; slots: Map<number, number[]> }>();
  const slotOf = (at: number): number => Math.floor(at / resolution);

  return {
    put({ at, values, namespace, name, dimensions }) {
      const metric = { namespace, name, dimensions };
      const { slots } = remembered(kept, showMetric(metric), () => ({ metric, slots: new Map() }));
      const held = remembered(slots, slotOf(at), () => []);
      for (const value of values) held.push(value);
    },
    metrics: () => [...kept.values()].map(({ metric }) => metric),
    has: (metric) => kept.has(showMetric(metric)),
    series(metric, statistic, window) {
      const compute = statisticOf(statistic);
      const slots = kept.get(showMetric(metric))?.slots;
      const series = new Map<number, number>();
      if (slots === undefined) return series;
      const length = Math.max(1, Math.round((window.seconds * 1000) / resolution));
      for (const start of periodsOf(window)) {
        const values: number[] = [];
        for (let slot = slotOf(start); slot < slotOf(start) + length; slot++) values.push(...(slots.get(slot) ?? []));
        if (values.length > 0) series.set(start, compute(values));
      }
      return series;
    },
  };
}
