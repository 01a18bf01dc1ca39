import { codeOf } from '../errors/outcomes.ts';
import type { LogLevel } from '../settings/environment.ts';
import { jsonLine } from './json-line.ts';

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
  /** What all lines carry. */
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

/** How an error is logged: a stack only where the fault may be ours, never for what a file did. */
export function errorFields(error: unknown): LogFields {
  const code = codeOf(error);
  if (!(error instanceof Error)) return { code, reason: String(error) };
  const reason = { code, error: error.name, reason: error.message };
  return code !== 'UNEXPECTED' || error.stack === undefined ? reason : { ...reason, stack: error.stack };
}
