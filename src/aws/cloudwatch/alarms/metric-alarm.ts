import type { ResolvedResource } from '../../cloudformation/resolve.ts';
import { checkQueries, computeQuery, expressionQuery, type Query } from '../math/query.ts';
import { isSeries } from '../math/value.ts';
import type { Metric } from '../metrics/metric.ts';
import { type MetricStore, periodsOf } from '../metrics/metric-store.ts';
import { statisticOf } from '../metrics/statistic.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';
import { type AlarmState, EXTRA_PERIODS, judge, type MissingData } from './alarm-state.ts';

/** ARNs that an alarm notifies of a new state, by the state. */
export type AlarmActions = Readonly<Record<AlarmState, readonly string[]>>;

const listOf = (value: unknown): string[] => [value ?? []].flat().map(String);

/** The actions of an alarm of either kind; none where they are not enabled. */
export function readActions(properties: Readonly<Record<string, unknown>>): AlarmActions {
  const isEnabled = String(properties['ActionsEnabled'] ?? true) === 'true';
  const actions = (name: string): string[] => (isEnabled ? listOf(properties[name]) : []);
  return {
    ALARM: actions('AlarmActions'),
    OK: actions('OKActions'),
    INSUFFICIENT_DATA: actions('InsufficientDataActions'),
  };
}

type Properties = Readonly<Record<string, unknown>>;

const KNOWN_QUERY = ['Id', 'Label', 'Expression', 'MetricStat', 'ReturnData', 'Period'];
const KNOWN_STAT = ['Metric', 'Period', 'Stat'];

/** Numbers may be texts in a resolved template. */
function numberOf(value: unknown, what: string): number {
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
function alarmQueries(properties: Properties): { queries: Query[]; watched: Query } {
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

/** An AWS::CloudWatch::Alarm. */
export type MetricAlarm = {
  logicalId: string;
  name: string;
  description: string;
  actions: AlarmActions;
  /** Every metric that it looks at. */
  metrics: readonly Metric[];
  threshold: number;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  /** Its state when it is evaluated at a moment, after it was in another or the same. */
  evaluate(store: MetricStore, now: number, before: AlarmState): AlarmState;
};

const KNOWN = [
  ...['AlarmName', 'AlarmDescription', 'Tags'],
  ...['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'],
  ...['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'ExtendedStatistic', 'Period', 'Metrics'],
  ...['ComparisonOperator', 'Threshold', 'EvaluationPeriods', 'DatapointsToAlarm', 'TreatMissingData'],
];

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const MISSING: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching'] satisfies MissingData[];

/** Reads a metric alarm of a resolved template; `name` is what Ref gives. Throws UnknownPart for what it cannot evaluate. */
export function readMetricAlarm({ LogicalId, Properties }: ResolvedResource, name: string): MetricAlarm {
  checkKnown(LogicalId, Properties, KNOWN);
  const { queries, watched } = alarmQueries(Properties);
  checkQueries(queries);
  const periods = [...new Set(queries.flatMap(({ periodSeconds }) => periodSeconds ?? []))];
  const [seconds = 0] = periods;
  if (periods.length !== 1 || seconds < 60 || seconds % 60 !== 0)
    throw new UnknownPart(`Expected one period of whole minutes for ${LogicalId} but received ${periods.join(', ')}`);
  const evaluationPeriods = numberOf(Properties['EvaluationPeriods'], `EvaluationPeriods of ${LogicalId}`);
  const datapointsToAlarm = numberOf(
    Properties['DatapointsToAlarm'] ?? evaluationPeriods,
    `DatapointsToAlarm of ${LogicalId}`,
  );
  const threshold = numberOf(Properties['Threshold'], `Threshold of ${LogicalId}`);
  const breaches = COMPARISONS[String(Properties['ComparisonOperator'])];
  if (breaches === undefined)
    throw new UnknownPart(
      `Expected a known ComparisonOperator for ${LogicalId} but received ${Properties['ComparisonOperator']}`,
    );
  const treatMissingData = String(Properties['TreatMissingData'] ?? 'missing') as MissingData;
  if (!MISSING.includes(treatMissingData))
    throw new UnknownPart(
      `Expected ${MISSING.join(', ')} for TreatMissingData of ${LogicalId} but received ${treatMissingData}`,
    );

  return {
    logicalId: LogicalId,
    name,
    description: String(Properties['AlarmDescription'] ?? ''),
    actions: readActions(Properties),
    metrics: queries.flatMap((query) => ('metric' in query ? [query.metric] : [])),
    threshold,
    periodSeconds: seconds,
    evaluationPeriods,
    datapointsToAlarm,
    evaluate(store, now, before) {
      const window = { to: now, seconds, count: evaluationPeriods + EXTRA_PERIODS };
      const value = computeQuery(watched, queries, store, window);
      if (!isSeries(value))
        throw new UnknownPart(`Expected a single time series for ${LogicalId} but received another value`);
      const range = periodsOf(window).map((moment) => {
        const point = value.points.get(moment);
        return point === undefined ? undefined : breaches(point, threshold);
      });
      return judge(range, { evaluationPeriods, datapointsToAlarm, treatMissingData, before });
    },
  };
}
