import { type CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { type _Object, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { FailureReport } from '../handler/s3/failure-report.ts';
import { printable } from '../shared/text.ts';
import type { Call, Command } from './command.ts';
import { drawRows, showAge, showSeconds } from './command-output.ts';
import { messages } from './dead-letters.ts';
import { queueCounts } from './queue-counts.ts';
import { openLog, type ReadLog } from './read-log.ts';

const TEN_MINUTES_MILLISECONDS = 600_000;

/** An alarm that has fired. */
type Fired = { name: string; since?: Date; reason: string };

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
async function oldestMessageAge(cloudWatch: CloudWatchClient, queueUrl: string): Promise<number | undefined> {
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

/** An image that failed, so many times in the past hour; `time` is the last of them. */
type LastError = { time: Date; key: string; code: string; reason: string; times: number };

/** How many are told. */
const COUNT = 5;

const HOUR_MILLISECONDS = 3_600_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const newest = (errors: Iterable<LastError>): LastError[] =>
  [...errors].sort((a, b) => b.time.getTime() - a.time.getTime()).slice(0, COUNT);

/** The last errors of the past hour, newest first: those that pass too. */
async function errorsInLog(readLog: ReadLog): Promise<LastError[]> {
  const errors = new Map<string, LastError>();
  const since = new Date(Date.now() - HOUR_MILLISECONDS);
  for await (const { time, fields } of readLog({ since, pattern: '{ $.level = "ERROR" }' })) {
    if (fields['level'] !== 'ERROR') continue;
    const { key, code, reason, message } = fields;
    const id = JSON.stringify([key, code, reason]);
    const times = (errors.get(id)?.times ?? 0) + 1;
    errors.set(id, { time, key: text(key), code: text(code), reason: text(reason ?? message), times });
  }
  return newest(errors.values());
}

/** Where there is no log: the newest reports on uploads that can never become images. */
async function errorsInReports(s3: S3Client, Bucket: string): Promise<LastError[]> {
  const found: _Object[] = [];
  // All of them, since S3 lists by key: they expire after two weeks.
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: 'failed/' })) {
    found.push(...Contents);
  }
  const last = found.sort((a, b) => Number(b.LastModified) - Number(a.LastModified)).slice(0, COUNT);
  const errors = last.map(async ({ Key }): Promise<LastError> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const { time, key, code, reason } = JSON.parse((await Body?.transformToString()) ?? '') as FailureReport;
    return { time: new Date(time), key, code, reason, times: 1 };
  });
  return newest(await Promise.all(errors));
}

async function lastErrors(call: Call, processedBucket: string): Promise<LastError[]> {
  const readLog = await openLog(call);
  return readLog ? errorsInLog(readLog) : errorsInReports(call.aws.s3, processedBucket);
}

async function fired({ aws, resolver }: Call): Promise<Fired[] | undefined> {
  const { alarms } = await resolver.any('alarms');
  return aws.cloud && alarms ? firedAlarms(aws.cloud.cloudWatch, alarms) : undefined;
}

const errorRows = (errors: readonly LastError[]): string =>
  drawRows(
    ['last errors', '', '', ''],
    errors.map(({ time, key, code, reason, times }) => [
      `${showAge(time)} ago${times > 1 ? `, ${times} times` : ''}`,
      code,
      key,
      reason,
    ]),
  );

async function run(call: Call): Promise<boolean> {
  const { aws, resolver, output } = call;
  const names = await resolver.all('imageQueue', 'deadLetterQueue', 'processedBucket');
  const [imageQueue, deadLetterQueue, oldestSeconds, errors, alarms] = await Promise.all([
    queueCounts(aws.sqs, names.imageQueue),
    queueCounts(aws.sqs, names.deadLetterQueue),
    aws.cloud && oldestMessageAge(aws.cloud.cloudWatch, names.imageQueue),
    lastErrors(call, names.processedBucket),
    fired(call),
  ]);
  const { waiting, inFlight, delayed } = imageQueue;
  const dead = deadLetterQueue.waiting + deadLetterQueue.inFlight;
  const oldest = oldestSeconds === undefined ? '' : `, the oldest for ${showSeconds(oldestSeconds)}`;
  const lines = [
    `image queue        ${waiting + delayed} waiting${oldest}, ${inFlight} being worked on`,
    `dead-letter queue  ${messages(dead)}${dead > 0 ? ': "dlq list" says why' : ''}`,
    ...(alarms === undefined
      ? []
      : [`alarms             ${alarms.length === 0 ? 'none has fired' : `${alarms.length} fired`}`]),
    ...(alarms ?? []).map(({ name, since, reason }) =>
      printable(`  ${name}${since ? `, for ${showAge(since)}` : ''}: ${reason}`),
    ),
    ...(errors.length > 0 ? ['', errorRows(errors)] : []),
  ];
  const value = {
    imageQueue: { waiting, inFlight, delayed, ...(oldestSeconds !== undefined && { oldestSeconds }) },
    deadLetterQueue: { messages: dead },
    ...(alarms && { alarms }),
    lastErrors: errors,
  };
  output.result(value, lines.join('\n'));
  return dead === 0 && (alarms ?? []).length === 0;
}

export const status: Command = {
  name: 'status',
  usage: '',
  summary: 'queues, alarms and the last errors at one glance',
  help: `Shows how many uploads wait and since when, how many are in the dead-letter queue, which alarms have fired, and the last
five errors of the past hour. Without a stack, as at the local run, there are neither alarms nor ages, and the errors come from
the reports in the processed bucket.
Exit code: 0 when the dead-letter queue is empty and no alarm has fired, otherwise 1.`,
  options: {},
  run,
};
