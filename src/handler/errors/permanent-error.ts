import { CodedError } from './coded-error.ts';

/**
 * Why an upload can never become a processed image, however often it is tried. This set is closed: logs, metrics,
 * reports and whoever reads the dead-letter queue count by it. Every other error is passing and worth another try.
 */
export const PERMANENT_ERROR_CODES = [
  'BAD_EVENT',
  'CORRUPT',
  'CRASHED',
  'EMPTY',
  'KEY_TAKEN',
  'KEY_TOO_LONG',
  'NOT_AN_IMAGE',
  'NOT_FOUND',
  'TIMED_OUT',
  'TOO_MANY_BYTES',
  'TOO_MANY_FRAMES',
  'TOO_MANY_PIXELS',
  'TOO_MANY_SCANS',
  'TOO_MUCH_METADATA',
  'UNREADABLE',
  'UNSUPPORTED_FORMAT',
] as const;

export type PermanentErrorCode = (typeof PERMANENT_ERROR_CODES)[number];

export class PermanentError extends CodedError<PermanentErrorCode> {
  override readonly name = 'PermanentError';
}
