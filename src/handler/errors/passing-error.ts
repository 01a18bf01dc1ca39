import { CodedError } from './coded-error.ts';

/**
 * Why an upload was not processed this time. The message comes again, until it has been received too often. The set is
 * closed as that of permanent errors is, because metrics are counted by it; UNEXPECTED is all that nobody thought of.
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
