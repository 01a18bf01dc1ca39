import type { Input } from '../../shared/upload-files.ts';
import type { LogEntry } from '../lambda/function-log.ts';
import type { ProcessedObject } from '../services/processed-objects.ts';

/** A message in the dead-letter queue, with the code and the sentence of the handler's log. */
export type DeadLetterReason = { messageId: string; code: string; reason: string };

/** All that is known of one upload. At the end of a run it is in exactly one of two places, or something is wrong. */
export type Ending = {
  input: Input;
  versionId?: string;
  /** Why S3 did not take it. */
  refused?: string;
  processed: ProcessedObject[];
  deadLetter?: DeadLetterReason;
  /** Of the last try, in the function. */
  milliseconds?: number;
  tries: number;
};

export type Place = 'processed' | 'dead-letter queue' | 'both' | 'nowhere' | 'not uploaded';

/** Where an upload ended. An image in both places was processed and reported as lost: as wrong as one in neither. */
export function placeOf({ refused, processed, deadLetter }: Ending): Place {
  if (refused !== undefined) return 'not uploaded';
  if (processed.length > 0) return deadLetter ? 'both' : 'processed';
  return deadLetter ? 'dead-letter queue' : 'nowhere';
}

/** True for an upload that ended in exactly one of the two places where one may end. */
export const endedWell = (ending: Ending): boolean => ['processed', 'dead-letter queue'].includes(placeOf(ending));

/** Takes over what the function's log says, or why the batch failed in which the message was last. */
export function explain(ending: Ending, { milliseconds, tries, code, reason }: LogEntry, batchFailure?: string): void {
  ending.tries = tries;
  if (milliseconds !== undefined) ending.milliseconds = milliseconds;
  if (ending.deadLetter === undefined) return;
  ending.deadLetter.code = code ?? 'FUNCTION_FAILED';
  ending.deadLetter.reason = reason ?? batchFailure ?? 'the function wrote no reason to its log';
}

/** One sentence on where an upload ended. */
export function describeEnding(ending: Ending): string {
  const { refused, processed, deadLetter } = ending;
  const place = placeOf(ending);
  const keys = [...new Set(processed.map(({ key }) => key))].join(', ');
  const letter = deadLetter ? `dead-letter queue: ${deadLetter.code}` : '';
  if (place === 'processed') return keys;
  if (place === 'both') return `BOTH ${keys} AND ${letter}`;
  if (place === 'not uploaded') return `NOT UPLOADED: ${refused}`;
  return place === 'nowhere' ? 'NOWHERE' : letter;
}
