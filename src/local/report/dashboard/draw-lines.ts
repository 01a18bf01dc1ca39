import type { Row } from '../../../aws/cloudwatch/dashboard/metric-rows.ts';
import { computeQuery } from '../../../aws/cloudwatch/math/query.ts';
import { asAll, isArray, type TimeSeries } from '../../../aws/cloudwatch/math/value.ts';
import type { MetricStore, Window } from '../../../aws/cloudwatch/metrics/metric-store.ts';

/** A line of a chart: points in seconds since the run began, and what the whole run comes to. */
export type Drawn = {
  label: string;
  points: readonly (readonly [seconds: number, value: number])[];
  total: number | undefined;
  isOnRight: boolean;
};

/** The periods of a run: those of its charts, and one that is all of it. */
export type Periods = { steps: Window; whole: Window };

/** The lines of a chart, each with what the whole run comes to. */
export function drawLines(compute: (window: Window) => readonly TimeSeries[], { steps, whole }: Periods): Drawn[] {
  const start = steps.to - steps.count * steps.seconds * 1000;
  const totals = compute(whole);
  return compute(steps).map(({ label, points }, index) => ({
    label,
    points: [...points].map(([at, point]) => [(at - start) / 1000, point] as const),
    total: [...(totals[index]?.points.values() ?? [])].at(-1),
    isOnRight: false,
  }));
}

/** A row is one line, or as many as its expression finds, under the names of what was found. */
export function drawRow(
  { query, isOnRight }: Row,
  rows: readonly Row[],
  store: MetricStore,
  periods: Periods,
): Drawn[] {
  const queries = rows.map((row) => row.query);
  const compute = (window: Window): readonly TimeSeries[] => {
    const value = computeQuery(query, queries, store, window);
    return isArray(value) ? value : [{ ...(asAll(value, query.label)[0] as TimeSeries), label: query.label }];
  };
  return drawLines(compute, periods).map((line) => ({ ...line, isOnRight }));
}
