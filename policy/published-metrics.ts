import { ofType, valueAt } from './deployed.ts';
import { IMAGE_METRICS, METRIC_TABLES } from './metric-tables.ts';
import type { Judged } from './rule.ts';
import { isHidden, listOf, mapOf } from './values.ts';

type MetricReference = { namespace: unknown; name: unknown; dimensions: readonly string[] };

const setOf = (names: readonly string[]): string => [...names].sort().join(' ');

const filterMetrics = (judged: Judged): { namespace: unknown; name: unknown; dimensions: string[] }[] =>
  ofType(judged, 'AWS::Logs::MetricFilter').flatMap((filter) =>
    listOf(valueAt(filter, ['MetricTransformations']))
      .map(mapOf)
      .map(({ MetricNamespace, MetricName, Dimensions }) => ({
        namespace: MetricNamespace,
        name: MetricName,
        dimensions: listOf(Dimensions).map((dimension) => String(mapOf(dimension)['Key'])),
      })),
  );

const handlerNamespaces = (judged: Judged): unknown[] =>
  ofType(judged, 'AWS::Lambda::Function').map((lambda) =>
    valueAt(lambda, ['Environment', 'Variables', 'METRIC_NAMESPACE']),
  );

/**
 * What is wrong with asking for a metric: undefined where it is published under these dimensions, or where nobody here
 * can know (a service without a table; a namespace of someone else's, when `ownOnly` is not set).
 */
export function unpublished(
  judged: Judged,
  { namespace, name, dimensions }: MetricReference,
  ownOnly: boolean,
): { expected: string; received: string } | undefined {
  const wanted = setOf(dimensions);
  const received = `${namespace} ${name} by ${wanted || 'no dimension'}`;
  if ([namespace, name].some((value) => typeof value !== 'string' || isHidden(value)))
    return { expected: 'a metric that can be known', received };
  const isHandlers = handlerNamespaces(judged).includes(namespace);
  const table = METRIC_TABLES[String(namespace)] ?? (isHandlers ? IMAGE_METRICS : undefined);
  const isFromTable =
    table?.metrics.includes(String(name)) === true && table.dimensions.some((set) => setOf(set) === wanted);
  const isFromFilter = filterMetrics(judged).some(
    (metric) => metric.namespace === namespace && metric.name === name && setOf(metric.dimensions) === wanted,
  );
  if (isFromTable || isFromFilter || (!table && !ownOnly)) return undefined;
  const known = table?.metrics.includes(String(name));
  return {
    expected: known
      ? `${name} by ${table?.dimensions.map((set) => setOf(set) || 'no dimension').join(', or by ')}`
      : `a metric that ${table ? namespace : 'a service, the handler or a metric filter of the stack'} publishes`,
    received,
  };
}
