/** An error with a code of a closed set, by which it is counted. The message is a sentence for people. */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Why an upload can never become a processed image, however often it is tried. This set is closed: logs, metrics,
 * reports and readers of the dead-letter queue count by it. Every other error is passing and worth another try.
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

/**
 * Why an upload was not processed this time. The message is retried, until it has been received too often. The set is
 * closed as that of permanent errors is, because metrics are counted by it; UNEXPECTED is every other error.
 */
export const PASSING_ERROR_CODES = [
  'ACCESS_DENIED',
  'KMS_KEY',
  'LOST_RACES',
  'NETWORK',
  'NO_BUCKET',
  'NO_CONDITIONAL_WRITES',
  'OUT_OF_MEMORY',
  'S3_BUSY',
  'S3_FAILED',
  'TOO_SLOW',
  'UNEXPECTED',
] as const;

export type PassingErrorCode = (typeof PASSING_ERROR_CODES)[number];

export class PassingError extends CodedError<PassingErrorCode> {
  override readonly name = 'PassingError';
}
