import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';

const TEN_MINUTES_MILLISECONDS = 600_000;

/** An alarm that has fired. */
export type Fired = { name: string; since?: Date; reason: string };

/** Those of these alarms that are in the state ALARM. */
export async function firedAlarms(cloudWatch: CloudWatchClient, names: readonly string[]): Promise<Fired[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
  const inAlarm = MetricAlarms.filter(({ StateValue }) => StateValue === 'ALARM');
  return inAlarm.map((alarm) => {
    // The first is when the state changed, the second also when only its reason did; an emulator may lack the first.
    const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
    return {
      name: alarm.AlarmName ?? '',
      ...(since && { since }),
      reason: alarm.AlarmDescription ?? alarm.StateReason ?? '',
    };
  });
}

/** Seconds, as CloudWatch last knew them; undefined where it knows nothing of the last ten minutes. */
export async function oldestMessageAge(cloudWatch: CloudWatchClient, queueUrl: string): Promise<number | undefined> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: queueUrl.split('/').at(-1) }],
      StartTime: new Date(Date.now() - TEN_MINUTES_MILLISECONDS),
      EndTime: new Date(),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  return Datapoints.sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp))[0]?.Maximum;
}
