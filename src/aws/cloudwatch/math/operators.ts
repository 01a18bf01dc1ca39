import { UnknownPart } from '../syntax/unknown-part.ts';
import { isArray, isSeries, momentsOf, type TimeSeries, type Value } from './value.ts';

/** Undefined drops the data point, as a division by zero does. */
type Operator = (left: number, right: number) => number | undefined;

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

const OPERATORS: Readonly<Record<string, Operator>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => finite(left / right),
  '^': (left, right) => finite(left ** right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

const pointsOf = (value: TimeSeries | number): readonly TimeSeries[] => (typeof value === 'number' ? [] : [value]);

/** A series has a point wherever one side has; what the other side lacks there is 0. */
function pair(operate: Operator, left: TimeSeries | number, right: TimeSeries | number): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = operate(left, right);
    if (result === undefined) throw new UnknownPart(`Expected a number but received ${left} / ${right}`);
    return result;
  }
  const at = (value: TimeSeries | number, moment: number): number =>
    typeof value === 'number' ? value : (value.points.get(moment) ?? 0);
  const points = new Map<number, number>();
  for (const moment of momentsOf([...pointsOf(left), ...pointsOf(right)])) {
    const result = operate(at(left, moment), at(right, moment));
    if (result !== undefined) points.set(moment, result);
  }
  return { label: [...pointsOf(left), ...pointsOf(right)][0]?.label ?? '', points };
}

/**
 * Applies an operator. An array of time series goes with a number or a single time series; two arrays do not go together.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-arithmetic
 */
export function applyOperator(name: string, left: Value, right: Value): Value {
  const operate = OPERATORS[name];
  if (operate === undefined || typeof left === 'string' || typeof right === 'string')
    throw new UnknownPart(`Expected time series and numbers for ${name} but received a text`);
  if (isArray(left) && isArray(right))
    throw new UnknownPart(`Expected at most one array of time series for ${name} but received two`);
  const each = (value: Value): TimeSeries | number => (isSeries(value) ? value : (value as number));
  if (isArray(left)) return left.map((series) => pair(operate, series, each(right)) as TimeSeries);
  if (isArray(right)) return right.map((series) => pair(operate, each(left), series) as TimeSeries);
  return pair(operate, left as TimeSeries | number, right as TimeSeries | number);
}
