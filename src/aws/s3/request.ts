import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './errors.ts';

/** What a request is about: nothing (the service), a bucket, or a key in a bucket. Names are decoded, never normalised. */
export type Target = { bucket: string; key: string; query: ReadonlyMap<string, string> };

// S3 takes "+" for a space, in the path as in the query; clients therefore send "%2B".
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.", { details: { URI: text } });
  }
}

function parseQuery(text: string): Map<string, string> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [decode(name), decode(value.join('='))];
    }),
  );
}

/**
 * Reads a path-style request target as it came over the wire. `URL` is not used on purpose: it folds `.`, `..` and
 * `//`, which are ordinary characters of a key.
 */
export function parseTarget(url: string): Target {
  if (!url.startsWith('/'))
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.", { details: { URI: url } });
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const query = parseQuery(question < 0 ? '' : url.slice(question + 1));
  const slash = path.indexOf('/', 1);
  if (slash < 0) return { bucket: decode(path.slice(1)), key: '', query };
  return { bucket: decode(path.slice(1, slash)), key: decode(path.slice(slash + 1)), query };
}

/** The access key id of the Authorization header or of a presigned query; empty for an anonymous request. */
export function accessKeyIdOf(headers: IncomingHttpHeaders, query: ReadonlyMap<string, string>): string {
  const fromHeader = /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
  return fromHeader ?? query.get('X-Amz-Credential')?.split('/')[0] ?? '';
}

/** One header as one text, as S3 sees it. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
