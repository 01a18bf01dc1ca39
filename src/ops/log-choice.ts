import type { LogLine } from './read-log.ts';
import { ERRORS, isError } from './show-line.ts';

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
