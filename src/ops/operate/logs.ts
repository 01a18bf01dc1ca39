import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../local/report/text.ts';
import { UserError } from '../../local/user-error.ts';
import type { Call, Command } from './command.ts';
import { type LogLine, type LogQuery, readLog } from './read-log.ts';

const MINUTES = { default: 60, least: 1, most: 100_000 };
const INTERVAL_MILLISECONDS = 2000;

/** CloudWatch shows a line some seconds after it was written, and not always in order: so far back it looks again. */
const OVERLAP_MILLISECONDS = 30_000;

/** A pattern of CloudWatch's for lines of a key, or none where the key has a character that patterns give a meaning. */
export const keyPattern = (key: string): string | undefined =>
  /^[\w ./-]+$/.test(key) ? `{ $.key = "${key}" }` : undefined;

const show = (value: unknown): string => printable(typeof value === 'string' ? value : JSON.stringify(value));

/** One line for people: what the handler says, without what every line has. */
export function showLine({ time, text, fields }: LogLine): string {
  const { level, message, timestamp, requestId, _aws, ...rest } = fields;
  if (message === undefined) return `${time.toISOString()} ${printable(text)}`;
  const facts = ['key', 'processedKey', 'code', 'reason', 'milliseconds'].flatMap((name) =>
    rest[name] === undefined ? [] : [`${name}=${show(rest[name])}`],
  );
  return [time.toISOString(), String(level ?? '').padEnd(5), show(message), ...facts].join(' ');
}

/** Metrics are lines too, which say nothing to people that the others do not. */
const isMetric = ({ fields }: LogLine): boolean => '_aws' in fields;

async function run(call: Call): Promise<boolean> {
  const { args, aws, find, screen, signal } = call;
  if (!aws.cloud) {
    throw new UserError('Expected a stack at AWS: the local run writes the log of its function to out/function.log');
  }
  const { logGroup } = await find.all('logGroup');
  const key = args.text('key');
  const level = args.flag('errors') ? 'ERROR' : undefined;
  const pattern = (key !== undefined ? keyPattern(key) : undefined) ?? (level && `{ $.level = "${level}" }`);
  let since = new Date(Date.now() - args.number('minutes', MINUTES) * 60_000);
  const seen = new Set<string>();
  const isWanted = (line: LogLine): boolean =>
    (key === undefined || line.fields['key'] === key) &&
    (level === undefined || line.fields['level'] === level) &&
    !isMetric(line);

  do {
    const query: LogQuery = { logGroup, since, ...(pattern && { pattern }) };
    let latest = since.getTime() + OVERLAP_MILLISECONDS;
    for await (const line of readLog(aws.cloud.logs, query)) {
      latest = Math.max(latest, line.time.getTime());
      if (seen.has(line.id)) continue;
      seen.add(line.id);
      if (isWanted(line)) screen.line({ time: line.time, ...line.fields, text: line.text }, showLine(line));
    }
    since = new Date(latest - OVERLAP_MILLISECONDS);
    if (args.flag('follow')) await sleep(INTERVAL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  } while (args.flag('follow') && !signal.aborted);
  return true;
}

export const logs: Command = {
  name: 'logs',
  usage: '[--follow] [--key KEY] [--errors] [--minutes N]',
  summary: 'what the function wrote to its log',
  help: `Shows the log of the function, oldest line first, without its metrics. The local run has none here: it writes
out/function.log when it ends.

  --follow            stay, and show lines as they come, until Ctrl-C
  --key KEY           only lines on this upload
  --errors            only lines of level ERROR
  --minutes N         how far back to begin (default: ${MINUTES.default})`,
  options: {
    follow: { type: 'boolean', short: 'f' },
    key: { type: 'string' },
    errors: { type: 'boolean' },
    minutes: { type: 'string' },
  },
  run,
};
