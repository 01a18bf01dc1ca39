import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from '@aws-sdk/client-s3';

/** A version of an object, or a delete marker. */
export type Version = {
  key: string;
  /** `null` where the bucket had no versioning. */
  versionId: string;
  isLatest: boolean;
  isDeleteMarker: boolean;
  size: number;
  eTag: string;
  lastModified: Date;
};

export type Listing = {
  bucket: string;
  prefix?: string;
  /** Starts behind all versions of this key. */
  after?: string;
  /** 1 to 1,000, which is also the default. */
  pageSize?: number;
};

/** Undoes the encoding that keys have so that XML can carry control characters; not every endpoint encodes. */
const decoded = (key: string | undefined, encoding: string | undefined): string | undefined =>
  encoding === 'url' ? key && decodeURIComponent(key.replaceAll('+', ' ')) : key;

/** All versions and delete markers of a bucket by key, newest first, a page of at most 1,000 at a time. */
export async function* listVersions(
  s3: S3Client,
  { bucket, prefix, after, pageSize }: Listing,
  signal?: AbortSignal,
): AsyncGenerator<Version[]> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {
    KeyMarker: after,
  };
  while (marker) {
    signal?.throwIfAborted();
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        EncodingType: 'url',
        ...marker,
      }),
    );
    const encoding = page.EncodingType;
    const toVersion =
      (isDeleteMarker: boolean) =>
      (found: NonNullable<typeof page.Versions>[number]): Version => ({
        key: decoded(found.Key, encoding) ?? '',
        versionId: found.VersionId ?? 'null',
        isLatest: found.IsLatest ?? false,
        isDeleteMarker,
        size: found.Size ?? 0,
        eTag: (found.ETag ?? '').replaceAll('"', ''),
        lastModified: found.LastModified ?? new Date(0),
      });
    yield [...(page.Versions ?? []).map(toVersion(false)), ...(page.DeleteMarkers ?? []).map(toVersion(true))];
    marker = page.IsTruncated
      ? { KeyMarker: decoded(page.NextKeyMarker, encoding), VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}
