import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import { arnOf, ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';

/** One term of a rule: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const TERM = String.raw`ALARM\(\s*(?:"([^"]+)"|([^"()\s]+))\s*\)`;
const NAMED = new RegExp(String.raw`(?<!NOT\s*)\b${TERM}`, 'g');
const ANY_OF = new RegExp(String.raw`^\s*${TERM}(?:\s+OR\s+${TERM})*\s*$`);

const compositesOf = (context: RuleContext): readonly ResolvedResource[] =>
  ofType(context, 'AWS::CloudWatch::CompositeAlarm');

const ruleOf = (composite: ResolvedResource): string => {
  const rule = valueAt(composite, ['AlarmRule']);
  return isHidden(rule) ? '' : String(rule ?? '');
};

const named = (rule: string): string[] => [...rule.matchAll(NAMED)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const isOneOf = (context: RuleContext, alarm: ResolvedResource, names: readonly string[]): boolean =>
  names.includes(refOf(context, alarm)) || names.includes(arnOf(context, alarm));

/** The composite alarms whose rule asks whether this alarm has fired. */
export const compositesOn = (context: RuleContext, alarm: ResolvedResource): ResolvedResource[] =>
  compositesOf(context).filter((composite) => isOneOf(context, alarm, named(ruleOf(composite))));

/** The composite alarms that fire whenever this one does: their rules are alarms joined by OR. */
export const causedBy = (context: RuleContext, alarm: ResolvedResource): ResolvedResource[] =>
  compositesOn(context, alarm).filter((composite) => ANY_OF.test(ruleOf(composite)));

/** ARNs that an alarm notifies when it fires. */
export const toldBy = (alarm: ResolvedResource): unknown[] => listOf(valueAt(alarm, ['AlarmActions']));

/** One metric that an alarm looks at: its only one, or one of its metric math. */
type AlarmMetric = {
  path: Path;
  namespace: unknown;
  name: unknown;
  dimensions: Record<string, unknown>;
  statistic: unknown;
  period: unknown;
};

export const alarmsOf = (context: RuleContext): readonly ResolvedResource[] =>
  ofType(context, 'AWS::CloudWatch::Alarm');

const dimensionsOf = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(
    listOf(value)
      .map(mapOf)
      .map(({ Name, Value }) => [String(Name), Value]),
  );

export function metricsOf(alarm: ResolvedResource): AlarmMetric[] {
  const own = alarm.Properties;
  const list = listOf(own['Metrics']).map(mapOf);
  if (list.length === 0)
    return [
      {
        path: [],
        namespace: own['Namespace'],
        name: own['MetricName'],
        dimensions: dimensionsOf(own['Dimensions']),
        statistic: own['Statistic'] ?? own['ExtendedStatistic'],
        period: own['Period'],
      },
    ];
  return list.flatMap((entry, index) => {
    const stat = mapOf(entry['MetricStat']);
    const metric = mapOf(stat['Metric']);
    if (entry['MetricStat'] === undefined) return [];
    return [
      {
        path: ['Metrics', index, 'MetricStat', 'Metric'],
        namespace: metric['Namespace'],
        name: metric['MetricName'],
        dimensions: dimensionsOf(metric['Dimensions']),
        statistic: stat['Stat'],
        period: stat['Period'],
      },
    ];
  });
}

/** The topics of the stack that take alarms, composite ones too. */
export function alarmTopics(context: RuleContext): ResolvedResource[] {
  const alarms = ofType(context, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm');
  const targets = alarms.flatMap((alarm) => listOf(valueAt(alarm, ['AlarmActions'])));
  return ofType(context, 'AWS::SNS::Topic').filter((topic) => targets.includes(refOf(context, topic)));
}

/** Whether it fires above its threshold, as an alarm on failures has to. */
export const isUpwards = (alarm: ResolvedResource): boolean =>
  ['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold'].includes(String(valueAt(alarm, ['ComparisonOperator'])));
