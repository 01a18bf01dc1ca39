import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';
import { type Bucket, currentObject, type ObjectVersion } from './store.ts';

const failed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });

const isListed = (list: string, etag: string): boolean =>
  list.split(',').some((item) => ['*', etag].includes(item.trim().replace(/^W\//, '').replaceAll('"', '')));

/**
 * Throws unless a write's If-None-Match and If-Match hold of the key's current object. To be called in the same turn
 * of the event loop as the write itself: that is what lets only one of several writers win.
 */
export function assertWriteConditions(headers: IncomingHttpHeaders, bucket: Bucket, key: string): void {
  const ifNoneMatch = header(headers, 'if-none-match');
  const ifMatch = header(headers, 'if-match');
  const current = currentObject(bucket, key);
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw notImplemented('a write with an If-None-Match other than *');
    if (current !== undefined) throw failed('If-None-Match');
  }
  if (ifMatch === undefined) return;
  if (current === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { details: { Key: key } });
  }
  if (!isListed(ifMatch, current.etag)) throw failed('If-Match');
}

/** A date header as seconds; undefined where it is absent or no date, which HTTP lets pass. */
function seconds(headers: IncomingHttpHeaders, name: string): number | undefined {
  const time = Date.parse(header(headers, name) ?? '');
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}

/**
 * Throws PreconditionFailed or NotModified unless a read's conditions hold. If-Match outranks If-Unmodified-Since, and
 * If-None-Match outranks If-Modified-Since. `prefix` is that of CopyObject's conditions on its source.
 */
export function assertReadConditions(headers: IncomingHttpHeaders, object: ObjectVersion, prefix = ''): void {
  const { etag } = object;
  const modified = Math.floor(object.lastModified.getTime() / 1000);
  const ifMatch = header(headers, `${prefix}if-match`);
  const ifNoneMatch = header(headers, `${prefix}if-none-match`);
  const unmodifiedSince = seconds(headers, `${prefix}if-unmodified-since`);
  const modifiedSince = seconds(headers, `${prefix}if-modified-since`);
  if (ifMatch !== undefined && !isListed(ifMatch, etag)) throw failed('If-Match');
  if (ifMatch === undefined && unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const unchanged =
    ifNoneMatch !== undefined ? isListed(ifNoneMatch, etag) : modifiedSince !== undefined && modified <= modifiedSince;
  if (!unchanged) return;
  if (prefix !== '') throw failed(ifNoneMatch === undefined ? 'If-Modified-Since' : 'If-None-Match');
  throw new S3Error('NotModified', 'Not Modified', {
    headers: { etag: `"${etag}"`, 'last-modified': object.lastModified.toUTCString() },
  });
}
