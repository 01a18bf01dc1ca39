import { periodsOf, type Window } from '../metrics/metric-store.ts';
import { either } from './either.ts';
import { fill } from './fill.ts';
import { asAll, asNumber, isArray, mapPoints, momentsOf, type TimeSeries, type Value } from './value.ts';

/** Where a function is called: the periods that are asked for, and the metrics beside it. */
export type Surroundings = {
  window: Window;
  /** All metrics of the request, with their ids; expressions are none of them. */
  metrics(): readonly (TimeSeries & { id: string })[];
  /** In the periods of the window, whatever period the expression names. */
  search(expression: string, statistic: string): readonly TimeSeries[];
};

type MathFunction = (args: readonly Value[], surroundings: Surroundings) => Value;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Of a single time series a number, of an array a time series: at each moment, of the values that there are. */
const aggregate =
  (name: string, compute: (values: readonly number[], count: number) => number): MathFunction =>
  ([value = '']) => {
    const all = asAll(value, name);
    if (!isArray(value)) return compute([...(all[0]?.points.values() ?? [])], all[0]?.points.size ?? 0);
    const points = momentsOf(all).map((moment) => {
      const values = all.flatMap(({ points: own }) => own.get(moment) ?? []);
      return [moment, compute(values, all.length)] as const;
    });
    return { label: name, points: new Map(points) };
  };

const pointwise =
  (name: string, change: (point: number) => number): MathFunction =>
  ([value = '']) =>
    mapPoints(value, name, change);

/** What each point is in comparison with the one before it in the same series. */
const stepwise =
  (name: string, change: (point: number, before: number, seconds: number) => number): MathFunction =>
  ([value = '']) => {
    const all = asAll(value, name).map(({ label, points }) => {
      const entries = [...points];
      return {
        label,
        points: new Map(
          entries.slice(1).map(([at, point], index) => {
            const [earlier = at, before = point] = entries[index] ?? [];
            return [at, change(point, before, (at - earlier) / 1000)] as const;
          }),
        ),
      };
    });
    return isArray(value) ? all : (all[0] as TimeSeries);
  };

function runningSum(value: Value): Value {
  const all = asAll(value, 'RUNNING_SUM').map(({ label, points }) => {
    let sum = 0;
    return {
      label,
      points: new Map(
        [...points].map(([at, point]) => {
          sum += point;
          return [at, sum] as const;
        }),
      ),
    };
  });
  return isArray(value) ? all : (all[0] as TimeSeries);
}

/** The functions that the model knows; every other one is an UnknownPart. */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: pointwise('ABS', Math.abs),
  CEIL: pointwise('CEIL', Math.ceil),
  FLOOR: pointwise('FLOOR', Math.floor),
  SUM: aggregate('SUM', total),
  // Missing values count as 0.
  AVG: aggregate('AVG', (values, count) => total(values) / count),
  MIN: aggregate('MIN', (values) => Math.min(...values)),
  MAX: aggregate('MAX', (values) => Math.max(...values)),
  DATAPOINT_COUNT: aggregate('DATAPOINT_COUNT', (values) => values.length),
  DIFF: stepwise('DIFF', (point, before) => point - before),
  RATE: stepwise('RATE', (point, before, seconds) => (point - before) / seconds),
  RUNNING_SUM: ([value = '']) => runningSum(value),
  IF: either,
  FILL: ([value = '', filler = ''], { window }) => {
    const all = asAll(value, 'FILL').map((series) => fill(series, filler, window));
    return isArray(value) ? all : (all[0] as TimeSeries);
  },
  METRICS: ([part = ''], { metrics }) => metrics().filter(({ id }) => id.includes(String(part))),
  METRIC_COUNT: ([value = '']) => asAll(value, 'METRIC_COUNT').length,
  REMOVE_EMPTY: ([value = '']) => asAll(value, 'REMOVE_EMPTY').filter(({ points }) => points.size > 0),
  PERIOD: (_, { window }) => window.seconds,
  TIME_SERIES: ([value = ''], { window }) => {
    const scalar = asNumber(value, 'TIME_SERIES');
    return { label: String(scalar), points: new Map(periodsOf(window).map((moment) => [moment, scalar])) };
  },
  SEARCH: ([expression, statistic], { search }) => search(String(expression), String(statistic)),
};
