import { ofType, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';
import { FAILURES_BY_CODE, IMAGE_METRICS, METRIC_TABLES } from './metric-tables.ts';

type MetricReference = { namespace: unknown; name: unknown; dimensions: readonly string[] };

const setOf = (names: readonly string[]): string => [...names].sort().join(' ');

const filterMetrics = (context: RuleContext): { namespace: unknown; name: unknown; dimensions: string[] }[] =>
  ofType(context, 'AWS::Logs::MetricFilter').flatMap((filter) =>
    listOf(valueAt(filter, ['MetricTransformations']))
      .map(mapOf)
      .map(({ MetricNamespace, MetricName, Dimensions }) => ({
        namespace: MetricNamespace,
        name: MetricName,
        dimensions: listOf(Dimensions).map((dimension) => String(mapOf(dimension)['Key'])),
      })),
  );

const handlerNamespaces = (context: RuleContext): unknown[] =>
  ofType(context, 'AWS::Lambda::Function').map((lambda) =>
    valueAt(lambda, ['Environment', 'Variables', 'METRIC_NAMESPACE']),
  );

/**
 * What is wrong with asking for a metric: undefined where it is published under these dimensions, or where nobody here
 * can know (a service without a table; a namespace of someone else's, when `ownOnly` is not set).
 */
export function unpublished(
  context: RuleContext,
  { namespace, name, dimensions }: MetricReference,
  ownOnly: boolean,
): { expected: string; received: string } | undefined {
  const wanted = setOf(dimensions);
  const received = `${namespace} ${name} by ${wanted || 'no dimension'}`;
  if ([namespace, name].some((value) => typeof value !== 'string' || isHidden(value)))
    return { expected: 'a metric that can be known', received };
  const isHandlers = handlerNamespaces(context).includes(namespace);
  const service = METRIC_TABLES[String(namespace)];
  const tables = service ? [service] : isHandlers ? [IMAGE_METRICS, FAILURES_BY_CODE] : [];
  const knowing = tables.filter(({ metrics }) => metrics.includes(String(name)));
  const sets = knowing.flatMap(({ dimensions }) => dimensions.map((set) => setOf(set)));
  const isFromFilter = filterMetrics(context).some(
    (metric) => metric.namespace === namespace && metric.name === name && setOf(metric.dimensions) === wanted,
  );
  if (sets.includes(wanted) || isFromFilter || (tables.length === 0 && !ownOnly)) return undefined;
  return {
    expected:
      knowing.length > 0
        ? `${name} by ${sets.map((set) => set || 'no dimension').join(', or by ')}`
        : `a metric that ${tables.length > 0 ? namespace : 'a service, the handler or a metric filter of the stack'} publishes`,
    received,
  };
}
