import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, ResolvedResource } from '../cloudformation/resolve.ts';
import { type CompositeAlarm, readCompositeAlarm } from './alarms/composite-alarm.ts';
import { type MetricAlarm, readMetricAlarm } from './alarms/metric-alarm.ts';
import { type Dashboard, readDashboard } from './dashboard/dashboard.ts';
import { type MetricFilter, readMetricFilter } from './logs/metric-filter.ts';
import { UnknownPart } from './syntax/unknown-part.ts';

/** All that watches in a resolved template. */
export type Monitoring = {
  alarms: readonly MetricAlarm[];
  composites: readonly CompositeAlarm[];
  filters: readonly MetricFilter[];
  dashboards: readonly Dashboard[];
};

/** What the model cannot do as CloudWatch does, of one resource. */
export type Unread = { logicalId: string; message: string };

const refuse = ({ message }: Unread): void => {
  throw new UnknownPart(message);
};

/**
 * Reads it from a resolved template. What the model cannot do as CloudWatch does is handed to `leaveOut`, and the resource is
 * left out, with the composite alarms that need it; without `leaveOut` it throws UnknownPart.
 */
export function readMonitoring(
  resources: Readonly<Record<string, ResolvedResource>>,
  pseudo: Pseudo,
  leaveOut: (unread: Unread) => void = refuse,
): Monitoring {
  const nameOf = (resource: ResolvedResource): string => attributeOf(resource, 'Ref', pseudo) ?? resource.LogicalId;
  const missing: string[] = [];
  const readAll = <T>(type: string, read: (resource: ResolvedResource) => T): T[] =>
    Object.values(resources)
      .filter(({ Type }) => Type === type)
      .flatMap((resource) => {
        try {
          return [read(resource)];
        } catch (error) {
          if (!(error instanceof UnknownPart)) throw error;
          missing.push(nameOf(resource));
          leaveOut({ logicalId: resource.LogicalId, message: error.message });
          return [];
        }
      });
  const alarms = readAll('AWS::CloudWatch::Alarm', (resource) => readMetricAlarm(resource, nameOf(resource)));
  const composites = readAll('AWS::CloudWatch::CompositeAlarm', (resource) => {
    const needed = missing.find((name) => String(resource.Properties['AlarmRule']).includes(name));
    if (needed !== undefined) throw new UnknownPart(`Expected the model to know ${needed}, which the rule needs`);
    return readCompositeAlarm(resource, nameOf(resource));
  });
  return {
    alarms,
    composites,
    filters: readAll('AWS::Logs::MetricFilter', ({ Properties }) => readMetricFilter(Properties)),
    dashboards: readAll('AWS::CloudWatch::Dashboard', readDashboard),
  };
}
