import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { S3Error } from './errors.ts';
import { encodeKey } from './events.ts';
import { commonPrefix, isAfter, sortedKeys } from './keys.ts';
import { currentObject, type ObjectVersion } from './store.ts';
import { uploadOf } from './uploads.ts';
import { type XmlContent, xmlDocument } from './xml.ts';

// The most entries of one answer, for which a larger number is taken as asked for.
const MAX_KEYS = 1000;

/** What every listing is asked: which keys, in which groups, how many, and how names are to be written. */
type ListQuery = {
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
type Page<Entry> = {
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

function pageAfter(call: Call, marker: string, query: ListQuery): Page<ObjectVersion> {
  const bucket = bucketOf(call);
  const objects = sortedKeys(bucket, query.prefix)
    .filter((key) => isAfter(key, marker))
    .flatMap((key) => currentObject(bucket, key) ?? []);
  return fillPage(objects, query, marker);
}

const contentsOf = (call: Call, page: Page<ObjectVersion>, { encode }: ListQuery, withOwner: boolean): XmlContent =>
  page.entries.map(({ key, lastModified, etag, size, checksum, storageClass }) => ({
    Key: encode(key),
    LastModified: lastModified.toISOString(),
    ETag: `"${etag}"`,
    ChecksumAlgorithm: checksum?.algorithm,
    ChecksumType: checksum?.type,
    Size: size,
    Owner: withOwner ? { ID: call.store.accountId } : undefined,
    StorageClass: storageClass ?? 'STANDARD',
  }));

const groupsOf = (page: { prefixes: string[] }, { encode }: ListQuery): XmlContent =>
  page.prefixes.map((prefix) => ({ Prefix: encode(prefix) }));

/** What the listings of both versions say about the question. */
const questionOf = (call: Call, { prefix, delimiter, maxKeys, encode, encoding }: ListQuery) => ({
  Name: call.bucket,
  Prefix: encode(prefix),
  Delimiter: delimiter === '' ? undefined : encode(delimiter),
  MaxKeys: maxKeys,
  EncodingType: encoding,
});

// A continuation token says nothing to a client; here it is the last name of the page before.
const TOKEN = /^[A-Za-z0-9_-]+$/;

function markerOf(call: Call): string {
  const token = call.query.get('continuation-token');
  if (token === undefined) return call.query.get('start-after') ?? '';
  if (TOKEN.test(token)) return Buffer.from(token, 'base64url').toString();
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    details: { ArgumentName: 'continuation-token', ArgumentValue: token },
  });
}

export function listObjectsV2(call: Call): Answer {
  const query = listQuery(call);
  const page = pageAfter(call, markerOf(call), query);
  const startAfter = call.query.get('start-after');
  return xmlAnswer(
    xmlDocument('ListBucketResult', {
      ...questionOf(call, query),
      KeyCount: page.entries.length + page.prefixes.length,
      IsTruncated: page.truncated,
      ContinuationToken: call.query.get('continuation-token'),
      NextContinuationToken: page.truncated ? Buffer.from(page.lastName).toString('base64url') : undefined,
      StartAfter: startAfter === undefined ? undefined : query.encode(startAfter),
      Contents: contentsOf(call, page, query, call.query.get('fetch-owner') === 'true'),
      CommonPrefixes: groupsOf(page, query),
    }),
  );
}

/** The first version of the listing, which is also what a GetObject with an empty key turns out to be. */
export function listObjects(call: Call): Answer {
  const query = listQuery(call);
  const marker = call.query.get('marker') ?? '';
  const page = pageAfter(call, marker, query);
  return xmlAnswer(
    xmlDocument('ListBucketResult', {
      ...questionOf(call, query),
      Marker: query.encode(marker),
      IsTruncated: page.truncated,
      NextMarker: page.truncated && query.delimiter !== '' ? query.encode(page.lastName) : undefined,
      Contents: contentsOf(call, page, query, true),
      CommonPrefixes: groupsOf(page, query),
    }),
  );
}

export function listParts(call: Call): Answer {
  const { upload } = uploadOf(call);
  const parts = [...upload.parts].sort(([a], [b]) => a - b);
  return xmlAnswer(
    xmlDocument('ListPartsResult', {
      Bucket: call.bucket,
      Key: call.query.get('encoding-type') === 'url' ? encodeKey(call.key) : call.key,
      UploadId: upload.uploadId,
      StorageClass: 'STANDARD',
      MaxParts: parts.length,
      IsTruncated: false,
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.algorithm === undefined ? undefined : upload.checksumType,
      Part: parts.map(([PartNumber, { lastModified, md5, size, checksum }]) => ({
        PartNumber,
        LastModified: lastModified.toISOString(),
        ETag: `"${md5.toString('hex')}"`,
        Size: size,
        ...(checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value }),
      })),
    }),
  );
}
