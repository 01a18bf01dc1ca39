import type { ResolvedResource } from '../../cloudformation/resolve.ts';
import { checkQueries, computeQuery } from '../math/query.ts';
import { isSeries } from '../math/value.ts';
import type { Metric } from '../metrics/metric.ts';
import { type MetricStore, periodsOf } from '../metrics/metric-store.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';
import { type AlarmActions, readActions } from './alarm-actions.ts';
import { alarmQueries, numberOf } from './alarm-queries.ts';
import { type AlarmState, EXTRA_PERIODS, judge, type MissingData } from './alarm-state.ts';

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
