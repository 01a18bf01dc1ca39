import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { S3Error } from './errors.ts';
import { isAfter, sortedKeys } from './keys.ts';
import { fillPage, type ListQuery, listQuery, type Page } from './list-page.ts';
import { currentObject, type ObjectVersion } from './store.ts';
import { type XmlContent, xmlDocument } from './xml.ts';

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
