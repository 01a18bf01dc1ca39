import { PassingError, type PassingErrorCode, PermanentError, type PermanentErrorCode } from './coded-errors.ts';

/** The meaning of an answer of S3 or of the network. The names are those of S3's error codes, as the SDK gives them. */
type Row = ({ permanent: PermanentErrorCode; of: 'read' } | { passing: PassingErrorCode }) & {
  when: (error: Seen) => boolean;
};

type Seen = { name: string; status: number | undefined; isOfNetwork: boolean };

const named =
  (...names: string[]) =>
  ({ name }: Seen): boolean =>
    names.includes(name);

/**
 * Decides whether a failed call is permanent or passing; the first row that fits counts. All that a person can repair
 * (a policy, a key, a bucket) is passing: the message survives the repair, in one of the queues.
 */
const ROWS: readonly Row[] = [
  // Deleted or expired since its event; a delete marker asked for by its version answers 405. What is gone stays gone.
  // Without s3:ListBucket, which the role does not have, S3 answers 403 instead: ACCESS_DENIED, as the two cannot be told apart.
  { permanent: 'NOT_FOUND', of: 'read', when: named('NoSuchKey', 'NoSuchVersion', 'NotFound') },
  { permanent: 'NOT_FOUND', of: 'read', when: named('MethodNotAllowed') },
  // Archived, or encrypted with a key that only the uploader has.
  { permanent: 'UNREADABLE', of: 'read', when: named('InvalidObjectState', 'InvalidRequest') },
  // S3's own events never name such a key or version.
  { permanent: 'BAD_EVENT', of: 'read', when: named('KeyTooLongError', 'InvalidArgument') },
  { passing: 'NO_BUCKET', when: named('NoSuchBucket') },
  { passing: 'KMS_KEY', when: ({ name }) => name.startsWith('KMS.') },
  { passing: 'ACCESS_DENIED', when: ({ status }) => status === 401 || status === 403 },
  { passing: 'ACCESS_DENIED', when: named('ExpiredToken', 'InvalidToken', 'CredentialsProviderError') },
  { passing: 'S3_BUSY', when: ({ name, status }) => status === 429 || status === 503 || name === 'RequestTimeout' },
  { passing: 'NO_CONDITIONAL_WRITES', when: ({ name, status }) => status === 501 || name === 'NotImplemented' },
  { passing: 'S3_FAILED', when: ({ status = 0 }) => status >= 500 },
  { passing: 'NETWORK', when: ({ isOfNetwork }) => isOfNetwork },
];

/**
 * Returns the handler's error for what a call to S3 threw. `name` is the object, as s3://bucket/key. An abort is no outcome: it is
 * given back as it is.
 */
export function outcomeOfS3(error: unknown, call: 'read' | 'write' | 'delete', name: string): unknown {
  if (error instanceof PermanentError || error instanceof PassingError || isAbort(error)) return error;
  const seen = look(error);
  const row = ROWS.find((candidate) => (!('of' in candidate) || candidate.of === call) && candidate.when(seen));
  if (row === undefined) return error;
  const status = seen.status === undefined ? '' : ` (${seen.status})`;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `Expected to ${call} ${name} but received ${seen.name}${status}: ${reason}`;
  return 'permanent' in row
    ? new PermanentError(row.permanent, message, { cause: error })
    : new PassingError(row.passing, message, { cause: error });
}

/** The code that an error of any kind is counted under. */
export const codeOf = (error: unknown): PermanentErrorCode | PassingErrorCode =>
  error instanceof PermanentError || error instanceof PassingError ? error.code : 'UNEXPECTED';

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** 409 ConditionalRequestConflict, 412, and 404 for an If-Match: another writer was faster. */
export const isLostRace = (error: unknown): boolean => {
  const { name, status } = look(error);
  return status === 412 || status === 409 || (status === 404 && name !== 'NoSuchBucket');
};

/** True where the object does not exist; without s3:ListBucket, S3 answers 403 for that too. */
export const isAbsent = (error: unknown): boolean => [403, 404, 405].includes(look(error).status ?? 0);

function look(error: unknown): Seen {
  const {
    name = 'Error',
    $metadata,
    code,
  } = error as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
    code?: unknown;
  };
  const status = $metadata?.httpStatusCode;
  // Node's codes: ECONNRESET, ENOTFOUND, EPIPE ... The SDK's own time limits are TimeoutErrors.
  const isOfNetwork =
    name === 'TimeoutError' || (typeof code === 'string' && /^(E(?!RR_)|ERR_STREAM_PREMATURE_CLOSE)/.test(code));
  return { name, status, isOfNetwork };
}
