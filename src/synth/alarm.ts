import type { Value } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { parameter, type ResourceType, ref } from './cloudformation.ts';

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

/** The topic that receives alarms: of the stack, or the existing one that a deployment names. */
export const alarmTopicArn = ({ alarmTopic }: Choices) =>
  alarmTopic === 'own' ? ref('AlarmTopic') : parameter('AlarmTopicArn');

/** Actions that notify the topic, when an alarm fires and when it clears. */
export const notifyTopic = (choices: Choices) => ({
  AlarmActions: [alarmTopicArn(choices)],
  OKActions: [alarmTopicArn(choices)],
});

/**
 * An alarm that fires from its threshold on, and for which no data is no trouble unless it says otherwise. Its description
 * says why it is there.
 */
export const alarm = (
  AlarmDescription: string,
  Properties: Omit<Alarm['Properties'], 'ComparisonOperator'>,
): Alarm => ({
  Why: '',
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
