import { readFile } from 'node:fs/promises';
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '../shared/user-error.ts';
import type { Call } from './command.ts';

/** One line of the function's log: JSON, except where the runtime itself crashed. */
export type LogLine = { id: string; time: Date; text: string; fields: Readonly<Record<string, unknown>> };

/** `pattern` is one of CloudWatch's filter patterns, which spares the transfer of other lines; a file has them all. */
export type LogQuery = { since: Date; pattern?: string };

/** Gives the lines since a time, in order. */
export type ReadLog = (query: LogQuery) => AsyncGenerator<LogLine>;

/** The log of the pipeline: that of the stack, or the file of a local run. Undefined where there is none. */
export async function openLog({
  args,
  aws,
  resolver,
}: Pick<Call, 'args' | 'aws' | 'resolver'>): Promise<ReadLog | undefined> {
  const file = args.text('log-file');
  if (file !== undefined) return fromFile(file);
  const { cloud } = aws;
  if (!cloud) return undefined;
  const { logGroup } = await resolver.any('logGroup');
  return logGroup === undefined ? undefined : fromCloudWatch(cloud.logs, logGroup);
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const lineOf = ({ eventId = '', timestamp = 0, message = '' }: FilteredLogEvent): LogLine => ({
  id: eventId,
  time: new Date(timestamp),
  text: message.trimEnd(),
  fields: fieldsOf(message),
});

/** A page at a time. */
const fromCloudWatch = (logs: CloudWatchLogsClient, logGroupName: string): ReadLog =>
  async function* read({ since, pattern }) {
    let nextToken: string | undefined;
    do {
      const page: FilterLogEventsCommandOutput = await logs.send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: since.getTime(),
          ...(pattern !== undefined && { filterPattern: pattern }),
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      yield* (page.events ?? []).map(lineOf);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  };

/** A line without a time, such as Node's own on a crash, is of the time of the line before. */
const fromFile = (file: string): ReadLog =>
  async function* read({ since }) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`Expected ${file} to be the log of a local run but it cannot be read: ${error.code}`);
    });
    let time = new Date(0);
    for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
      const fields = fieldsOf(line);
      const told = new Date(String(fields['timestamp'] ?? fields['time']));
      if (!Number.isNaN(told.getTime())) time = told;
      if (time >= since) yield { id: String(index), time, text: line, fields };
    }
  };
