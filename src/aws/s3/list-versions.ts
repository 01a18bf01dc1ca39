import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { S3Error } from './errors.ts';
import { isAfter, sortedKeys } from './keys.ts';
import { fillPage, listQuery } from './list-objects.ts';
import type { Bucket, Version } from './store.ts';
import { type XmlContent, xmlDocument } from './xml.ts';

type Listed = Version & { isLatest: boolean };

/** All versions under a prefix behind the markers: by key, and of one key the newest first. */
function versionsAfter(bucket: Bucket, prefix: string, keyMarker: string, versionMarker: string | undefined): Listed[] {
  return sortedKeys(bucket, prefix).flatMap((key) => {
    const versions = (bucket.objects.get(key) ?? []).map((version, index) => ({ ...version, isLatest: index === 0 }));
    if (isAfter(key, keyMarker)) return versions;
    if (key !== keyMarker || versionMarker === undefined) return [];
    return versions.slice(versions.findIndex(({ versionId }) => versionId === versionMarker) + 1);
  });
}

export function listObjectVersions(call: Call): Answer {
  const query = listQuery(call);
  const keyMarker = call.query.get('key-marker') ?? '';
  const versionMarker = call.query.get('version-id-marker') || undefined;
  if (versionMarker !== undefined && keyMarker === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const page = fillPage(versionsAfter(bucketOf(call), query.prefix, keyMarker, versionMarker), query, keyMarker);
  const { encode } = query;
  const owner = { ID: call.store.accountId };
  const common = (version: Listed): { [name: string]: XmlContent } => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: version.lastModified.toISOString(),
    Owner: owner,
  });
  const versions = page.entries.flatMap((version) =>
    version.kind === 'delete-marker'
      ? []
      : {
          ...common(version),
          ETag: `"${version.etag}"`,
          ChecksumAlgorithm: version.checksum?.algorithm,
          ChecksumType: version.checksum?.type,
          Size: version.size,
          StorageClass: 'STANDARD',
        },
  );
  const markers = page.entries.filter(({ kind }) => kind === 'delete-marker').map(common);
  return xmlAnswer(
    xmlDocument('ListVersionsResult', {
      Name: call.bucket,
      Prefix: encode(query.prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker ?? '',
      Delimiter: query.delimiter === '' ? undefined : encode(query.delimiter),
      MaxKeys: query.maxKeys,
      EncodingType: query.encoding,
      IsTruncated: page.truncated,
      NextKeyMarker: page.truncated ? encode(page.lastName) : undefined,
      NextVersionIdMarker: page.truncated ? page.last?.versionId : undefined,
      Version: versions,
      DeleteMarker: markers,
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  );
}
