import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../shared/text.ts';
import { UserError } from '../shared/user-error.ts';
import type { Call, Command } from './command.ts';
import { type LogLine, openLog } from './read-log.ts';

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
function showLine(line: LogLine): string {
  const { time, text, fields } = line;
  const { level, message } = fields;
  const said = message === undefined ? printable(reportOf(line) ?? text) : show(message);
  const facts = FACTS.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${show(fields[name])}`]));
  return [time.toISOString(), String(level ?? '').padEnd(5), said, ...(message === undefined ? [] : facts)].join(' ');
}

/** An error that the function tells, or a start or an invocation that ended in a crash, in a timeout or without memory. */
const isError = (line: LogLine): boolean =>
  line.fields['level'] === 'ERROR' || BAD_ENDS.includes(String(statusOf(line)));

/** What isError looks for, as CloudWatch's filter pattern. */
const ERRORS = `{ ${['$.level = "ERROR"', ...BAD_ENDS.map((end) => `$.record.status = "${end}"`)]
  .map((condition) => `(${condition})`)
  .join(' || ')} }`;

/** Which lines are asked for. `slow` is in milliseconds; 0 is all. */
export type Choice = { key: string | undefined; isErrors: boolean; slow: number };

export const isWanted = ({ key, isErrors, slow }: Choice, line: LogLine): boolean =>
  // Metrics are lines too, which say nothing to people that the others do not.
  !('_aws' in line.fields) &&
  (key === undefined || line.fields['key'] === key) &&
  (!isErrors || isError(line)) &&
  (slow === 0 || Number(line.fields['milliseconds']) >= slow);

/** A pattern of CloudWatch's that spares the transfer of most lines that are not wanted. Not every key can be put into one. */
export function patternOf({ key, isErrors, slow }: Choice): { pattern?: string } {
  if (key !== undefined) return /^[\w ./-]+$/.test(key) ? { pattern: `{ $.key = "${key}" }` } : {};
  if (slow > 0) return { pattern: `{ $.milliseconds >= ${slow} }` };
  return isErrors ? { pattern: ERRORS } : {};
}

const MINUTES = { default: 60, least: 1, most: 100_000 };
/** Milliseconds; 0 is all. */
const SLOW = { default: 0, least: 1, most: 900_000 };
const INTERVAL_MILLISECONDS = 2000;

/** CloudWatch shows a line some seconds after it was written, and not always in order: so far back it looks again. */
const OVERLAP_MILLISECONDS = 30_000;

async function run(call: Call): Promise<boolean> {
  const { args, output, signal } = call;
  const readLog = await openLog(call);
  if (readLog === undefined) {
    throw new UserError('Expected a stack with a log group, --log-group, or --log-file with the log of a local run');
  }
  const choice = { key: args.text('key'), isErrors: args.flag('errors'), slow: args.number('slow', SLOW) };
  const isFollowing = args.flag('follow');
  let since = new Date(Date.now() - args.number('minutes', MINUTES) * 60_000);
  const seen = new Set<string>();

  do {
    let latest = since.getTime() + OVERLAP_MILLISECONDS;
    for await (const line of readLog({ since, ...patternOf(choice) })) {
      if (signal.aborted) break;
      latest = Math.max(latest, line.time.getTime());
      if (seen.has(line.id)) continue;
      seen.add(line.id);
      if (isWanted(choice, line)) output.line({ time: line.time, ...line.fields, text: line.text }, showLine(line));
    }
    since = new Date(latest - OVERLAP_MILLISECONDS);
    if (isFollowing) await sleep(INTERVAL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  } while (isFollowing && !signal.aborted);
  if (!isFollowing) signal.throwIfAborted();
  return true;
}

export const logs: Command = {
  name: 'logs',
  usage: '[--follow] [--key KEY] [--errors] [--slow MS] [--minutes N]',
  summary: 'what the function wrote to its log',
  help: `Shows the log of the function, oldest line first, without its metrics. A local run writes its log to the file
function.log beside its page: --log-file.

  --follow            stay, and show lines as they come, until Ctrl-C
  --key KEY           only lines on this upload
  --errors            only lines of level ERROR, and invocations that did not end well
  --slow MS           only images that took at least so many milliseconds, with those of each step
  --minutes N         how far back to begin (default: ${MINUTES.default})`,
  options: {
    follow: { type: 'boolean', short: 'f' },
    key: { type: 'string' },
    errors: { type: 'boolean' },
    slow: { type: 'string' },
    minutes: { type: 'string' },
  },
  run,
};
