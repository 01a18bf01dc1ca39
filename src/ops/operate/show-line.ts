import { printable } from '../../local/report/text.ts';
import type { LogLine } from './read-log.ts';

const show = (value: unknown): string => printable(typeof value === 'string' ? value : JSON.stringify(value));

const asFields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** What Lambda itself says at the end of an invocation. https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function reportOf({ fields }: LogLine): { status: string; text: string } | undefined {
  if (fields['type'] !== 'platform.report') return undefined;
  const { status, metrics, requestId } = asFields(fields['record']);
  const { durationMs, maxMemoryUsedMB, memorySizeMB } = asFields(metrics);
  const text = `Invocation ${requestId} ${status}: ${durationMs} ms, ${maxMemoryUsedMB} of ${memorySizeMB} MB`;
  return { status: String(status), text };
}

const FACTS = ['key', 'processedKey', 'code', 'reason', 'milliseconds', 'durations'];

/** One line for people: what the handler says, without what every line has. */
export function showLine(line: LogLine): string {
  const { time, text, fields } = line;
  const { level, message } = fields;
  const report = reportOf(line);
  const said = message === undefined ? printable(report?.text ?? text) : show(message);
  const facts = FACTS.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${show(fields[name])}`]));
  return [time.toISOString(), String(level ?? '').padEnd(5), said, ...(message === undefined ? [] : facts)].join(' ');
}

/** An error that the function tells, or an invocation that ended in a crash, in a timeout or without memory. */
export const isError = (line: LogLine): boolean =>
  line.fields['level'] === 'ERROR' || (reportOf(line)?.status ?? 'success') !== 'success';

/** What isError looks for, as CloudWatch's filter pattern. */
export const ERRORS = '{ ($.level = "ERROR") || (($.type = "platform.report") && ($.record.status != "success")) }';
