import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Answer, Call } from './call.ts';
import { assertReadConditions } from './conditions.ts';
import { S3Error } from './errors.ts';
import { findObject } from './find-object.ts';
import { header } from './request.ts';
import { type Bucket, isArchived, type ObjectVersion } from './store.ts';
import { checksumHeaders, versionHeaders } from './write-object.ts';

/** The first and last byte of a range, both included. */
type ByteRange = { start: number; end: number };

/**
 * Reads a Range header against a body's size. One that is no single byte range is not taken into account, as HTTP
 * allows and S3 does. Throws InvalidRange for one that lies outside.
 */
export function parseRange(text: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start <= end) return { start, end };
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    details: { RangeRequested: text ?? '', ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  });
}

/** What is read at once: each read waits for a thread. */
const READ_BYTES = 1024 ** 2;

/** Up to here, which is a photograph, a file is read in one turn: to wait for threads and streams takes longer. */
const BYTES_IN_ONE_TURN = 8 * 1024 ** 2;

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

// What a header can hold.
const LATIN_1 = /^[\t -~\u00a0-\u00ff]*$/;

/** The query parameters by which a reader sets an answer's headers. */
export const RESPONSE_OVERRIDES = OVERRIDES.map((name) => `response-${name}`);

function headersOf(call: Call, bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const overrides = OVERRIDES.flatMap((name) => {
    const value = call.query.get(`response-${name}`);
    if (value === undefined) return [];
    if (!LATIN_1.test(value))
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.');
    return [[name, value] as const];
  });
  return {
    'accept-ranges': 'bytes',
    'last-modified': version.lastModified.toUTCString(),
    ...versionHeaders(bucket, version),
    ...(version.storageClass && { 'x-amz-storage-class': version.storageClass }),
    ...version.headers,
    ...Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(version.tags.length === 0 ? {} : { 'x-amz-tagging-count': String(version.tags.length) }),
    ...Object.fromEntries(overrides),
  };
}

function read(call: Call): {
  version: ObjectVersion;
  answer: Answer;
  range: { start: number; end: number } | undefined;
} {
  const { bucket, version } = findObject(call, { ...call, versionId: call.query.get('versionId') });
  assertReadConditions(call.headers, version);
  const range = parseRange(header(call.headers, 'range'), version.size);
  const headers = headersOf(call, bucket, version);
  if (range !== undefined) {
    headers['content-length'] = String(range.end - range.start + 1);
    headers['content-range'] = `bytes ${range.start}-${range.end}/${version.size}`;
    return { version, range, answer: { status: 206, headers } };
  }
  headers['content-length'] = String(version.size);
  const wanted = header(call.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return {
    version,
    range,
    answer: { status: 200, headers: { ...headers, ...(wanted ? checksumHeaders(version) : {}) } },
  };
}

export const headObject = (call: Call): Answer => read(call).answer;

export function getObject(call: Call): Answer {
  const { version, range, answer } = read(call);
  if (isArchived(version.storageClass))
    throw new S3Error('InvalidObjectState', "The operation is not valid for the object's storage class", {
      details: { StorageClass: version.storageClass ?? '' },
    });
  return { ...answer, body: readBody(version.file, range ?? { start: 0, end: version.size - 1 }) };
}

/** The bytes of a file from `start` to `end`, both included. */
function readBody(file: string, { start, end }: { start: number; end: number }): Buffer | Readable {
  // Opened in the turn in which it was found: a version deleted from now on is still read to its end.
  const fd = openSync(file, 'r');
  const bytes = end - start + 1;
  if (bytes > BYTES_IN_ONE_TURN) return createReadStream('', { fd, highWaterMark: READ_BYTES, start, end });
  try {
    const body = Buffer.allocUnsafeSlow(bytes);
    const read = readSync(fd, body, 0, bytes, start);
    if (read !== bytes) throw new Error(`Expected ${bytes} bytes in ${file} from ${start} on but there are ${read}`);
    return body;
  } finally {
    closeSync(fd);
  }
}
