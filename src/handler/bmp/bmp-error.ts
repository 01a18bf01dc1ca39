export type BmpErrorCode = 'CORRUPT' | 'UNSUPPORTED_FORMAT' | 'TOO_MANY_PIXELS';

/** The only error that reading a BMP image throws: the file is at fault, and trying again does not help. */
export class BmpError extends Error {
  override readonly name = 'BmpError';
  readonly code: BmpErrorCode;

  constructor(code: BmpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws a BmpError reading "Expected <expected> but received <received>" unless the condition holds. */
export function expectBmp(
  condition: boolean,
  expected: string,
  received: number | string,
  code: BmpErrorCode = 'CORRUPT',
): asserts condition {
  if (!condition) throw new BmpError(code, `Expected ${expected} but received ${received}`);
}
