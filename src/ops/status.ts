import { printable } from '../shared/text.ts';
import { showAge, showSeconds } from './age.ts';
import type { Call, Command } from './command.ts';
import { queueFigures } from './figures.ts';
import { errorsInLog, errorsInReports, type LastError } from './last-errors.ts';
import { messages } from './list-letters.ts';
import { openLog } from './read-log.ts';
import { drawRows } from './screen.ts';
import { type Fired, firedAlarms, oldestMessageAge } from './watchers.ts';

async function lastErrors(call: Call, processedBucket: string): Promise<LastError[]> {
  const readLog = await openLog(call);
  return readLog ? errorsInLog(readLog) : errorsInReports(call.aws.s3, processedBucket);
}

async function fired({ aws, find }: Call): Promise<Fired[] | undefined> {
  const { alarms } = await find.any('alarms');
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
  const { aws, find, screen } = call;
  const names = await find.all('imageQueue', 'deadLetterQueue', 'processedBucket');
  const [imageQueue, deadLetterQueue, oldestSeconds, errors, alarms] = await Promise.all([
    queueFigures(aws.sqs, names.imageQueue),
    queueFigures(aws.sqs, names.deadLetterQueue),
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
  screen.result(value, lines.join('\n'));
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
