import { periodsOf, type Window } from '../metrics/metric-store.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';
import { asAll, asNumber, isArray, isSeries, mapPoints, momentsOf, type TimeSeries, type Value } from './value.ts';

/** IF(condition, yes, no): where the condition has a point; `yes` counts as 0 where it has none, `no` drops the point. */
function either([condition = '', yes = '', no]: readonly Value[]): Value {
  const at = (value: Value | undefined, moment: number): number | undefined => {
    if (value === undefined || typeof value === 'number') return value;
    if (isSeries(value)) return value.points.get(moment);
    throw new UnknownPart('Expected a number or a single time series for IF but received another value');
  };
  if (typeof condition === 'number') return condition === 0 ? (no ?? { label: 'IF', points: new Map() }) : yes;
  const tested = asAll(condition, 'the condition of IF');
  if (isArray(condition)) throw new UnknownPart('Expected a single time series for IF but received an array');
  const points = new Map<number, number>();
  for (const [moment, value] of tested[0]?.points ?? []) {
    const chosen = value === 0 ? at(no, moment) : (at(yes, moment) ?? 0);
    if (chosen !== undefined) points.set(moment, chosen);
  }
  return { label: 'IF', points };
}

/** The last value before a gap, in REPEAT; on a straight line through it, in LINEAR; else the value that is given. */
function fill({ label, points }: TimeSeries, filler: Value, window: Window): TimeSeries {
  const known = [...points];
  const at = (moment: number): number | undefined => {
    if (typeof filler === 'number') return filler;
    if (typeof filler === 'object') return isSeries(filler) ? filler.points.get(moment) : undefined;
    const before = known.findLast(([time]) => time < moment);
    const after = known.find(([time]) => time > moment);
    if (filler === 'REPEAT') return before?.[1];
    if (filler !== 'LINEAR')
      throw new UnknownPart(`Expected a number, REPEAT or LINEAR for FILL but received ${filler}`);
    if (before === undefined || after === undefined) return before?.[1] ?? after?.[1];
    return before[1] + ((after[1] - before[1]) * (moment - before[0])) / (after[0] - before[0]);
  };
  const entries = periodsOf(window).flatMap((moment) => {
    const value = points.get(moment) ?? at(moment);
    return value === undefined ? [] : [[moment, value] as const];
  });
  return { label, points: new Map(entries) };
}

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
