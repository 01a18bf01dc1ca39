import type { Bucket } from './store.ts';

// S3 lists in the order of UTF-8 bytes. JavaScript's own order is that of UTF-16 units, which differs above U+FFFF.
const compare = (a: Buffer, b: Buffer): number => Buffer.compare(a, b);

/** The keys of a bucket that begin with a prefix, in S3's order. */
export const sortedKeys = (bucket: Bucket, prefix: string): string[] =>
  [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Buffer.from(key))
    .sort(compare)
    .map((key) => key.toString());

/** True if a key comes after another in S3's order. */
export const isAfter = (key: string, other: string): boolean => compare(Buffer.from(key), Buffer.from(other)) > 0;

/**
 * The group that a key is listed under: the key up to the first delimiter behind the prefix. Undefined for a key that
 * is listed as itself.
 */
export function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
