import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, ResolvedResource } from '../cloudformation/resolve.ts';
import { type CompositeAlarm, readCompositeAlarm } from './alarms/composite-alarm.ts';
import { type MetricAlarm, readMetricAlarm } from './alarms/metric-alarm.ts';
import { type Dashboard, readDashboard } from './dashboard/dashboard.ts';
import { type MetricFilter, readMetricFilter } from './logs/metric-filter.ts';

/** All that watches in a resolved template. */
export type Monitoring = {
  alarms: readonly MetricAlarm[];
  composites: readonly CompositeAlarm[];
  filters: readonly MetricFilter[];
  dashboards: readonly Dashboard[];
};

/** Reads it from a resolved template. Throws UnknownPart for whatever the model could not do as CloudWatch does. */
export function readMonitoring(resources: Readonly<Record<string, ResolvedResource>>, pseudo: Pseudo): Monitoring {
  const ofType = (type: string): ResolvedResource[] => Object.values(resources).filter(({ Type }) => Type === type);
  const nameOf = (resource: ResolvedResource): string => attributeOf(resource, 'Ref', pseudo) ?? resource.LogicalId;
  return {
    alarms: ofType('AWS::CloudWatch::Alarm').map((resource) => readMetricAlarm(resource, nameOf(resource))),
    composites: ofType('AWS::CloudWatch::CompositeAlarm').map((resource) =>
      readCompositeAlarm(resource, nameOf(resource)),
    ),
    filters: ofType('AWS::Logs::MetricFilter').map(({ Properties }) => readMetricFilter(Properties)),
    dashboards: ofType('AWS::CloudWatch::Dashboard').map(readDashboard),
  };
}
