import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';

// The largest body of one request. Source: S3 User Guide, "Uploading objects".
const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** True if the payload comes in the aws-chunked encoding, in which it may bring a checksum behind it. */
export const isAwsChunked = (headers: IncomingHttpHeaders): boolean =>
  (header(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-') ||
  /\baws-chunked\b/.test(header(headers, 'content-encoding') ?? '');

/** The length that the payload is declared to have. Throws where S3 would want one. */
export function declaredLength(headers: IncomingHttpHeaders): number {
  const chunked = isAwsChunked(headers);
  if (!chunked && headers['transfer-encoding'] !== undefined) throw notImplemented('the header Transfer-Encoding');
  const text = header(headers, chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const length = Number(text);
  if (!/^\d+$/.test(text)) throw new S3Error('InvalidArgument', `Expected a length but received ${text}`);
  if (length <= MAX_BODY_BYTES) return length;
  throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    details: { ProposedSize: text, MaxSizeAllowed: String(MAX_BODY_BYTES) },
  });
}

/** The payload's MD5 by Content-MD5. Throws InvalidDigest for what is none. */
export function declaredMd5(headers: IncomingHttpHeaders): Buffer | undefined {
  const text = header(headers, 'content-md5');
  if (text === undefined) return undefined;
  const md5 = Buffer.from(text, 'base64');
  if (md5.length !== 16) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  return md5;
}
