import type { Value } from 'cloudform';
import { parameter, type ResourceType, ref, when } from './cloudformation.ts';

export const MINUTE = 60;
export const FIVE_MINUTES = 300;

type Alarm = ResourceType<'AWS::CloudWatch::Alarm'>;

/** The one dimension of a metric. */
export const dimension = (Name: string, Value: Value<string>) => [{ Name, Value }];

/** What a metric of the function is asked for by. */
export const ofFunction = () => dimension('FunctionName', ref('ImageFunction'));

/** What the mail of an alarm says: what it means, what to do first, and the section of RUNBOOK.md that tells the rest. */
export const describe = (meaning: string, first: string, section: string): string =>
  `${meaning} First: ${first} RUNBOOK.md: ${section}`;

/** Who hears of an alarm, when it fires and when it clears: the topic of the stack, or the one that it was given. */
export const tellTopic = () => {
  const topic = when('MakesAlarmTopic', ref('AlarmTopic'), parameter('AlarmTopicArn'));
  return { AlarmActions: [topic], OKActions: [topic] };
};

/** An alarm that fires from its threshold on, and for which no data is no trouble unless it says otherwise. */
export const alarm = (
  Why: string,
  AlarmDescription: string,
  Properties: Omit<Alarm['Properties'], 'ComparisonOperator'>,
): Alarm => ({
  Why,
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...Properties,
  },
});

/** A metric that an expression names: it is looked at, but is not the result. */
export const input = (
  Id: string,
  Metric: { Namespace: string; MetricName: string; Dimensions: ReturnType<typeof dimension> },
  Stat: 'Sum' | 'Maximum',
  Period = FIVE_MINUTES,
) => ({ Id, MetricStat: { Metric, Period, Stat }, ReturnData: false });
