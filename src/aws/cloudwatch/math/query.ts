import { type Metric, showMetric } from '../metrics/metric.ts';
import type { MetricStore, Window } from '../metrics/metric-store.ts';
import { readTokens } from '../syntax/tokens.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';
import { type Expression, readExpression } from './expression.ts';
import { FUNCTIONS, type Surroundings } from './functions.ts';
import { isArray, isSeries, mapPoints, momentsOf, type TimeSeries, type Value } from './value.ts';

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
function applyOperator(name: string, left: Value, right: Value): Value {
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

const GRAMMAR = {
  bracket: /[{},()]/,
  equals: /=/,
  text: /"[^"]*"/,
  word: /[\w/.:-]+/,
};

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Which metrics a SEARCH finds. */
type Search = (metric: Metric) => boolean;

/**
 * Reads `{Namespace,Dimension} MetricName="x" Dimension="y"`: a schema, whose dimensions a metric has all and no other
 * of, and terms that have to be met exactly. Terms without a name, OR, NOT and brackets are UnknownParts, for they are
 * matched by parts of words, which the model does not do.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
function readSearch(expression: string): Search {
  const reader = readTokens(expression, GRAMMAR, 'a search expression');
  const names: string[] = [];
  reader.expect('{');
  do {
    const name = reader.acceptKind('word', 'text');
    if (name === undefined) throw reader.unexpected('a namespace or a dimension');
    names.push(unquoted(name.text));
  } while (reader.accept(','));
  reader.expect('}');
  const [namespace, ...dimensions] = names;

  const terms: { name: string; value: string }[] = [];
  while (reader.peek() !== undefined) {
    if (terms.length > 0) reader.accept('AND');
    const name = reader.acceptKind('word', 'text');
    if (name === undefined || !reader.accept('=')) throw reader.unexpected('a term such as MetricName="Errors"');
    const value = reader.acceptKind('text');
    if (value === undefined) throw reader.unexpected('a quoted value');
    terms.push({ name: unquoted(name.text), value: unquoted(value.text) });
  }
  const wanted = dimensions.toSorted().join('\n');
  return (metric) =>
    metric.namespace === namespace &&
    Object.keys(metric.dimensions).sort().join('\n') === wanted &&
    terms.every(({ name, value }) =>
      name === 'MetricName' ? metric.name === value : metric.dimensions[name] === value,
    );
}

/** A metric under a statistic, or an expression over others: one MetricDataQuery, or one row of a widget. */
export type Query = { id: string; label: string; periodSeconds?: number } & (
  | { metric: Metric; statistic: string }
  | { expression: Expression; text: string }
);

export const expressionQuery = (id: string, label: string, text: string): Query => ({
  id,
  label,
  text,
  expression: readExpression(text),
});

const partsOf = (expression: Expression): readonly Expression[] => {
  if (expression.kind === 'list') return expression.items;
  if (expression.kind === 'negative') return [expression.of];
  if (expression.kind === 'operation') return [expression.left, expression.right];
  return expression.kind === 'call' ? expression.args : [];
};

/** Finds the functions and ids that there are not, before anything is computed. */
function checkNames(expression: Expression, ids: ReadonlySet<string>, text: string): void {
  if (expression.kind === 'name' && !ids.has(expression.name))
    throw new UnknownPart(`Expected the id of a metric but received ${expression.name} in ${text}`);
  if (expression.kind === 'call' && !Object.hasOwn(FUNCTIONS, expression.name))
    throw new UnknownPart(
      `Expected one of the functions ${Object.keys(FUNCTIONS).join(', ')} but received ${expression.name} in ${text}`,
    );
  for (const part of partsOf(expression)) checkNames(part, ids, text);
}

/** Throws UnknownPart for what computeQuery could not do, before there is any data. */
export function checkQueries(queries: readonly Query[]): void {
  const ids = new Set(queries.map(({ id }) => id));
  for (const query of queries) if ('expression' in query) checkNames(query.expression, ids, query.text);
}

/** What a query comes to over a window. The others are those that it may name. */
export function computeQuery(query: Query, others: readonly Query[], store: MetricStore, window: Window): Value {
  const underWay = new Set<string>();

  function answer(current: Query): Value {
    if ('metric' in current)
      return { label: current.label, points: store.series(current.metric, current.statistic, window) };
    if (underWay.has(current.id)) throw new UnknownPart(`Expected ${current.text} not to need itself`);
    underWay.add(current.id);
    const value = compute(current.expression);
    underWay.delete(current.id);
    return value;
  }
  const surroundings: Surroundings = {
    window,
    metrics: () =>
      others.flatMap((other) => ('metric' in other ? [{ ...(answer(other) as TimeSeries), id: other.id }] : [])),
    search: (text, statistic) => {
      const finds = readSearch(text);
      return store
        .metrics()
        .filter(finds)
        .map((metric) => ({
          label: Object.values(metric.dimensions).at(-1) ?? showMetric(metric),
          points: store.series(metric, statistic, window),
        }));
    },
  };
  function compute(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'text':
        return expression.text;
      case 'name': {
        const named = others.find(({ id }) => id === expression.name);
        if (named === undefined) throw new UnknownPart(`Expected the id of a metric but received ${expression.name}`);
        return answer(named);
      }
      case 'list':
        return expression.items.flatMap((item) => compute(item) as TimeSeries | readonly TimeSeries[]);
      case 'negative': {
        const value = compute(expression.of);
        return typeof value === 'number' ? -value : mapPoints(value, 'the minus sign', (point) => -point);
      }
      case 'operation':
        return applyOperator(expression.operator, compute(expression.left), compute(expression.right));
      case 'call': {
        const call = FUNCTIONS[expression.name];
        if (call === undefined) throw new UnknownPart(`Expected a known function but received ${expression.name}`);
        return call(expression.args.map(compute), surroundings);
      }
    }
  }
  return answer(query);
}
