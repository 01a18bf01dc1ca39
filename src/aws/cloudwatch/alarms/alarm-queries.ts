import { expressionQuery, type Query } from '../math/query.ts';
import type { Metric } from '../metrics/metric.ts';
import { statisticOf } from '../metrics/statistic.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';

type Properties = Readonly<Record<string, unknown>>;

const KNOWN_QUERY = ['Id', 'Label', 'Expression', 'MetricStat', 'ReturnData', 'Period'];
const KNOWN_STAT = ['Metric', 'Period', 'Stat'];

/** Numbers may be texts in a resolved template. */
export function numberOf(value: unknown, what: string): number {
  const number = Number(value);
  if (value === undefined || !Number.isFinite(number))
    throw new UnknownPart(`Expected a number for ${what} but received ${String(value)}`);
  return number;
}

const dimensionsOf = (list: unknown): Record<string, string> =>
  Object.fromEntries(
    ((list ?? []) as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, String(Value)]),
  );

const metricOf = ({ Namespace, MetricName, Dimensions }: Properties): Metric => ({
  namespace: String(Namespace),
  name: String(MetricName),
  dimensions: dimensionsOf(Dimensions),
});

function metricQuery(id: string, metric: Metric, statistic: string, period: unknown): Query {
  statisticOf(statistic);
  return { id, label: metric.name, metric, statistic, periodSeconds: numberOf(period, `the period of ${metric.name}`) };
}

/** The queries of an alarm, and which of them it watches. Throws UnknownPart. */
export function alarmQueries(properties: Properties): { queries: Query[]; watched: Query } {
  const list = properties['Metrics'] as Properties[] | undefined;
  if (list === undefined) {
    const statistic = String(properties['Statistic'] ?? properties['ExtendedStatistic']);
    const watched = metricQuery('metric', metricOf(properties), statistic, properties['Period']);
    return { queries: [watched], watched };
  }
  const queries = list.map((entry) => {
    const id = String(entry['Id']);
    checkKnown(`the metric ${id} of an alarm`, entry, KNOWN_QUERY);
    const stat = entry['MetricStat'] as Properties | undefined;
    if (stat === undefined) return expressionQuery(id, String(entry['Label'] ?? id), String(entry['Expression']));
    checkKnown(`the MetricStat ${id} of an alarm`, stat, KNOWN_STAT);
    return metricQuery(id, metricOf(stat['Metric'] as Properties), String(stat['Stat']), stat['Period']);
  });
  const returned = queries.filter((_, index) => String(list[index]?.['ReturnData'] ?? true) === 'true');
  if (returned.length !== 1 || returned[0] === undefined)
    throw new UnknownPart(`Expected one metric with ReturnData for an alarm but received ${returned.length}`);
  return { queries, watched: returned[0] };
}
