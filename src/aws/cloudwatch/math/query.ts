import { type Metric, showMetric } from '../metrics/metric.ts';
import type { MetricStore, Window } from '../metrics/metric-store.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';
import { type Expression, readExpression } from './expression.ts';
import { FUNCTIONS, type Surroundings } from './functions.ts';
import { applyOperator } from './operators.ts';
import { readSearch } from './search.ts';
import { mapPoints, type TimeSeries, type Value } from './value.ts';

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
