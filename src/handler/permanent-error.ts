/**
 * Why an upload can never become a processed image, however often it is tried. This set is closed: logs, metrics and
 * whoever reads the dead-letter queue count by it. Every other error is passing and worth another try.
 */
export const PERMANENT_ERROR_CODES = [
  'BAD_EVENT',
  'CORRUPT',
  'EMPTY',
  'KEY_TOO_LONG',
  'NOT_AN_IMAGE',
  'NOT_FOUND',
  'TOO_MANY_BYTES',
  'TOO_MANY_FRAMES',
  'TOO_MANY_PIXELS',
  'TOO_MANY_SCANS',
  'UNSUPPORTED_FORMAT',
] as const;

export type PermanentErrorCode = (typeof PERMANENT_ERROR_CODES)[number];

/** What logs and metrics give as the code of an error that may pass. */
export const PASSING = 'PASSING';

export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  readonly code: PermanentErrorCode;

  constructor(code: PermanentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code that an error of any kind is counted under. */
export const codeOf = (error: unknown): PermanentErrorCode | typeof PASSING =>
  error instanceof PermanentError ? error.code : PASSING;
