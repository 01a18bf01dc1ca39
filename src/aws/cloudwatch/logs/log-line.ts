/** A line of a log group and when it was written, in milliseconds since 1970; without fields where it is no JSON. */
export type LogLine = { at: number; fields: Readonly<Record<string, unknown>> | undefined };

/** Filters, queries and embedded metrics all see the fields of a line. */
export function readLogLine(at: number, line: string): LogLine {
  try {
    const value: unknown = JSON.parse(line);
    return { at, fields: typeof value === 'object' && value !== null ? (value as LogLine['fields']) : undefined };
  } catch {
    return { at, fields: undefined };
  }
}
