import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';

/** One line of the function's log: JSON, except where the runtime itself crashed. */
export type LogLine = { id: string; time: Date; text: string; fields: Readonly<Record<string, unknown>> };

export type LogQuery = { logGroup: string; since: Date; pattern?: string };

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

/** The lines since a time, in order, a page at a time. `pattern` is one of CloudWatch's filter patterns. */
export async function* readLog(
  logs: CloudWatchLogsClient,
  { logGroup, since, pattern }: LogQuery,
): AsyncGenerator<LogLine> {
  let nextToken: string | undefined;
  do {
    const page: FilterLogEventsCommandOutput = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime: since.getTime(),
        ...(pattern !== undefined && { filterPattern: pattern }),
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    yield* (page.events ?? []).map(lineOf);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
