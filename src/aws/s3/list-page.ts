import type { Call } from './call.ts';
import { S3Error } from './errors.ts';
import { encodeKey } from './events.ts';
import { commonPrefix } from './keys.ts';

// The most entries of one answer, for which a larger number is taken as asked for.
const MAX_KEYS = 1000;

/** What every listing is asked: which keys, in which groups, how many, and how names are to be written. */
export type ListQuery = {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  encode: (name: string) => string;
  encoding: string | undefined;
};

/** The number of entries asked for, at most `maximum`, which is also meant where none is given. Throws InvalidArgument. */
export function listLimit(query: Call['query'], name: string, maximum: number): number {
  const text = query.get(name) ?? String(maximum);
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), maximum);
  throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
    details: { ArgumentName: name, ArgumentValue: text },
  });
}

/** Reads the parameters that the listings share. Throws InvalidArgument. */
export function listQuery({ query }: Call): ListQuery {
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
      details: { ArgumentName: 'encoding-type', ArgumentValue: encoding },
    });
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: listLimit(query, 'max-keys', MAX_KEYS),
    encoding,
    encode: encoding === undefined ? (name) => name : encodeKey,
  };
}

/** One answer's worth of a listing: entries, groups, and the last of either when there is more. */
export type Page<Entry> = {
  entries: Entry[];
  prefixes: string[];
  last: Entry | undefined;
  lastName: string;
  truncated: boolean;
};

/**
 * Fills one page from entries in order that already lie under the prefix and behind the marker. A group counts as one
 * entry; `listed` is a group that an earlier page has shown and this one skips.
 */
export function fillPage<Entry extends { key: string }>(
  candidates: Iterable<Entry>,
  { prefix, delimiter, maxKeys }: ListQuery,
  listed: string,
): Page<Entry> {
  const page: Page<Entry> = { entries: [], prefixes: [], last: undefined, lastName: '', truncated: false };
  for (const entry of candidates) {
    const group = commonPrefix(entry.key, prefix, delimiter);
    if (group !== undefined && (group === listed || group === page.prefixes.at(-1))) continue;
    if (page.entries.length + page.prefixes.length >= maxKeys) {
      page.truncated = maxKeys > 0;
      return page;
    }
    if (group === undefined) page.entries.push(entry);
    else page.prefixes.push(group);
    page.last = group === undefined ? entry : undefined;
    page.lastName = group ?? entry.key;
  }
  return page;
}
