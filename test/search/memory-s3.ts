import { createHash } from 'node:crypto';
import { remembered } from '../../src/shared/memoize.ts';

/** What the handler asks S3 for. */
export type S3Call = {
  method: string;
  bucket: string;
  key: string;
  versionId?: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
};

export type S3Answer = { status: number; headers: Record<string, string>; body: Buffer };

export type StoredObject = {
  versionId: string;
  bytes: Buffer;
  eTag: string;
  contentType: string;
  metadata: Record<string, string>;
};

/** Versions of each key, the oldest first; undefined is a delete marker. */
type Versions = { versionId: string; object?: StoredObject }[];

/** Buckets in memory that keep versions and conditions. Whoever calls may not list, as the function may not. */
export type MemoryS3 = {
  answer(call: S3Call): S3Answer;
  put(bucket: string, key: string, bytes: Buffer, contentType: string, metadata: Record<string, string>): StoredObject;
  /** Hides a key behind a delete marker. */
  hide(bucket: string, key: string): void;
  /** Deletes one version for good. */
  remove(bucket: string, key: string, versionId: string): void;
  /** What was ever written, by key, the oldest first, and is still there; undefined is a delete marker. */
  objects(bucket: string): ReadonlyMap<string, readonly (StoredObject | undefined)[]>;
};

/** All of one second, as uploads in a row are. */
export const LAST_MODIFIED = new Date(Date.UTC(2026, 10, 23, 10));
const META = 'x-amz-meta-';

export const s3Failure = (status: number, code: string): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`),
});
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

export function createMemoryS3(): MemoryS3 {
  const buckets = new Map<string, Map<string, Versions>>();
  let written = 0;

  const keysOf = (bucket: string): Map<string, Versions> => remembered(buckets, bucket, () => new Map());
  const current = (bucket: string, key: string): StoredObject | undefined => keysOf(bucket).get(key)?.at(-1)?.object;

  const add = (bucket: string, key: string, object?: Omit<StoredObject, 'versionId'>): string => {
    const versionId = `v${String(++written).padStart(31, '0')}`;
    const versions = remembered(keysOf(bucket), key, () => []);
    versions.push({ versionId, ...(object && { object: { versionId, ...object } }) });
    return versionId;
  };

  function put(bucket: string, key: string, bytes: Buffer, contentType: string, metadata: Record<string, string>) {
    const eTag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const object = { bytes, eTag, contentType, metadata };
    return { versionId: add(bucket, key, object), ...object };
  }

  function read({ bucket, key, versionId }: S3Call): S3Answer {
    const versions = keysOf(bucket).get(key) ?? [];
    const found = versionId === undefined ? versions.at(-1) : versions.find((each) => each.versionId === versionId);
    const { object } = found ?? {};
    if (object === undefined) {
      if (found !== undefined && versionId !== undefined) return s3Failure(405, 'MethodNotAllowed');
      return s3Failure(403, 'AccessDenied'); // and not 404: only those hear that who may list the bucket
    }
    const headers: Record<string, string> = {
      'content-length': String(object.bytes.length),
      'content-type': object.contentType,
      etag: object.eTag,
      'last-modified': LAST_MODIFIED.toUTCString(),
      'x-amz-version-id': object.versionId,
    };
    for (const [name, value] of Object.entries(object.metadata)) headers[META + name] = value;
    return { status: 200, headers, body: object.bytes };
  }

  function write({ bucket, key, headers, body }: S3Call): S3Answer {
    if (Buffer.byteLength(key) > 1024) return s3Failure(400, 'KeyTooLongError');
    const entries = Object.entries(headers).filter(([name]) => name.startsWith(META));
    if (!entries.every((entry) => entry.every(isAscii))) return s3Failure(403, 'SignatureDoesNotMatch');
    const there = current(bucket, key);
    const match = headers['if-match'];
    if (headers['if-none-match'] !== undefined && there) return s3Failure(412, 'PreconditionFailed');
    if (match !== undefined && !there) return s3Failure(404, 'NoSuchKey');
    if (match !== undefined && match !== there?.eTag) return s3Failure(412, 'PreconditionFailed');
    const metadata = Object.fromEntries(entries.map(([name, value]) => [name.slice(META.length), value]));
    const { eTag, versionId } = put(bucket, key, body, headers['content-type'] ?? '', metadata);
    return { status: 200, headers: { etag: eTag, 'x-amz-version-id': versionId }, body: Buffer.alloc(0) };
  }

  function remove({ bucket, key, headers }: S3Call): S3Answer {
    const there = current(bucket, key);
    const match = headers['if-match'];
    if (match !== undefined && !there) return s3Failure(404, 'NoSuchKey');
    if (match !== undefined && match !== there?.eTag) return s3Failure(412, 'PreconditionFailed');
    const marker = { 'x-amz-version-id': add(bucket, key), 'x-amz-delete-marker': 'true' };
    return { status: 204, headers: marker, body: Buffer.alloc(0) };
  }

  return {
    answer(call) {
      const perform = call.method === 'PUT' ? write : call.method === 'DELETE' ? remove : read;
      const answer = perform(call);
      return call.method === 'HEAD' ? { ...answer, body: Buffer.alloc(0) } : answer;
    },
    put,
    hide: (bucket, key) => {
      add(bucket, key);
    },
    remove(bucket, key, versionId) {
      const versions = keysOf(bucket).get(key) ?? [];
      keysOf(bucket).set(
        key,
        versions.filter((each) => each.versionId !== versionId),
      );
    },
    objects(bucket) {
      return new Map([...keysOf(bucket)].map(([key, versions]) => [key, versions.map(({ object }) => object)]));
    },
  };
}
