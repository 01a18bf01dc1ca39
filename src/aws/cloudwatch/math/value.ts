import type { Series } from '../metrics/metric-store.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';

/** A line of a graph. */
export type TimeSeries = { label: string; points: Series };

/** What an expression comes to. A text is only ever an argument, as REPEAT of FILL. */
export type Value = number | string | TimeSeries | readonly TimeSeries[];

export const isArray = (value: Value): value is readonly TimeSeries[] => Array.isArray(value);
export const isSeries = (value: Value): value is TimeSeries => typeof value === 'object' && !isArray(value);

const nameOf = (value: Value): string =>
  typeof value === 'object' ? (isArray(value) ? 'an array of time series' : 'a time series') : `${value}`;

export function asNumber(value: Value, what: string): number {
  if (typeof value !== 'number') throw new UnknownPart(`Expected a number for ${what} but received ${nameOf(value)}`);
  return value;
}

/** A time series, or all of an array: what a function for "TS TS[]" works on. */
export function asAll(value: Value, what: string): readonly TimeSeries[] {
  if (isArray(value)) return value;
  if (isSeries(value)) return [value];
  throw new UnknownPart(`Expected a time series for ${what} but received ${nameOf(value)}`);
}

/** The same for every point of every series. A point that comes to undefined is dropped. */
export function mapPoints(
  value: Value,
  what: string,
  change: (point: number, at: number) => number | undefined,
): Value {
  const one = ({ label, points }: TimeSeries): TimeSeries => ({
    label,
    points: new Map(
      [...points].flatMap(([at, point]) => {
        const changed = change(point, at);
        return changed === undefined ? [] : [[at, changed] as const];
      }),
    ),
  });
  return isArray(value) ? value.map(one) : one(asAll(value, what)[0] as TimeSeries);
}

/** Every moment at which one of the series has a value, in order. */
export const momentsOf = (all: readonly TimeSeries[]): number[] =>
  [...new Set(all.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
