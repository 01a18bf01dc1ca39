import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { release } from '../../shared/release.ts';
import type { Answer } from './call.ts';
import type { S3Error } from './errors.ts';
import { toXml } from './xml.ts';

/** An error as S3 writes it; the answer to HEAD, and 304, has no body. */
export function errorAnswer(error: S3Error, about: { resource: string; requestId: string; hostId: string }): Answer {
  const body = toXml('Error', {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: about.resource,
    RequestId: about.requestId,
    HostId: about.hostId,
  });
  if (error.code === 'NotModified') return { status: 304, headers: error.headers };
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** Writes an answer; resolves when it is out or the client has gone. */
export async function writeAnswer(
  response: ServerResponse,
  { status, headers, body }: Answer,
  hasBody: boolean,
): Promise<void> {
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    // A client that goes away in the middle, or a file that cannot be read on: either way the connection is cut.
    await pipeline(body, response).catch(() => undefined);
    return;
  }
  const bytes = body instanceof Buffer ? body : Buffer.from(body ?? '');
  const length = hasBody && status !== 204 && status !== 304 ? { 'content-length': String(bytes.length) } : {};
  response.writeHead(status, { ...length, ...headers });
  response.end(hasBody ? bytes : undefined, () => release(bytes));
}
