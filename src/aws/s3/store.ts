import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Checksum, ChecksumAlgorithm } from './checksums.ts';
import type { NotificationRule } from './notification-rules.ts';

/** From warm to cold, as a lifecycle may move an object. The last two have to be restored before they can be read. */
export const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

export type StorageClass = (typeof STORAGE_CLASSES)[number];

/** GetObject of one of these is 403 InvalidObjectState until it is restored. */
export const isArchived = (storageClass: StorageClass | undefined): boolean =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';

/** What is kept of an object beside its bytes, in the spelling of the headers that return it. */
export type Description = {
  headers: Record<string, string>;
  metadata: Record<string, string>;
  tags: readonly Tag[];
};
export type Tag = { Key: string; Value: string };

/** Bytes on disk, under a generated name: never under the key. */
export type StoredBody = { file: string; size: number; md5: Buffer; checksum?: Checksum };

/** One version of a key. `versionId` is `null` (the text) when it was written without versioning. */
export type ObjectVersion = Description & {
  kind: 'object';
  key: string;
  versionId: string;
  lastModified: Date;
  file: string;
  size: number;
  etag: string;
  checksum?: Checksum;
  /** Where a lifecycle has moved it; STANDARD without. */
  storageClass?: StorageClass;
};
export type DeleteMarker = { kind: 'delete-marker'; key: string; versionId: string; lastModified: Date };
export type Version = ObjectVersion | DeleteMarker;

export type Part = StoredBody & { lastModified: Date };
/** A multipart upload under way. While `completing`, it takes no more parts. */
export type Upload = Description & {
  uploadId: string;
  key: string;
  initiated: Date;
  algorithm?: ChecksumAlgorithm;
  checksumType: Checksum['type'];
  parts: Map<number, Part>;
  completing: boolean;
};

export type Bucket = {
  name: string;
  created: Date;
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** The versions of each key, newest first; a key without versions has no entry. */
  objects: Map<string, Version[]>;
  uploads: Map<string, Upload>;
  /** Bodies of settings that have no effect here, by sub-resource. */
  settings: Map<string, string>;
  rules: readonly NotificationRule[];
};

/** Everything the server knows. Buckets and versions live in memory, bodies in `directory`. */
export type Store = { directory: string; region: string; accountId: string; buckets: Map<string, Bucket> };

/** A new file's path in the store. */
export const newFile = (store: Store): string => join(store.directory, randomUUID());

/** A version id of S3's form: 32 characters that say nothing. */
export const newVersionId = (): string => randomBytes(24).toString('base64url').replaceAll('-', '.');

/** The newest version of a key, which may be a delete marker. */
export const currentVersion = (bucket: Bucket, key: string): Version | undefined => bucket.objects.get(key)?.[0];

/** The newest version of a key if that is an object. */
export function currentObject(bucket: Bucket, key: string): ObjectVersion | undefined {
  const version = currentVersion(bucket, key);
  return version?.kind === 'object' ? version : undefined;
}

/** Takes a version out; returns it. The caller removes its file. */
export function takeVersion(bucket: Bucket, key: string, versionId: string): Version | undefined {
  const versions = bucket.objects.get(key) ?? [];
  const taken = versions.find((version) => version.versionId === versionId);
  const rest = versions.filter((version) => version !== taken);
  if (rest.length === 0) bucket.objects.delete(key);
  else bucket.objects.set(key, rest);
  return taken;
}

/**
 * Puts a version on top of its key's versions, in one turn of the event loop, so that what was checked just before
 * still holds. Without versioning it replaces the version `null`, which is returned for its file to be removed.
 */
export function addVersion(bucket: Bucket, version: Version): Version | undefined {
  const replaced = version.versionId === 'null' ? takeVersion(bucket, version.key, 'null') : undefined;
  bucket.objects.set(version.key, [version, ...(bucket.objects.get(version.key) ?? [])]);
  return replaced;
}

/** The id that a version written now gets. */
export const nextVersionId = (bucket: Bucket): string => (bucket.versioning === 'Enabled' ? newVersionId() : 'null');

/** The header that names a version, which S3 leaves out of a bucket that was never versioned. */
export const versionHeader = (bucket: Bucket, versionId: string): Record<string, string> =>
  bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
