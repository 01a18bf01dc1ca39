import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';
import type { Description, Tag } from './store.ts';

// Source: S3 User Guide, "Working with object metadata": names and values together.
const MAX_METADATA_BYTES = 2048;
const MAX_KEY_BYTES = 1024;
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'expires'];
const META = 'x-amz-meta-';

/** Throws KeyTooLongError for a key of more than 1,024 bytes of UTF-8. */
export function assertKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  throw new S3Error('KeyTooLongError', 'Your key is too long', {
    details: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
  });
}

function metadataOf(headers: IncomingHttpHeaders): Record<string, string> {
  const names = Object.keys(headers).filter((name) => name.startsWith(META));
  const metadata = Object.fromEntries(names.map((name) => [name.slice(META.length), header(headers, name) ?? '']));
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size <= MAX_METADATA_BYTES) return metadata;
  throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
    details: { Size: String(size), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
  });
}

/** Throws InvalidTag for more than ten tags, a name twice, or one that is too long. */
export function assertTags(tags: readonly Tag[]): readonly Tag[] {
  const bad = tags.some(({ Key, Value }) => Key === '' || Key.length > 128 || Value.length > 256);
  if (bad || tags.length > 10 || new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new S3Error(
      'InvalidTag',
      'Expected at most 10 tags with distinct names of 1 to 128 and values of at most 256 characters.',
    );
  }
  return tags;
}

/** The tags of an x-amz-tagging header, which is written like a query. */
export const tagsOf = (headers: IncomingHttpHeaders): readonly Tag[] =>
  assertTags([...new URLSearchParams(header(headers, 'x-amz-tagging') ?? '')].map(([Key, Value]) => ({ Key, Value })));

/** Throws AccessControlListNotSupported for a list that would give others access. */
export function assertAcl(headers: IncomingHttpHeaders): void {
  const acl = header(headers, 'x-amz-acl') ?? 'private';
  if (acl === 'private' || acl === 'bucket-owner-full-control') return;
  throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** What the headers of a write say about the object. Throws for what S3 refuses and for what this server does not do. */
export function describe(headers: IncomingHttpHeaders): Description {
  const encryption = header(headers, 'x-amz-server-side-encryption') ?? 'AES256';
  if (encryption !== 'AES256') throw notImplemented(`the server-side encryption ${encryption}`);
  const storageClass = header(headers, 'x-amz-storage-class') ?? 'STANDARD';
  if (storageClass !== 'STANDARD') throw notImplemented(`the storage class ${storageClass}`);
  assertAcl(headers);
  const kept: Record<string, string> = { 'content-type': header(headers, 'content-type') || 'binary/octet-stream' };
  for (const name of KEPT) {
    const value = header(headers, name);
    if (value !== undefined) kept[name] = value;
  }
  const encodings = (header(headers, 'content-encoding') ?? '').split(',').map((name) => name.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  if (encoding !== '') kept['content-encoding'] = encoding;
  return { headers: kept, metadata: metadataOf(headers), tags: tagsOf(headers) };
}
