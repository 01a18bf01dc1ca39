import { periodsOf, type Window } from '../metrics/metric-store.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';
import { isSeries, type TimeSeries, type Value } from './value.ts';

/** The last value before a gap, in REPEAT; on a straight line through it, in LINEAR; else the value that is given. */
export function fill({ label, points }: TimeSeries, filler: Value, window: Window): TimeSeries {
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
