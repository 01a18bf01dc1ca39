import { codeOf } from '../errors/outcomes.ts';
import type { LogLevel } from '../settings/environment.ts';

/**
 * Characters of one string of a line. S3's longest key has 1,024 bytes, so none is ever shortened. A forged event, and a
 * decoder's sentence about a file, may be of any length.
 */
export const MAX_TEXT = 2048;

/**
 * One JSON object as a line, each string in it well-formed and cut at MAX_TEXT. A character takes six bytes at the most
 * (`\u0001`), and no line has more than ten untrusted strings: 123 KB, below the 256 KB that the embedded metric
 * format allows and the 1 MB that CloudWatch Logs takes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const jsonLine = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(fields, (_, value: unknown) => (typeof value === 'string' ? cut(value) : value));

const cut = (text: string): string =>
  (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text).toWellFormed();

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes one JSON object a line; log-line.schema.json says of what. `with` gives a log whose lines all carry the fields
 * too.
 */
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  with(fields: LogFields): Log;
  /** Fields that all lines carry. */
  readonly fields: LogFields;
};

/** Receives a line without its end. */
export type WriteLine = (line: string) => void;

/** Lambda's names for the levels, by ours. */
const NAMES: Readonly<Record<LogLevel, string>> = { DEBUG: 'DEBUG', INFO: 'INFO', WARNING: 'WARN', ERROR: 'ERROR' };
const RANKS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

/** `lowest` is the lowest level that is written. */
export function createLog(lowest: LogLevel, write: WriteLine, shared: LogFields = {}): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (RANKS.indexOf(level) < RANKS.indexOf(lowest)) return;
      const timestamp = new Date().toISOString();
      write(jsonLine({ timestamp, level: NAMES[level], message, ...shared, ...fields }));
    };
  return {
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARNING'),
    error: at('ERROR'),
    with: (fields) => createLog(lowest, write, { ...shared, ...fields }),
    fields: shared,
  };
}

/** Fields by which an error is logged: a stack only where the handler may be at fault, never a file. */
export function errorFields(error: unknown): LogFields {
  const code = codeOf(error);
  if (!(error instanceof Error)) return { code, reason: String(error) };
  const reason = { code, error: error.name, reason: error.message };
  return code !== 'UNEXPECTED' || error.stack === undefined ? reason : { ...reason, stack: error.stack };
}
