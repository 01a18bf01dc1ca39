import { printable } from '../shared/text.ts';
import type { LogLine } from './read-log.ts';

const show = (value: unknown): string => printable(typeof value === 'string' ? value : JSON.stringify(value));

const asFields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Of what Lambda itself says. https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status */
const BAD_ENDS = ['error', 'failure', 'timeout'];

const statusOf = ({ fields }: LogLine): unknown => asFields(fields['record'])['status'];

/** What Lambda says at the end of an invocation. */
function reportOf({ fields }: LogLine): string | undefined {
  if (fields['type'] !== 'platform.report') return undefined;
  const { status, metrics, requestId } = asFields(fields['record']);
  const { durationMs, maxMemoryUsedMB, memorySizeMB } = asFields(metrics);
  return `Invocation ${requestId} ${status}: ${durationMs} ms, ${maxMemoryUsedMB} of ${memorySizeMB} MB`;
}

const FACTS = ['key', 'processedKey', 'code', 'reason', 'milliseconds', 'durations'];

/** One line for people: what the handler says, without what every line has. */
export function showLine(line: LogLine): string {
  const { time, text, fields } = line;
  const { level, message } = fields;
  const said = message === undefined ? printable(reportOf(line) ?? text) : show(message);
  const facts = FACTS.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${show(fields[name])}`]));
  return [time.toISOString(), String(level ?? '').padEnd(5), said, ...(message === undefined ? [] : facts)].join(' ');
}

/** An error that the function tells, or a start or an invocation that ended in a crash, in a timeout or without memory. */
export const isError = (line: LogLine): boolean =>
  line.fields['level'] === 'ERROR' || BAD_ENDS.includes(String(statusOf(line)));

/** What isError looks for, as CloudWatch's filter pattern. */
export const ERRORS = `{ ${['$.level = "ERROR"', ...BAD_ENDS.map((end) => `$.record.status = "${end}"`)]
  .map((condition) => `(${condition})`)
  .join(' || ')} }`;
