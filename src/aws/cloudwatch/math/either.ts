import { UnknownPart } from '../syntax/unknown-part.ts';
import { asAll, isArray, isSeries, type Value } from './value.ts';

/** IF(condition, yes, no): where the condition has a point; `yes` counts as 0 where it has none, `no` drops the point. */
export function either([condition = '', yes = '', no]: readonly Value[]): Value {
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
