import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../local/user-error.ts';
import type { Call, Command } from './command.ts';
import { type LogLine, openLog } from './read-log.ts';
import { isError, showLine } from './show-line.ts';

const MINUTES = { default: 60, least: 1, most: 100_000 };
const INTERVAL_MILLISECONDS = 2000;

/** CloudWatch shows a line some seconds after it was written, and not always in order: so far back it looks again. */
const OVERLAP_MILLISECONDS = 30_000;

/** A pattern of CloudWatch's for lines of a key, or none where the key has a character that patterns give a meaning. */
export const keyPattern = (key: string): string | undefined =>
  /^[\w ./-]+$/.test(key) ? `{ $.key = "${key}" }` : undefined;

/** What isError looks for, as CloudWatch's filter pattern. */
const ERRORS = '{ ($.level = "ERROR") || (($.type = "platform.report") && ($.record.status != "success")) }';

/** Metrics are lines too, which say nothing to people that the others do not. */
const isMetric = ({ fields }: LogLine): boolean => '_aws' in fields;

async function run(call: Call): Promise<boolean> {
  const { args, screen, signal } = call;
  const readLog = await openLog(call);
  if (readLog === undefined) {
    throw new UserError('Expected a stack with a log group, --log-group, or --log-file with the log of a local run');
  }
  const key = args.text('key');
  const isErrors = args.flag('errors');
  const pattern = key === undefined ? (isErrors ? ERRORS : undefined) : keyPattern(key);
  let since = new Date(Date.now() - args.number('minutes', MINUTES) * 60_000);
  const seen = new Set<string>();
  const isWanted = (line: LogLine): boolean =>
    (key === undefined || line.fields['key'] === key) && (!isErrors || isError(line)) && !isMetric(line);

  do {
    let latest = since.getTime() + OVERLAP_MILLISECONDS;
    for await (const line of readLog({ since, ...(pattern && { pattern }) })) {
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
  help: `Shows the log of the function, oldest line first, without its metrics. A local run writes its log to the file
function.log beside its page: --log-file.

  --follow            stay, and show lines as they come, until Ctrl-C
  --key KEY           only lines on this upload
  --errors            only lines of level ERROR, and invocations that did not end well
  --minutes N         how far back to begin (default: ${MINUTES.default})`,
  options: {
    follow: { type: 'boolean', short: 'f' },
    key: { type: 'string' },
    errors: { type: 'boolean' },
    minutes: { type: 'string' },
  },
  run,
};
