import type { PermanentErrorCode } from '../../src/handler/errors/coded-errors.ts';

/** What may become of an upload: a processed object, or a permanent error. An error that passes is never right here. */
export type Outcome = 'processed' | PermanentErrorCode;

export type HostileFile = {
  family: string;
  /** Unique within the family. */
  name: string;
  /** Made when it is needed, the same at every run. */
  bytes: () => Buffer | Promise<Buffer>;
  /** One, or several where either is right. */
  expected: Outcome | readonly Outcome[];
  /** What is hostile about it, and why the expected is right. */
  why: string;
  /** Must not be found in the processed object. */
  payload?: string;
  /** The size that the processed object has in pixels. */
  to?: { width: number; height: number };
};

/** Of the whole corpus. */
export const nameOf = (file: HostileFile): string => `${file.family}/${file.name}`;

/** Most are refused as damaged. */
export const file = (
  name: string,
  why: string,
  bytes: HostileFile['bytes'],
  expected: HostileFile['expected'] = 'CORRUPT',
  more: Pick<HostileFile, 'payload' | 'to'> = {},
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected, ...more });

export const family = (name: string, files: readonly Omit<HostileFile, 'family'>[]): HostileFile[] =>
  files.map((file) => ({ family: name, ...file }));
